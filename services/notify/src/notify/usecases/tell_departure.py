"""Somebody was deactivated: each supervisor gets one mail that asks him to reassign what is left (M1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.domain.letter import Departure
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce

REASON = "STAFF_DEACTIVATED"


@dataclass(frozen=True, slots=True)
class TellDeparture:
    """What was left, since when, and who is to be told."""

    departure: Departure
    since: datetime
    addressees: Sequence[Addressee]
    traceparent: str | None = None


async def tell_departure(deps: Deps, desk: Desk, command: TellDeparture) -> None:
    """Once for each, however often it is told; Transient if an addressee is not known yet."""
    await deps.archive.departures.note(command.departure)
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=command.departure.id,
            reason=REASON,
            decided_at=command.since,
            manager_id=command.departure.staff_id,
            addressees=command.addressees,
            template=lambda *_: Template.STAFF_LEFT,
            traceparent=command.traceparent,
        ),
    )
