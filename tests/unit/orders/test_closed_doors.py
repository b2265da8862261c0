"""Links of a customer whose card was merged are of the one that stands for it: closed while that is not active, open
again when it is (ML-25, N9)."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.unit.orders.made import customer
from tests.unit.orders.office import ADMIN, Office, open_office

from chassis.access import Scope
from orders.domain.order import Order
from orders.domain.order_link import OrderLink, Purpose, token_of
from orders.ports import OrderQuery
from orders.usecases.answer_quote import Key, visit_quote
from orders.usecases.enter_shop import LinkGone, PasscodeNeeded, enter_shop
from orders.usecases.fill_cart import fill_cart
from orders.usecases.follow_merge import follow_merge, follow_unmerge
from orders.usecases.open_link import OpenLink, open_link
from orders.usecases.revoke_link import revoke_link
from orders.usecases.send_link import CustomerNotActive, SendLink, send_link
from orders.usecases.submit_cart import SubmitCart, find_submitted, links_of, submit_cart
from orders.usecases.unlock_shop import unlock_shop

pytestmark = [pytest.mark.req("ML-25", "N9")]


@dataclass
class Doors:
    """The customer `a` with a link, a cart behind it and a quote; his card and that of `b` change."""

    office: Office
    link: OrderLink
    locked: OrderLink
    quote: Order
    key: Key
    versions: dict[str, int] = field(default_factory=lambda: {"a": 1, "b": 1})

    async def told(self, which: str, **fields: Any) -> None:
        self.versions[which] += 1
        card = customer(which, version=self.versions[which], **fields)
        assert await self.office.uses.customers.keep(card, new=False)

    async def merged(self, *, a_active: bool = True, b_active: bool = True) -> None:
        """`a` into `b`."""
        await self.told("a", merged_into="b", active=a_active)
        await self.told("b", absorbed=("a",), active=b_active)
        await follow_merge(self.office.uses, "a")

    async def unmerged(self, *, a_active: bool = True, b_active: bool = True) -> None:
        await self.told("a", active=a_active)
        await self.told("b", active=b_active)
        await follow_unmerge(self.office.uses, "a", "b")

    async def enters(self) -> str:
        """By all his doors, to whom they lead."""
        uses = self.office.uses
        visit = await self.office.enters(self.link)
        assert dict(visit.cart.items) != {}, "the cart is kept"
        await open_link(uses, self.opening(self.link))
        assert (await visit_quote(uses, self.key)).quote.customer_id == visit.customer.id
        with pytest.raises(PasscodeNeeded):
            await enter_shop(uses, self.visiting)
        assert await unlock_shop(uses, self.visiting, "1234") == self.token(self.locked, Purpose.UNLOCKED)
        return visit.customer.id

    async def are_closed(self) -> None:
        """All of them, and each as if its link were revoked."""
        uses = self.office.uses
        for entering in (
            self.office.enters(self.link),
            open_link(uses, self.opening(self.link)),
            open_link(uses, self.opening(self.locked)),
            enter_shop(uses, self.visiting),
            unlock_shop(uses, self.visiting, "1234"),
            visit_quote(uses, self.key),
        ):
            with pytest.raises(LinkGone):
                await entering
        with pytest.raises(CustomerNotActive):
            await send_link(
                uses, SendLink(link_id=self.link.id, door="https://shop.test/o/", sending_id="s", by=ADMIN, mark=None)
            )

    @property
    def visiting(self) -> str:
        """What a browser carries that did not give the passcode yet."""
        return self.token(self.locked, Purpose.VISIT)

    def token(self, link: OrderLink, purpose: Purpose) -> str:
        return token_of(link, purpose, self.office.uses.link_secret)

    def opening(self, link: OrderLink) -> OpenLink:
        return OpenLink(
            token=self.token(link, Purpose.LINK), address="203.0.113.7", user_agent="", fetches=True, alarm_id="x"
        )


@pytest.fixture
async def doors() -> Doors:
    office = await open_office()
    link, locked = await office.links(), await office.links(recipient="his wife", passcode="1234")
    await fill_cart(office.uses, await office.enters(link), "p1", 3)
    quote = await office.sends(await office.quotes())
    return Doors(office, link, locked, quote, await office.key_to(quote))


async def test_whose_card_went_into_one_that_is_not_active_waits_until_it_is(doors: Doors) -> None:
    await doors.merged(b_active=False)
    await doors.are_closed()
    await doors.told("b", absorbed=("a",))
    assert await doors.enters() == "b"
    await doors.told("b", absorbed=("a",), active=False)
    await doors.are_closed()


async def test_who_was_not_active_enters_by_the_active_card_that_stands_for_his(doors: Doors) -> None:
    await doors.told("a", active=False)
    await doors.are_closed()
    await doors.merged(a_active=False)
    assert await doors.enters() == "b"


async def test_an_undo_opens_the_doors_of_who_was_active_and_closes_those_of_who_was_not(doors: Doors) -> None:
    await doors.merged(b_active=False)
    await doors.unmerged(b_active=False)
    assert await doors.enters() == "a"
    await doors.told("a", active=False)
    await doors.merged(a_active=False)
    await doors.unmerged(a_active=False)
    await doors.are_closed()


async def test_the_last_of_several_cards_that_stand_for_one_another_decides(doors: Doors) -> None:
    await doors.merged()
    await doors.told("b", absorbed=("a",), merged_into="c")
    await doors.office.uses.customers.keep(customer("c", version=2, absorbed=("b", "a"), active=False), new=False)
    await doors.are_closed()
    await doors.office.uses.customers.keep(customer("c", version=3, absorbed=("b", "a")), new=False)
    await follow_merge(doors.office.uses, "a")
    assert await doors.enters() == "c"


async def test_a_link_made_while_cards_were_one_shows_nothing_of_the_other_when_they_are_taken_apart(
    doors: Doors,
) -> None:
    office = doors.office
    hers = await office.links("b", recipient="b")
    earlier = await ordered(office, hers)
    his = await ordered(office, doors.link)
    for each in (doors.link, hers):
        await revoke_link(office.uses, each.id, ADMIN)
    await doors.merged()
    link = await office.links("b")
    of_b = await office.links("b", recipient="b")
    meanwhile = await ordered(office, link)

    async def seen(through: OrderLink) -> set[str]:
        visit = await office.enters(through)
        made = (his, earlier, meanwhile)
        found = {each.id for each in made if await find_submitted(office.uses, visit, each.id) is not None}
        query = OrderQuery(link_ids=await links_of(office.uses, visit))
        listed = await office.uses.orders.page(Scope.everything(), query, None, 10)
        assert {each.id for each in listed} == found
        return found

    assert await seen(link) == {his.id, meanwhile.id}
    await doors.unmerged()
    assert await seen(link) == {meanwhile.id}
    assert await seen(of_b) == {earlier.id}, "what is still hers stays"


async def ordered(office: Office, link: OrderLink) -> Order:
    await fill_cart(office.uses, await office.enters(link), "p1", 1)
    visit = await office.enters(link)
    return await submit_cart(office.uses, SubmitCart(visit, office.new_id(), office.new_id()))
