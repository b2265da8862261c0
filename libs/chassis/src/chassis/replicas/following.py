"""What every service does with the replica of staff and groups when it is told anew."""

from typing import Protocol

from chassis.access import group_as_kept, member_as_kept, member_of
from chassis.broker import Received, Subscriptions
from chassis.replicas.replicas import Replicas
from contracts.assignment import GroupRestated, StaffReplayFinished, StaffRestated
from contracts.replay import ReplayFinished


class KnowsReplicas(Protocol):
    """What the handlers of a service work with."""

    @property
    def replicas(self) -> Replicas: ...


async def on_staff_restated(uses: KnowsReplicas, received: Received[StaffRestated]) -> None:
    """A member as he is."""
    told = received.event
    await uses.replicas.compare(told.replay, "staff", member_as_kept(member_of(told.member)), received.mark)


async def on_group_restated(uses: KnowsReplicas, received: Received[GroupRestated]) -> None:
    """A group as it is."""
    told = received.event
    group = group_as_kept(told.name, told.version, dict(told.permissions))
    await uses.replicas.compare(told.replay, "groups", group, received.mark)


async def on_replay_finished(uses: KnowsReplicas, received: Received[ReplayFinished]) -> None:
    """Everything was told."""
    await uses.replicas.finish(received.event.replay, received.event.told, received.mark)


STAFF_AND_GROUPS_RESTATED: Subscriptions = {
    StaffRestated: on_staff_restated,
    GroupRestated: on_group_restated,
    StaffReplayFinished: on_replay_finished,
}
"""To be part of the subscriptions of every service."""
