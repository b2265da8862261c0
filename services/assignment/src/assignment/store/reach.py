"""What is read of everybody at once, or not at all."""

from chassis.access import Reach, Scope
from chassis.errors import Forbidden


def of_everybody(scope: Scope) -> None:
    """Raises Forbidden unless the scope is all."""
    if scope.reach is not Reach.ALL:
        raise Forbidden("the permission audit is needed for all records")
