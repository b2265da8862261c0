"""A member of staff, and a group, as they are kept (NX-14, RC-19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assignment.domain.facts import Absence, StaffFact, Window
from assignment.domain.permissions import Permissions, grants


@dataclass(frozen=True, slots=True)
class Staff:
    """A member. `inactive_since`: since when the account is disabled, None while it is enabled (M1). `external_id`: his
    key in another system. `holidays`: days on his calendar whose windows fall away."""

    id: str
    version: int
    name: str
    email: str
    groups: tuple[str, ...]
    language: str
    time_zone: str
    working_hours: tuple[Window, ...]
    weight: int
    capacity: int | None
    daily_quota: int | None
    inactive_since: datetime | None
    created_at: datetime
    updated_at: datetime
    external_id: str | None = None
    holidays: tuple[date, ...] = ()

    @property
    def active(self) -> bool:
        """ACTIVE: the account is enabled; the role is no part of it."""
        return self.inactive_since is None

    def fact(self, permissions: Mapping[str, Permissions], absences: tuple[Absence, ...] = ()) -> StaffFact:
        """What a decision may know of him; his roles follow from the permissions of his groups."""
        held = [permissions[name] for name in self.groups if name in permissions]
        return StaffFact(
            id=self.id,
            version=self.version,
            active=self.active,
            manager_role=grants(held, "manager"),
            supervisor=grants(held, "supervisor"),
            groups=self.groups,
            time_zone=self.time_zone,
            working_hours=self.working_hours,
            holidays=self.holidays,
            absences=absences,
            weight=self.weight,
            capacity=self.capacity,
            daily_quota=self.daily_quota,
            inactive_since=self.inactive_since,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A group and what it permits."""

    name: str
    version: int
    permissions: Permissions
    created_at: datetime
    updated_at: datetime
