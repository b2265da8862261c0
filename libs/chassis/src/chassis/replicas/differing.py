"""How a record of a replica differs from what its owner tells: pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Found(StrEnum):
    """What the replica had. `extra`: a record that its owner does not have. `undecided`: what happened to the record
    has not been handled yet, and a replica must not run ahead of that."""

    SAME = "same"
    MISSING = "missing"
    BEHIND = "behind"
    DIFFERENT = "different"
    UNDECIDED = "undecided"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields` are names, never values."""

    found: Found
    fields: tuple[str, ...] = ()


def difference(kept: Mapping[str, Any] | None, told: Mapping[str, Any], ignoring: Collection[str] = ()) -> Difference:
    """`kept` may have fields of its own. A later version than was told is as good as the same: it knows more; so is an
    older one that says the same, for owners also count changes that concern nobody else."""
    if kept is None:
        return Difference(Found.MISSING)
    if kept["version"] > told["version"]:
        return Difference(Found.SAME)
    fields = tuple(sorted(_differing(kept, told, {"_id", "version", *ignoring})))
    if not fields:
        return Difference(Found.SAME)
    return Difference(Found.BEHIND if kept["version"] < told["version"] else Found.DIFFERENT, fields)


def _differing(kept: Mapping[str, Any], told: Mapping[str, Any], ignoring: Collection[str]) -> Iterator[str]:
    for name, value in told.items():
        if name in ignoring:
            continue
        mine = kept.get(name)
        if isinstance(value, Mapping) and isinstance(mine, Mapping):
            yield from (f"{name}.{each}" for each in _differing(mine, value, ()))
        elif _plain(mine) != _plain(value):
            yield name


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
