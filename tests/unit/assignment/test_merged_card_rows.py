"""Row M5: whom a card gets when another is merged with it, and when they are two again."""

import pytest
from tests.unit.assignment.company import M1, M2, card, gone, told

from assignment.domain.decisions import CardDecision
from assignment.domain.facts import Act, MergeFact, StaffFact
from assignment.domain.rows import Reason, Row


def merged(*people: StaffFact, cm: str | None, theirs: str | None, stands: bool, undo: bool = False) -> CardDecision:
    merge = MergeFact("c2", theirs, stands, undo)
    decision = card(*people, cm=cm, act=Act.SAVED, merge=merge, actor="boss")
    assert (decision.row, decision.reason) == (Row.M5, Reason.UNMERGED if undo else Reason.MERGED)
    assert decision.changed is (decision.manager != cm)
    return decision


@pytest.mark.req("RC-6")
@pytest.mark.parametrize(
    ("people", "cm", "theirs", "gets"),
    [
        ((M1, M2), "M1", "M2", "M1"),
        ((M1, M2), None, "M2", "M2"),
        ((gone(M1), M2), "M1", "M2", "M2"),
        ((M1, gone(M2)), "M1", "M2", "M1"),
        ((gone(M1), gone(M2)), "M1", "M2", "M1"),
        ((gone(M2),), None, "M2", "M2"),
        ((gone(M1),), "M1", None, "M1"),
        ((), None, None, None),
    ],
    ids=[
        "both active",
        "no manager yet",
        "his is stale",
        "the other is stale",
        "both are stale",
        "only the other, who is stale",
        "stale, and the other card has nobody",
        "neither has one",
    ],
)
def test_the_card_that_stands_keeps_its_manager_and_without_an_active_one_takes_the_others(
    people: tuple[StaffFact, ...], cm: str | None, theirs: str | None, gets: str | None
) -> None:
    assert merged(*people, cm=cm, theirs=theirs, stands=True).manager == gets


@pytest.mark.req("RC-6")
def test_who_gets_the_customer_by_a_merge_is_told() -> None:
    assert told(merged(M2, cm=None, theirs="M2", stands=True)) == {"M2": "assignee"}


@pytest.mark.req("RC-6")
def test_the_manager_of_the_card_that_goes_is_told_unless_he_has_the_other_too() -> None:
    gave = merged(M1, M2, cm="M1", theirs="M2", stands=False)
    assert (gave.manager, told(gave)) == (None, {"M1": "former_manager"})
    same = merged(M1, cm="M1", theirs="M1", stands=False)
    assert (same.manager, told(same)) == (None, {})


@pytest.mark.req("RC-6")
def test_an_undo_gives_each_card_whom_it_had_and_tells_only_who_gets_one_back() -> None:
    back = merged(M1, cm=None, theirs="M1", stands=False, undo=True)
    assert (back.manager, told(back)) == ("M1", {"M1": "assignee"})
    rid = merged(M1, cm="M1", theirs=None, stands=True, undo=True)
    assert (rid.manager, told(rid)) == (None, {})
