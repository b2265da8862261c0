"""How far the caller's permissions reach."""

from chassis.access import Principal, Reach, Scope, scope
from chassis.errors import Forbidden


def reach(caller: Principal, permission: str) -> Scope:
    """Own or all; Forbidden without the permission."""
    found = scope(caller, permission)
    if found.reach is Reach.NONE:
        raise Forbidden(f"the permission {permission} is needed")
    return found
