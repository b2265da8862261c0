"""Which units of a group hold: each is looked at against the state that those before it leave."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.commit import Amend, Delete, Insert, Replace, Require, Unit, Until
from chassis.commit.admission import MOST_GRANTED, Admission, admit, conditions, granted, is_proven
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def doc(identifier: str, version: int = 1) -> dict[str, Any]:
    return {"_id": identifier, "version": version}


def verdict(*units: Unit, versions: dict[str, int] | None = None, done: dict[str, Mark] | None = None) -> Admission:
    return admit(units, {"things": versions or {}}, done or {}, NOW)


def test_only_conditional_writes_ask_for_versions() -> None:
    unit = Unit(
        [Insert("a", doc("1")), Replace("b", doc("2", 2), 1), Delete("b", "3", 1), Require("c", "4", 1)],
    )
    assert conditions([unit]) == {"b": {"2", "3"}, "c": {"4"}}


def test_the_first_word_on_a_version_is_taken_for_granted() -> None:
    units = [
        Unit([Replace("a", doc("1", 2), 1), Insert("a", doc("new"))]),
        Unit([Replace("a", doc("1", 3), 2), Amend("a", "new", 1, {}), Delete("b", "2", 7)]),
    ]
    assert granted(units) == {"a": {"1": 1}, "b": {"2": 7}}


def test_nothing_is_taken_for_granted_that_no_write_would_prove_or_that_is_cheaper_to_look_up() -> None:
    assert granted([Unit([Replace("a", doc("1", 2), 1), Require("a", "2", 1)])]) == {}
    few = [Unit([Replace("a", doc(str(n), 2), 1)]) for n in range(MOST_GRANTED)]
    assert granted(few) == {"a": {str(n): 1 for n in range(MOST_GRANTED)}}
    assert granted([*few, Unit([Delete("a", "more", 1)])]) == {}


def test_a_version_that_only_a_refused_unit_spoke_of_is_not_proven() -> None:
    units = [Unit([Amend("a", "1", 1, {})]), Unit([Amend("a", "1", 1, {}), Delete("a", "2", 1)])]
    versions = granted(units)
    assert not is_proven(versions, admit(units, versions, {}, NOW).changes)
    assert is_proven({"a": {"1": 1}}, admit(units[:1], versions, {}, NOW).changes)


def test_a_unit_that_does_not_hold_is_refused_and_leaves_no_trace() -> None:
    found = verdict(
        Unit([Replace("things", doc("x", 2), 1), Require("things", "gone", 1)]),
        Unit([Replace("things", doc("x", 2), 1)]),
        versions={"x": 1},
    )
    assert isinstance(found.refused[0], VersionConflict)
    assert found.admitted == [1]


def test_changes_that_follow_each_other_are_written_once_as_the_last_leaves_them() -> None:
    found = verdict(*(Unit([Replace("things", doc("wheel", n + 1), n)]) for n in range(1, 5)), versions={"wheel": 1})
    assert found.changes["things"].replaces == {"wheel": (3, doc("wheel", 5))}


def test_a_document_made_and_changed_in_one_group_is_inserted_as_it_ends() -> None:
    found = verdict(Unit([Insert("things", doc("x"))]), Unit([Replace("things", doc("x", 2), 1)]))
    assert found.changes["things"].inserts == {"x": (0, doc("x", 2))}
    assert found.changes["things"].replaces == {}


def test_a_second_change_from_the_same_version_is_refused() -> None:
    change = Unit([Replace("things", doc("x", 2), 1)])
    found = verdict(change, change, versions={"x": 1})
    assert found.admitted == [0]
    assert isinstance(found.refused[1], VersionConflict)


def test_a_mark_that_is_there_already_refuses_its_unit() -> None:
    mark = Mark("m", "digest", {"id": "1"})
    found = verdict(Unit(mark=Mark("m")), Unit(mark=Mark("n")), done={"m": mark})
    assert isinstance(found.refused[0], AlreadyDone)
    assert found.refused[0].mark is mark
    assert found.admitted == [1]


def test_a_twin_waits_for_the_one_before_it() -> None:
    found = verdict(Unit(mark=Mark("m")), Unit(mark=Mark("m")))
    assert found.admitted == [0]
    assert found.deferred == [1]


def test_an_id_that_was_freed_is_taken_in_the_same_group() -> None:
    found = verdict(Unit([Delete("things", "x", 1)]), Unit([Insert("things", doc("x"))]), versions={"x": 1})
    assert found.admitted == [0, 1]
    assert (list(found.changes["things"].deletes), list(found.changes["things"].inserts)) == (["x"], ["x"])


def test_a_document_made_and_removed_in_one_group_is_not_written() -> None:
    found = verdict(Unit([Insert("things", doc("x"))]), Unit([Delete("things", "x", 1)]))
    assert found.changes["things"].inserts == {}
    assert found.changes["things"].deletes == {}


def test_a_requirement_sees_what_units_before_it_changed() -> None:
    found = verdict(
        Unit([Replace("things", doc("boss", 2), 1)]), Unit([Require("things", "boss", 1)]), versions={"boss": 1}
    )
    assert isinstance(found.refused[1], VersionConflict)


def test_amended_fields_are_written_alone_and_follow_each_other() -> None:
    found = verdict(
        Unit([Amend("things", "x", 1, {"a": 1, "b": 1})]), Unit([Amend("things", "x", 2, {"b": 2})]), versions={"x": 1}
    )
    assert found.changes["things"].amends == {"x": (0, {"a": 1, "b": 2, "version": 3})}


def test_fields_amended_in_a_document_of_the_same_group_are_part_of_it() -> None:
    found = verdict(Unit([Insert("things", doc("x"))]), Unit([Amend("things", "x", 1, {"a": 1})]))
    assert found.changes["things"].inserts == {"x": (0, {"_id": "x", "version": 2, "a": 1})}
    assert found.changes["things"].amends == {}


def test_a_replacement_takes_amended_fields_along() -> None:
    found = verdict(
        Unit([Amend("things", "x", 1, {"a": 1})]), Unit([Replace("things", doc("x", 3), 2)]), versions={"x": 1}
    )
    assert found.changes["things"].replaces == {"x": (1, doc("x", 3))}
    assert found.changes["things"].amends == {}


def test_fields_are_amended_at_their_version_only() -> None:
    found = verdict(Unit([Amend("things", "x", 1, {"a": 1})]), versions={"x": 2})
    assert isinstance(found.refused[0], VersionConflict)


def test_a_unit_that_comes_after_its_time_is_refused() -> None:
    found = verdict(Unit([Until(NOW), Insert("things", doc("x"))]), Unit([Until(NOW - timedelta(milliseconds=1))]))
    assert found.admitted == [0]
    assert isinstance(found.refused[1], VersionConflict)
