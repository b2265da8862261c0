"""The rules for a sales director: complete, worked out by the rules themselves, and up to date."""

import re
from pathlib import Path

import pytest

from assignment.domain.rows import Reason, Row
from assignment.domain.rulebook import CHAPTERS, CardExample, OrderExample, Rule, markdown

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"
RULES = [rule for chapter in CHAPTERS for rule in chapter.rules]
ABOUT_MANAGERS = {Row.M1, Row.M2, Row.M3}


def test_the_committed_page_is_the_current_one() -> None:
    assert PAGE.read_text() == markdown(), "run python -m assignment.domain.rulebook > docs/rules.md"


def test_every_row_stands_in_it_once_and_every_reason_has_an_example() -> None:
    assert sorted(rule.row for rule in RULES) == sorted(Row)
    assert {example.decision().reason for rule in RULES for example in rule.examples} == set(Reason)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.row not in ABOUT_MANAGERS], ids=lambda rule: rule.row)
def test_the_examples_of_a_row_are_decided_by_that_row(rule: Rule) -> None:
    assert rule.examples
    assert {example.decision().row for example in rule.examples} == {rule.row}


@pytest.mark.parametrize(
    "example", [example for rule in RULES for example in rule.examples], ids=lambda example: example.story
)
def test_an_example_names_people_and_leaves_nothing_open(example: OrderExample | CardExample) -> None:
    assert not re.search(r"[{}]|somebody no longer known|\b(marta|ion|elena|ana|olga)\b", example.outcome())


def test_every_link_of_the_page_leads_to_a_heading() -> None:
    page = markdown()
    headings = re.findall(r"^### (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    linked = re.findall(r"\(#([^)]+)\)", page)
    assert len(linked) == len(Row)
    assert set(linked) == anchors
