"""What the customers service does to cards, and how orders hears of it: of one card in order, of several as it comes,
and some of it again later."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from tests.unit.orders.made import customer
from tests.unit.orders.office import Office

from chassis.errors import NotFound, VersionConflict
from orders.domain.customers_change import NOBODY
from orders.usecases.follow_merge import follow_merge, follow_unmerge
from orders.usecases.forget_customer import forget_customer

Handling = Callable[[], Awaitable[None]]
_LATER_LOOKS = 2


@dataclass
class Cards:
    """The truth about cards."""

    office: Office
    into: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    _versions: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))
    _lanes: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _later: list[tuple[int, Handling]] = field(default_factory=list)

    def last(self, name: str) -> str:
        """The card that stands for it."""
        while name in self.into:
            name = self.into[name]
        return name

    def looks(self) -> list[Awaitable[None]]:
        """What is to be looked at again now; some of it once more."""
        due, self._later = self._later, [(left - 1, each) for left, each in self._later if left > 1]
        return [_persistently(each) for _, each in due]

    async def merge(self, duplicate: str, survivor: str) -> None:
        if duplicate == survivor or {duplicate, survivor} & (self.into.keys() | self.erased):
            raise NotFound
        self.into[duplicate] = survivor
        await asyncio.gather(
            self._heard(survivor), self._heard(duplicate, partial(follow_merge, self.office.uses, duplicate))
        )

    async def unmerge(self, number: int) -> None:
        """One of those that are merged."""
        merged = [each for each, into in self.into.items() if into not in self.into and each not in self.erased]
        if not merged:
            raise NotFound
        name = merged[number % len(merged)]
        survivor = self.into.pop(name)
        await asyncio.gather(
            self._heard(survivor), self._heard(name, partial(follow_unmerge, self.office.uses, name, survivor))
        )

    async def erase(self, name: str) -> None:
        if name in self.into or name in self.erased:
            raise NotFound
        self.erased |= {name, *self._absorbed(name)}
        await asyncio.gather(*(self._forgotten(each) for each in (name, *self._absorbed(name))))

    async def _forgotten(self, name: str) -> None:
        gone = customer(name, contact=NOBODY, absorbed=self._absorbed(name))
        await self._heard(name, partial(forget_customer, self.office.uses, gone, "admin"))

    async def _heard(self, name: str, follow: Handling | None = None) -> None:
        self._versions[name] += 1
        version = self._versions[name]
        fields = {"contact": NOBODY} if name in self.erased else {}
        news = customer(
            name,
            version=version,
            merged_into=self.into.get(name),
            absorbed=self._absorbed(name),
            erased=name in self.erased,
            **fields,
        )
        async with self._lanes[name]:
            await self.office.uses.customers.keep(news, new=False)
            if follow is not None:
                await _persistently(follow)
                self._later.append((_LATER_LOOKS, follow))

    def _absorbed(self, name: str) -> tuple[str, ...]:
        return tuple(each for each in self.into if self.last(each) == name)


async def _persistently(handle: Handling) -> None:
    """As the broker does: what met another change comes again."""
    for _ in range(50):
        try:
            return await handle()
        except VersionConflict:
            await asyncio.sleep(0)
    raise AssertionError(f"never handled: {handle}")
