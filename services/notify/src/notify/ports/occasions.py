"""What somebody is to be told of, kept until he has been."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chassis.access import Scope
from chassis.commit import Change
from notify.domain.absence import CoveredOrder
from notify.domain.handover import Transfer
from notify.domain.letter import Departure, LinkAlarm, Sending


class Covered(Protocol):
    """Orders that absent managers are told of in a digest."""

    async def people_waited_for(self) -> list[str]:
        """Those who have not been told of everything yet."""
        ...

    async def waiting_for(self, staff_id: str, most: int) -> list[CoveredOrder]: ...
    async def of_digest(self, digest_id: str) -> list[CoveredOrder]: ...
    async def walk(self, scope: Scope, after: str, limit: int) -> list[CoveredOrder]:
        """In order of id, that is, of their decisions' time; behind `after`. Forbidden unless the scope is all."""
        ...

    async def last_digest(self, staff_id: str) -> datetime | None: ...
    async def note(self, order: CoveredOrder) -> None:
        """Writes a new one down, unless it is already, which its id tells."""
        ...

    def changed(self, order: CoveredOrder) -> Change: ...


class Departures(Protocol):
    """What people left behind when they were deactivated."""

    async def get(self, departure_id: str) -> Departure | None: ...
    async def note(self, departure: Departure) -> None:
        """Writes it down, unless it is already."""
        ...


class Transfers(Protocol):
    """Finished transfers, as they were told."""

    async def get(self, transfer_id: str) -> Transfer | None: ...
    async def note(self, transfer: Transfer) -> None:
        """Once, however often it is told."""
        ...


class Sendings(Protocol):
    """Links on their way to customers, sealed."""

    async def get(self, sending_id: str) -> Sending | None: ...
    async def note(self, sending: Sending) -> None:
        """Writes it down, unless it is already."""
        ...

    async def wipe(self, sending_ids: Sequence[str]) -> None:
        """To whom they went is forgotten. May be done again."""
        ...


class Alarms(Protocol):
    """Alarms about order links."""

    async def get(self, alarm_id: str) -> LinkAlarm | None: ...
    async def note(self, alarm: LinkAlarm) -> None:
        """Writes it down, unless it is already."""
        ...
