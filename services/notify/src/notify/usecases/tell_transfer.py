"""A transfer is done: one digest to each receiver, to the former manager, and to the author if he wants it (M4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.domain import templates
from notify.domain.handover import Transfer
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce


@dataclass(frozen=True, slots=True)
class TellTransfer:
    """What was moved, when it was done, and who is to be told."""

    transfer: Transfer
    finished_at: datetime
    addressees: Sequence[Addressee]
    traceparent: str | None = None


async def tell_transfer(deps: Deps, desk: Desk, command: TellTransfer) -> None:
    """Once for each, however often it is told; Transient if an addressee is not known yet."""
    await deps.archive.transfers.note(command.transfer)
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=command.transfer.id,
            reason=command.transfer.reason,
            decided_at=command.finished_at,
            manager_id=None,
            addressees=command.addressees,
            template=templates.of_transfer,
            traceparent=command.traceparent,
        ),
    )
