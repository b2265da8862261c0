"""Who is calling, and what may he see: deny unless allowed."""

from chassis.access.directory import GROUPS, MEMBERS, Directory, Member, group_as_kept, member_as_kept
from chassis.access.following import STAFF_AND_GROUPS, member_of, on_group_changed, on_staff_changed
from chassis.access.principal import Principal, Reach, Scope, scope, whole
from chassis.access.sealing import Seal, SealBroken
from chassis.access.tokens import Claims, Tokens

__all__ = [
    "GROUPS",
    "MEMBERS",
    "STAFF_AND_GROUPS",
    "Claims",
    "Directory",
    "Member",
    "Principal",
    "Reach",
    "Scope",
    "Seal",
    "SealBroken",
    "Tokens",
    "group_as_kept",
    "member_as_kept",
    "member_of",
    "on_group_changed",
    "on_staff_changed",
    "scope",
    "whole",
]
