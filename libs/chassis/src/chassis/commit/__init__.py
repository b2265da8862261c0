"""Group commit: the one way in which a service changes its state."""

from chassis.commit.committer import Committer, HandsOver
from chassis.commit.marks import Marks
from chassis.commit.unit import (
    AlreadyExists,
    Amend,
    Change,
    Delete,
    Insert,
    Numbered,
    Replace,
    Require,
    Unit,
    Until,
    Write,
)

__all__ = [
    "AlreadyExists",
    "Amend",
    "Change",
    "Committer",
    "Delete",
    "HandsOver",
    "Insert",
    "Marks",
    "Numbered",
    "Replace",
    "Require",
    "Unit",
    "Until",
    "Write",
]
