"""Group commit: the one way in which a service changes its state."""

from chassis.commit.committer import Committer, HandsOver
from chassis.commit.unit import AlreadyExists, Delete, Insert, Numbered, Replace, Require, Unit, Write

__all__ = [
    "AlreadyExists",
    "Committer",
    "Delete",
    "HandsOver",
    "Insert",
    "Numbered",
    "Replace",
    "Require",
    "Unit",
    "Write",
]
