"""What makes a unit durable, for both sides of a replay."""

from typing import Protocol

from chassis.commit import Numbered, Unit


class Commits(Protocol):
    """The committer, or what stands for it."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...
