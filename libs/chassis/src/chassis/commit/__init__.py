"""Group commit: the one way in which a service changes its state."""

from chassis.commit.committer import Committer, HandsOver
from chassis.commit.unit import AlreadyExists, Change, Delete, Insert, Numbered, Replace, Require, Unit, Write

__all__ = [
    "AlreadyExists",
    "Change",
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
