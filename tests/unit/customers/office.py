"""The customers service in memory, and what people do to cards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.clock import HandClock
from tests.fakes.customers import assembled
from tests.fakes.documents import Memory, MemoryCommits
from tests.fakes.staff import small_company
from tests.unit.customers.cards import details

from chassis.access import Principal, Scope
from chassis.inbox import Mark
from customers.domain.card import Card, Channel, Chosen
from customers.domain.merging import Undo
from customers.domain.note import Note
from customers.ports import Deps
from customers.usecases.add_note import AddNote, add_note
from customers.usecases.change_customer import ChangeCustomer, change_customer
from customers.usecases.create_customer import CreateCustomer, Created, create_customer
from customers.usecases.erase_customer import EraseCustomer, erase_customer
from customers.usecases.merge_customers import MergeCustomers, merge_customers
from customers.usecases.unmerge_customer import UnmergeCustomer, unmerge_customer

ALL = Scope.everything()
ADMIN = Principal("admin", "admin@shop.test", "Admin", ("Admins",), permissions={"customers.read": "all"})


@dataclass
class Office:
    """Everybody who acts sees all cards."""

    deps: Deps
    memory: Memory
    commits: MemoryCommits
    clock: HandClock
    next_number: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def creates(self, channel: Channel = "office", mark: Mark | None = None, **fields: Any) -> Created:
        number = self.next_number()
        manager_id = fields.pop("manager_id", None)
        asked = details(**{"name": f"Casa {number}", **fields})
        command = CreateCustomer(f"c{number:03}", asked, channel, manager_id, (), ADMIN, mark)
        return await create_customer(self.deps, command)

    async def card(self, **fields: Any) -> Card:
        """A new one."""
        return (await self.creates(**fields)).card

    async def saves(self, card: Card, chosen: Chosen | None = None, **changes: Any) -> Card:
        return await change_customer(self.deps, ChangeCustomer(card.id, card.version, changes, chosen, ADMIN, ALL))

    async def merges(self, survivor: Card, duplicate: Card, mark: Mark | None = None) -> Card:
        merge_id = f"m{self.next_number():03}"
        command = MergeCustomers(merge_id, survivor.id, duplicate.id, survivor.version, ADMIN, ALL, mark)
        return (await merge_customers(self.deps, command))[0]

    async def unmerges(self, customer_id: str, mark: Mark | None = None) -> Undo:
        return await unmerge_customer(self.deps, UnmergeCustomer(customer_id, ADMIN, ALL, mark))

    async def notes(self, customer_id: str, text: str = "Called.") -> Note:
        command = AddNote(f"n{self.next_number():03}", customer_id, text, "none", ADMIN, ALL, None)
        return await add_note(self.deps, command)

    async def erases(self, card: Card) -> Card:
        return await erase_customer(self.deps, EraseCustomer(card.id, card.version, ADMIN, ALL))

    async def now(self, customer_id: str) -> Card | None:
        return await self.deps.cards.get(customer_id, ALL)


async def open_office() -> Office:
    """Without customers."""
    clock, memory, company = HandClock(), Memory(), small_company()
    commits = MemoryCommits(memory, clock)
    return Office(await assembled(memory, commits, clock, company), memory, commits, clock)
