"""What makes a change durable, once, and by one process."""

from typing import Protocol

from chassis.commit import Numbered, Unit


class Leases(Protocol):
    """Lets one of several processes do a work."""

    async def hold(self, work: str) -> bool:
        """Whether this process has the work now: taken if nobody has it, kept by asking again in time."""
        ...


class Commits(Protocol):
    """Makes a unit durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...
