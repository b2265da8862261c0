"""The caller and the one function that says how far a permission of his reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chassis.errors import Forbidden

Grant = str | bool


class Reach(StrEnum):
    """How far a permission reaches."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a repository read is limited to; every read takes one, so that an unscoped query cannot be written."""

    reach: Reach
    owner_id: str | None = None

    @classmethod
    def everything(cls) -> "Scope":
        """For the service's own reactions to events; never for a caller."""
        return cls(Reach.ALL)


@dataclass(frozen=True, slots=True)
class Principal:
    """An active member of staff, or a program that is one, with the permissions of all his groups together."""

    id: str
    email: str
    name: str
    groups: tuple[str, ...]
    language: str = "en"
    permissions: Mapping[str, Grant] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        """Whether he has the permission at all."""
        return self.permissions.get(permission, False) is not False

    def require(self, permission: str) -> None:
        """Forbidden unless he has the permission."""
        if not self.may(permission):
            raise Forbidden(f"the permission {permission} is needed")


def scope(principal: Principal, permission: str) -> Scope:
    """none, own or all: how far `permission` reaches for this caller (N15)."""
    match principal.permissions.get(permission, False):
        case True | "all":
            return Scope(Reach.ALL, principal.id)
        case "own":
            return Scope(Reach.OWN, principal.id)
        case _:
            return Scope(Reach.NONE, principal.id)


def whole(principal: Principal, permission: str) -> Scope:
    """Everything, for a caller whose permission reaches all; Forbidden for anybody else."""
    found = scope(principal, permission)
    if found.reach is not Reach.ALL:
        raise Forbidden(f"the permission {permission} is needed for all records")
    return found


def strongest(grants: Iterable[Mapping[str, Grant]]) -> dict[str, Grant]:
    """The permissions of several groups together: for each the one that reaches farthest."""
    together: dict[str, Grant] = {}
    for permissions in grants:
        for name, grant in permissions.items():
            if _rank(grant) > _rank(together.get(name, False)):
                together[name] = grant
    return together


def _rank(grant: Grant) -> int:
    return {"own": 1, "all": 2, True: 2}.get(grant, 0)
