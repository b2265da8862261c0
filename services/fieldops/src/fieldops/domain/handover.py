"""Whose a customer was until when: reps work for days without a network (R9-9), and report visits to customers who are
somebody else's by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldops.domain.customer import Customer

REMEMBERED = timedelta(days=30)
"""How long a hand-over is known, and how far back a visit may lie that its rep reports after it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """The customer was `owner_id`'s until then, or nobody's; `version` is that of the card by which that was over."""

    customer_id: str
    version: int
    owner_id: str | None
    until: datetime


def handed_over(kept: Customer, told: Customer) -> Handover | None:
    """What ended with this news of a customer: he is another's now, or a card was merged and can be chosen no more, or
    came back. None of news that is none."""
    if told.version <= kept.version or told.held_by == kept.held_by:
        return None
    return Handover(told.id, told.version, kept.held_by, told.updated_at)


def was_held(handovers: Iterable[Handover], by: str, at: datetime, now: datetime) -> bool:
    """Whether one of the cards, each with its hand-overs, was his at that time; what is too long ago is not known."""
    if at < now - REMEMBERED:
        return False
    holders: dict[str, str | None] = {}
    for each in sorted(handovers, key=lambda each: (each.until, each.version)):
        if each.until > at:
            holders.setdefault(each.customer_id, each.owner_id)
    return by in holders.values()
