"""Replicas compared with what their owner tells anew, and rebuilt from it (N5)."""

from chassis.replicas.differing import Difference, Found, difference
from chassis.replicas.following import STAFF_AND_GROUPS_RESTATED, on_replay_finished
from chassis.replicas.replays import Replays, Source, Telling
from chassis.replicas.replicas import Replica, Replicas
from chassis.replicas.routes import replays_router, replicas_router

__all__ = [
    "STAFF_AND_GROUPS_RESTATED",
    "Difference",
    "Found",
    "Replays",
    "Replica",
    "Replicas",
    "Source",
    "Telling",
    "difference",
    "on_replay_finished",
    "replays_router",
    "replicas_router",
]
