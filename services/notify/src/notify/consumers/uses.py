"""What the handlers work with."""

from dataclasses import dataclass

from chassis.access import Directory
from chassis.replicas import Replicas
from notify.ports import Deps, Desk


@dataclass(frozen=True, slots=True)
class Uses:
    """The use cases' world, and a setting: whether customers hear that what they ordered themselves has come in."""

    deps: Deps
    desk: Desk
    directory: Directory
    replicas: Replicas
    confirm_orders: bool
