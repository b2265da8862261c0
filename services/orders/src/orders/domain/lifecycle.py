"""The states of an order and the ways between them: no jumps, no way back (ML-30)."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an order stands."""

    NEW = "new"
    CONFIRMED = "confirmed"
    IN_PRODUCTION = "in_production"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


OPEN: frozenset[State] = frozenset({State.NEW, State.CONFIRMED, State.IN_PRODUCTION})
"""Still to be done: what a panel of pending orders shows (NX-25); only these can be cancelled."""

EDITABLE: frozenset[State] = frozenset({State.NEW, State.CONFIRMED})
"""Lines may still change."""

_BEFORE: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset(),
    State.CONFIRMED: frozenset({State.NEW}),
    State.IN_PRODUCTION: frozenset({State.CONFIRMED}),
    State.SHIPPED: frozenset({State.IN_PRODUCTION}),
    State.DELIVERED: frozenset({State.SHIPPED}),
    State.CANCELLED: OPEN,
}


def may_move(now: State, to: State) -> bool:
    """Whether an order may go from one state straight to the other."""
    return now in _BEFORE[to]
