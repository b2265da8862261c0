"""The wheels of distribution: explicit values, passed in and handed back, one a pool.

Two promises. Round robin: between two turns of anybody who is eligible all along, everybody else who is so
has exactly one; so their counts never differ by more than one, whoever comes and goes meanwhile. Weighted:
the same of turns divided by weight, within one turn of the lighter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assignment.domain.facts import StaffFact

_STRIDE = 10**9


@dataclass(frozen=True, slots=True)
class Wheel:
    """Where a pool's wheel stands after `turns` turns.

    `last` had the latest turn. `clock` and `due` serve weighted distribution: each person's next turn is due
    at a point of a virtual time in which a person of weight w is due every `10**9 / w`.
    """

    turns: int = 0
    last: str | None = None
    clock: int = 0
    due: Mapping[str, int] = field(default_factory=dict)


def next_after(last: str | None, eligible: Sequence[StaffFact]) -> StaffFact:
    """The first person behind `last` on the ring of ids; `eligible` is in order of id and not empty."""
    if last is not None:
        for person in eligible:
            if person.id > last:
                return person
    return eligible[0]


def turn(wheel: Wheel, chosen: StaffFact) -> Wheel:
    """The wheel after `chosen` had his turn of a round."""
    return Wheel(wheel.turns + 1, chosen.id, wheel.clock, wheel.due)


def turn_weighted(wheel: Wheel, eligible: Sequence[StaffFact]) -> tuple[StaffFact, Wheel]:
    """Whose turn is due earliest, and the wheel after it.

    Not the common smooth weighted round robin: that scales credits by the total weight of the moment, so
    people who come and go make it unfair between two who stay. A newcomer starts half a stride from now,
    which spreads the turns; who comes back is due now and has no claim to the turns of his absence.
    """
    due = dict(wheel.due)
    chosen, earliest = eligible[0], -1
    for person in eligible:
        known = due.get(person.id)
        at = wheel.clock + _STRIDE // (2 * person.weight) if known is None else max(known, wheel.clock)
        due[person.id] = at
        if earliest < 0 or at < earliest:
            chosen, earliest = person, at
    due[chosen.id] = earliest + _STRIDE // chosen.weight
    return chosen, Wheel(wheel.turns + 1, chosen.id, earliest, due)
