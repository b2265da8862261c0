"""Who is calling, and what may he see: deny unless allowed."""

from chassis.access.directory import Directory, Member
from chassis.access.principal import Principal, Reach, Scope, scope
from chassis.access.tokens import Claims, Tokens

__all__ = ["Claims", "Directory", "Member", "Principal", "Reach", "Scope", "Tokens", "scope"]
