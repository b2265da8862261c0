"""What others have told, as it is now."""

from typing import Protocol

from chassis.access import Member
from chassis.commit import Write
from notify.domain.absence import Absence
from notify.domain.letter import Customer, Link, Order


class Staff(Protocol):
    """Finds members, active or not."""

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None: ...
    async def holders(self, permission: str) -> list[Member]:
        """The active members who have a permission."""
        ...


class Orders(Protocol):
    """The replica of orders."""

    async def get(self, order_id: str) -> Order | None:
        """The newest state that has arrived."""
        ...

    async def at(self, order_id: str, version: int) -> Order | None:
        """Its state at that version or a later one, if any has arrived; else the newest that has. Need not be read if
        it has just been kept."""
        ...

    async def keep(self, order: Order, *, new: bool) -> bool:
        """Keeps the newest state: False if what is kept is as new already. `new` if it was just created."""
        ...

    def kept(self, order: Order) -> Write:
        """The write that would begin to keep it."""
        ...


class Customers(Protocol):
    """The replica of customers."""

    async def get(self, customer_id: str) -> Customer | None: ...
    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Keeps the newest state: False if what is kept is as new already. `new` if it was just created."""
        ...

    def kept(self, customer: Customer) -> Write:
        """The write that would begin to keep him."""
        ...


class Absences(Protocol):
    """The replica of absences."""

    async def of(self, staff_id: str) -> list[Absence]: ...
    async def keep(self, absence: Absence) -> bool:
        """Keeps the newest state: False if what is kept is as new already."""
        ...

    def kept(self, absence: Absence) -> Write:
        """The write that would begin to keep it."""
        ...


class Links(Protocol):
    """The replica of order links."""

    async def get(self, link_id: str) -> Link | None: ...
    async def keep(self, link: Link) -> bool:
        """Keeps the newest state: False if what is kept is as new already."""
        ...

    def kept(self, link: Link) -> Write:
        """The write that would begin to keep it."""
        ...
