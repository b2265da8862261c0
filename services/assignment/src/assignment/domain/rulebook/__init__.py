"""The rules for a sales director, with examples that the rules themselves work out.

`python -m assignment.domain.rulebook > docs/rules.md` writes the page.
"""

from assignment.domain.rulebook.chapters import CHAPTERS
from assignment.domain.rulebook.examples import CardExample, OrderExample
from assignment.domain.rulebook.page import markdown
from assignment.domain.rulebook.rules import Chapter, Rule

__all__ = ["CHAPTERS", "CardExample", "Chapter", "OrderExample", "Rule", "markdown"]
