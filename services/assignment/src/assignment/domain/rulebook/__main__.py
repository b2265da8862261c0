"""Prints the page."""

from assignment.domain.rulebook import markdown

print(markdown(), end="")
