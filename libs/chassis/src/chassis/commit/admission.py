"""Which units of a group hold, and what is left to write: pure.

Units are looked at in order, each against the state that those before it leave. Changes of one document that follow
each other inside a group are written once, as the last of them leaves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chassis.commit.unit import Amend, Delete, Insert, Replace, Require, Unit, Until, Write
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark
from chassis.mongo import Doc

Versions = Mapping[str, Mapping[str, int]]
"""By collection and `_id`, as the transaction sees them; what is not there is missing."""

MOST_GRANTED = 8
"""A version that was not looked up is a condition of the write, which the database has to plan for: more than so many
are cheaper to look up."""


@dataclass(slots=True)
class Changes:
    """What is written to one collection, each with the index of the unit that answers for it."""

    inserts: dict[str, tuple[int, Doc]] = field(default_factory=dict)
    replaces: dict[str, tuple[int, Doc]] = field(default_factory=dict)
    amends: dict[str, tuple[int, Doc]] = field(default_factory=dict)
    deletes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Admission:
    """The verdict on a group. A deferred unit has to wait for one before it and comes again in the next group."""

    admitted: list[int] = field(default_factory=list)
    refused: dict[int, Exception] = field(default_factory=dict)
    deferred: list[int] = field(default_factory=list)
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    changes: dict[str, Changes] = field(default_factory=dict)


def conditions(units: Sequence[Unit]) -> dict[str, set[str]]:
    """The documents whose versions must be known, by collection."""
    wanted: dict[str, set[str]] = {}
    for unit in units:
        for write in unit.writes:
            match write:
                case Replace(collection, doc, _):
                    wanted.setdefault(collection, set()).add(doc["_id"])
                case (
                    Amend(collection, identifier, _, _)
                    | Delete(collection, identifier, _)
                    | Require(collection, identifier, _)
                ):
                    wanted.setdefault(collection, set()).add(identifier)
                case Insert() | Until():
                    pass
    return wanted


def granted(units: Sequence[Unit]) -> dict[str, dict[str, int]]:
    """The versions that the units say documents have, the first that says it of each; nothing if it is better to look.
    The writes have to prove them."""
    versions: dict[str, dict[str, int]] = {}
    made: set[tuple[str, str]] = set()
    for unit in units:
        for write in unit.writes:
            match write:
                case Insert(collection, doc):
                    made.add((collection, doc["_id"]))
                case Replace(collection, {"_id": identifier}, version) | (
                    Amend(collection, identifier, version, _) | Delete(collection, identifier, version)
                ):
                    if (collection, identifier) not in made:
                        versions.setdefault(collection, {}).setdefault(identifier, version)
                case Require():
                    return {}
                case Until():
                    pass
    return versions if sum(map(len, versions.values())) <= MOST_GRANTED else {}


def is_proven(versions: Versions, changes: Mapping[str, Changes]) -> bool:
    """Whether there is a write for each of those versions."""
    for name, found in versions.items():
        written = changes.get(name, Changes())
        if not found.keys() <= {*written.replaces, *written.amends, *written.deletes}:
            return False
    return True


def admit(units: Sequence[Unit], versions: Versions, done: Mapping[str, Mark], now: datetime) -> Admission:
    """Looks at the units one after the other. `done` are marks that are there already."""
    verdict = Admission()
    state = {name: dict(found) for name, found in versions.items()}
    marked: set[str] = set()
    for index, unit in enumerate(units):
        if unit.mark is not None and unit.mark.id in done:
            verdict.refused[index] = AlreadyDone(done[unit.mark.id])
        elif unit.mark is not None and unit.mark.id in marked:
            verdict.deferred.append(index)
        elif not _holds(unit, state, now):
            verdict.refused[index] = VersionConflict()
        else:
            verdict.admitted.append(index)
            if unit.mark is not None:
                marked.add(unit.mark.id)
                verdict.marks.append((index, unit.mark))
            for write in unit.writes:
                _take(index, write, state, verdict)
    return verdict


def _holds(unit: Unit, state: dict[str, dict[str, int]], now: datetime) -> bool:
    for write in unit.writes:
        match write:
            case Replace(collection, doc, version):
                if state.get(collection, {}).get(doc["_id"]) != version:
                    return False
            case (
                Amend(collection, identifier, version, _)
                | Delete(collection, identifier, version)
                | Require(collection, identifier, version)
            ):
                if state.get(collection, {}).get(identifier) != version:
                    return False
            case Until(at):
                if now > at:
                    return False
            case Insert():
                pass
    return True


def _take(index: int, write: Write, state: dict[str, dict[str, int]], verdict: Admission) -> None:
    if isinstance(write, Require | Until):
        return
    known = state.setdefault(write.collection, {})
    changes = verdict.changes.setdefault(write.collection, Changes())
    match write:
        case Insert(_, doc):
            identifier = doc["_id"]
            # Twice the same id in one group: written as two inserts, the database names the second as the culprit.
            key = identifier if identifier not in changes.inserts else f"{identifier}#{index}"
            changes.inserts[key] = (index, doc)
            known[identifier] = doc.get("version", 0)
        case Replace(_, doc, _):
            identifier = doc["_id"]
            if identifier in changes.inserts:
                changes.inserts[identifier] = (changes.inserts[identifier][0], doc)
            else:
                changes.amends.pop(identifier, None)
                changes.replaces[identifier] = (index, doc)
            known[identifier] = doc["version"]
        case Amend(_, identifier, version, fields):
            new = {**fields, "version": version + 1}
            for earlier in (changes.inserts, changes.replaces, changes.amends):
                if identifier in earlier:
                    earlier[identifier] = (earlier[identifier][0], {**earlier[identifier][1], **new})
                    break
            else:
                changes.amends[identifier] = (index, new)
            known[identifier] = version + 1
        case Delete(_, identifier, _):
            if identifier in changes.inserts:
                del changes.inserts[identifier]
            else:
                changes.replaces.pop(identifier, None)
                changes.amends.pop(identifier, None)
                changes.deletes[identifier] = index
            del known[identifier]
