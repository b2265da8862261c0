"""The records of mails, and who wants which."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.access import Scope
from chassis.commit import Change
from notify.domain.mail import Mail, State
from notify.domain.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Search:
    """Which mails to list; `recipient` is a staff id or an e-mail address; `before` an id, newest first."""

    order_id: str | None = None
    recipient: str | None = None
    state: State | None = None
    before: str | None = None
    limit: int = 50


class Mails(Protocol):
    """The records of mails."""

    async def get(self, mail_id: str, scope: Scope) -> Mail | None: ...
    async def search(self, search: Search, scope: Scope) -> list[Mail]: ...
    async def walk(self, scope: Scope, after: str, limit: int) -> list[Mail]:
        """In order of id, that is, of their decisions' time; behind `after`."""
        ...

    async def record(self, mail: Mail) -> bool:
        """Writes a new mail down; False if it is recorded already, which its id tells."""
        ...

    def recorded(self, mail: Mail) -> Change:
        """A new mail as part of a unit."""
        ...

    def changed(self, mail: Mail) -> Change: ...
    async def settle(self, mail: Mail) -> bool:
        """Keeps a change that nobody is told of; False if the mail was changed meanwhile."""
        ...

    def digested(self, mail: Mail) -> Change:
        """It is told in a digest."""
        ...

    async def readers_of_digests(self, now: datetime) -> list[str]:
        """For whom something was held until now."""
        ...

    async def held_for(self, recipient_id: str, now: datetime, most: int) -> list[Mail]:
        """What was held for him until now, the oldest first."""
        ...

    async def of_digest(self, digest_id: str) -> list[Mail]:
        """What a digest tells, the oldest first."""
        ...

    async def digests(self, digest_ids: Collection[str]) -> Mapping[tuple[str | None, str], int]:
        """How many mails there are of each of these digests to each reader."""
        ...

    async def take_over(self, most: int) -> list[tuple[Mail, bool]]:
        """Takes mails in hand that are due, by the server's clock, and says of each whether somebody else had it in
        hand: such a one is doubtful from then on."""
        ...

    async def drop_queued(self, recipient_id: str, why: str) -> None:
        """Nothing that waits for him, and is in nobody's hand, is ever sent."""
        ...

    async def wipe_of_order(self, order_id: str) -> None:
        """Empties subjects, and the addresses of whoever is no member of staff. May be done again."""
        ...

    async def wipe_of_customer(self, customer_id: str) -> Sequence[str]:
        """The same of mails to him, and of those about his card; the ids of what was sent to him by them."""
        ...

    async def keep_in_hand(self, mails: Sequence[Mail]) -> None:
        """Renews the lease of mails that are still being waited for or sent."""
        ...

    async def release(self, mails: Sequence[Mail]) -> None:
        """Puts mails back that were taken in hand and not attempted: they are due at once."""
        ...


class Chosen(Protocol):
    """What members of staff have chosen about their mails."""

    async def of(self, staff_id: str) -> Preferences:
        """From memory if it was read a moment ago."""
        ...

    async def get(self, staff_id: str) -> Preferences: ...
    def changed(self, preferences: Preferences) -> Change: ...
