"""Members of staff whom a test makes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chassis.access import Member


@dataclass
class Company:
    """Members by id; all of them hold every permission."""

    members_by_id: dict[str, Member] = field(default_factory=dict)

    def employs(self, staff_id: str, *, active: bool = True) -> Member:
        """From now on, or as he is from now on."""
        member = Member(staff_id, 1, staff_id.capitalize(), f"{staff_id}@shop.test", ("Sellers",), active, "en")
        self.members_by_id[staff_id] = member
        return member

    def forgets(self, staff_id: str) -> None:
        """As before it heard of him."""
        del self.members_by_id[staff_id]

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None:
        return self.members_by_id.get(identifier)

    async def members(self, identifiers: Iterable[str]) -> dict[str, Member]:
        known = self.members_by_id
        return {each: known[each] for each in identifiers if each in known}

    async def holders(self, permission: str) -> list[Member]:
        return [each for each in self.members_by_id.values() if each.active]


def small_company() -> Company:
    """`admin`, `ana` and `ben`; `gone` has left."""
    company = Company()
    for name in ("admin", "ana", "ben"):
        company.employs(name)
    company.employs("gone", active=False)
    return company
