"""Former rosters are folded from what each version of the company changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from assignment.domain.absences import StaffAbsence
from assignment.domain.facts import Roster
from assignment.domain.roster_history import RosterChange, RosterHistory
from assignment.domain.staff import Group, Staff

AT = datetime(2026, 3, 4, tzinfo=UTC)
SELLERS = Group("Sellers", 1, {"manager": True}, AT, AT)
ANA = Staff("ana", 1, "", "", ("Sellers",), "en", "UTC", (), 1, None, None, None, AT, AT)
BEN = replace(ANA, id="ben")
CHANGES = [
    RosterChange(1, "groups/Sellers", SELLERS),
    RosterChange(2, "staff/ana", ANA),
    RosterChange(4, "staff/ben", BEN),
    RosterChange(5, "staff/ana", replace(ANA, version=2, inactive_since=AT)),
    RosterChange(6, "groups/Sellers", replace(SELLERS, version=2, permissions={})),
]
LOOKS = {2: {"ana": (True, True)}, 3: {"ana": (True, True)}, 4: {"ana": (True, True), "ben": (True, True)}}
LOOKS |= {5: {"ana": (False, True), "ben": (True, True)}, 7: {"ana": (False, False), "ben": (True, False)}}


def look(roster: Roster) -> dict[str, tuple[bool, bool]]:
    return {person.id: (person.active, person.manager_role) for person in roster.people}


@pytest.mark.req("N1")
@pytest.mark.parametrize("asked", list(permutations(LOOKS)))
def test_a_roster_is_as_that_version_left_it_in_whatever_order_versions_are_asked_for(asked: tuple[int, ...]) -> None:
    history = RosterHistory(reversed(CHANGES))
    for version in asked:
        roster = history.as_of(version)
        assert (roster.version, look(roster)) == (version, LOOKS[version])


@pytest.mark.req("N1", "M3")
def test_absences_come_and_go_in_the_order_in_which_decisions_look_at_them() -> None:
    later, sooner = (
        StaffAbsence(name, 1, "ana", AT + timedelta(days=days), AT + timedelta(days=9), cover, AT, AT)
        for name, days, cover in (("a", 2, "ben"), ("b", 1, None))
    )
    planned = [RosterChange(6, "absences/a", later), RosterChange(7, "absences/b", sooner)]
    history = RosterHistory([*CHANGES, *planned, RosterChange(8, "absences/b", None)])

    def absences(version: int) -> list[str | None]:
        person = history.as_of(version).get("ana")
        return [each.cover_id for each in person.absences] if person else []

    assert [absences(version) for version in (5, 6, 7, 8)] == [[], ["ben"], [None, "ben"], ["ben"]]


@pytest.mark.req("N1")
def test_before_the_first_change_there_was_nobody() -> None:
    assert RosterHistory(CHANGES).as_of(0) == Roster(0, ())
