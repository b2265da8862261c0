"""The states of an order and of a quote, and the ways between them: no jumps, no way back (ML-30), but a quote can be
revised and sent again (NX-8)."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an order or purchase stands, or a quote; all can be cancelled."""

    NEW = "new"
    CONFIRMED = "confirmed"
    IN_PRODUCTION = "in_production"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


OPEN: frozenset[State] = frozenset({State.NEW, State.CONFIRMED, State.IN_PRODUCTION, State.DRAFT, State.SENT})
"""Still to be done: what a panel of pending orders shows (NX-25); only these can be cancelled."""

EDITABLE: frozenset[State] = frozenset({State.NEW, State.CONFIRMED, State.DRAFT})
"""Lines may still change; what the customer has in his hands is revised instead."""

_BEFORE: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset(),
    State.CONFIRMED: frozenset({State.NEW}),
    State.IN_PRODUCTION: frozenset({State.CONFIRMED}),
    State.SHIPPED: frozenset({State.IN_PRODUCTION}),
    State.DELIVERED: frozenset({State.SHIPPED}),
    State.CANCELLED: OPEN,
    State.DRAFT: frozenset({State.DRAFT, State.SENT, State.DECLINED, State.EXPIRED}),
    State.SENT: frozenset({State.DRAFT, State.SENT, State.EXPIRED}),
    State.ACCEPTED: frozenset({State.DRAFT, State.SENT}),
    State.DECLINED: frozenset({State.DRAFT, State.SENT}),
    State.EXPIRED: frozenset({State.SENT}),
}


def may_move(now: State, to: State) -> bool:
    """Whether an order may go from one state straight to the other."""
    return now in _BEFORE[to]
