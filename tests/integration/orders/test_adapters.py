"""One suite for the adapters behind the ports: in memory, and on a real MongoDB with both drivers. What use cases rely
on must be the same everywhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.unit.orders.made import PRICE, customer, link, order, quote, uuid

from chassis.access import Reach, Scope
from chassis.commit import AlreadyExists, Numbered, Unit
from chassis.errors import Forbidden, VersionConflict
from orders.domain.cart import Cart
from orders.domain.lifecycle import OPEN, State
from orders.domain.link_access import Access, AccessLog, LeakAlarm
from orders.domain.order import Assignment, AssignmentState, Decision, Order, Step, decide
from orders.domain.passcode_attempts import Attempts
from orders.domain.promise import Seen
from orders.domain.quote import revision_of
from orders.domain.sending import SendingState, queued, settled
from orders.ports import OrderQuery, Uses

ALL, NOTHING = Scope.everything(), Scope(Reach.NONE)
ANA = Scope(Reach.OWN, "ana")


async def kept(uses: Uses, *orders: Order) -> None:
    await uses.commits.commit(Unit([uses.orders.insertion(each) for each in orders]))


async def found(uses: Uses, query: OrderQuery, scope: Scope = ALL, limit: int = 10) -> list[int]:
    return [number_of(each.id) for each in await uses.orders.page(scope, query, None, limit)]


def number_of(identifier: str) -> int:
    return int(identifier[-12:])


async def test_an_order_comes_back_as_it_was_kept_within_the_scope(uses: Uses) -> None:
    now = uses.clock.now()
    step = Step(to=State.CONFIRMED, by="ana", at=now, reason="Paid.")
    full = order(1, now, manager_id="ana", ordered_at=now, external_id="X1", history=(step,), came_with=("b",))
    offered = quote(2, now, valid_until=date(2026, 2, 1), revision=3, quote_id=uuid(1))
    waiting = order(3, now, assignment=Assignment(AssignmentState.UNASSIGNED, 1, "d", "row", "why"))
    await kept(uses, full, offered, waiting)
    assert [await uses.orders.find(each.id, ALL) for each in (full, offered, waiting)] == [full, offered, waiting]
    assert [await uses.orders.find(uuid(each), ANA) for each in (1, 2, 3)] == [full, None, None]
    assert await uses.orders.find(waiting.id, ANA, claiming=True) == waiting
    assert await uses.orders.find(offered.id, ANA, claiming=True) is None
    assert await uses.orders.find(offered.id, Scope(Reach.OWN, "admin")) == offered
    with pytest.raises(Forbidden):
        await uses.orders.find(full.id, NOTHING)


async def test_an_order_is_written_at_the_version_that_was_seen_alone_and_its_keys_are_its_own(uses: Uses) -> None:
    first = order(1, uses.clock.now(), external_id="X1")
    await kept(uses, first)
    for taken in ({"number": first.number}, {"external_id": "X1"}):
        with pytest.raises(AlreadyExists) as refused:
            await kept(uses, order(2, uses.clock.now(), **taken))
        assert refused.value.keys == taken
    await kept(uses, order(2, uses.clock.now()), order(3, uses.clock.now()))
    second = replace(first, version=2, state=State.CONFIRMED)
    await uses.commits.commit(Unit([uses.orders.replacement(second)]))
    with pytest.raises(VersionConflict):
        await uses.commits.commit(Unit([uses.orders.replacement(second)]))
    assert await uses.orders.find(first.id, ALL) == second


async def test_numbers_have_no_gap_although_one_was_refused(uses: Uses) -> None:
    def numbered(identifier: int) -> Numbered:
        def build(n: int) -> Unit:
            return Unit([uses.orders.insertion(order(identifier, uses.clock.now(), number=f"O-{n}"))])

        return Numbered("order-2026", build)

    await uses.commits.commit(numbered(1))
    with pytest.raises(AlreadyExists):
        await uses.commits.commit(numbered(1))
    await uses.commits.commit(numbered(2))
    assert [each.number for each in await uses.orders.walk(ALL, "", 5)] == ["O-1", "O-2"]


async def test_a_decision_changes_what_it_decides_at_the_version_that_it_looked_at(uses: Uses) -> None:
    first = order(1, uses.clock.now())
    await kept(uses, first)
    standing = await uses.orders.standing(first.id, ALL)
    assert standing is not None
    decided = decide(standing, Decision(1, 1, "ana", "d", "row", "why"), uses.clock.now())
    assert decided is not None
    assert [await uses.orders.decided(decided), await uses.orders.decided(decided)] == [True, False]
    after = await uses.orders.find(first.id, ALL)
    assert after is not None
    assert after == replace(
        first, version=2, manager_id="ana", assignment=decided.assignment, updated_at=uses.clock.now()
    )
    assert await uses.orders.standings(ALL, "", 5) == [await uses.orders.standing(first.id, ANA)]
    assert await uses.orders.standing(uuid(2), ALL) is None


async def test_orders_are_found_newest_first_by_whatever_is_asked(uses: Uses) -> None:
    now = uses.clock.now()
    await kept(
        uses,
        order(1, now, manager_id="ana", state=State.DELIVERED),
        order(2, now, manager_id="ben", state=State.SHIPPED, link_id="l1"),
        order(3, now, manager_id="ben", customer_id="b", came_with=("c", "d"), external_id="X3"),
        order(4, now, created_by="ana", link_id="l2"),
        quote(5, now, customer_id=None),
    )
    assert await found(uses, OrderQuery()) == [5, 4, 3, 2, 1]
    assert await found(uses, OrderQuery(), ANA) == [4, 1]
    assert await found(uses, OrderQuery(customer_id="a", history=True), ANA) == [4, 2, 1]
    assert await found(uses, OrderQuery(customer_id="a", states=OPEN)) == [4]
    assert await found(uses, OrderQuery(came_with="c")) == await found(uses, OrderQuery(external_id="X3")) == [3]
    assert await found(uses, OrderQuery(link_ids=["l1", "l2"])) == [4, 2]
    assert await found(uses, OrderQuery(number_prefix="Q-")) == [5]
    assert await found(uses, OrderQuery(number_prefix="O-2026-00000.")) == []
    assert await found(uses, OrderQuery(number_prefix="O-2026-\0")) == []
    assert await found(uses, OrderQuery(manager_id="ben", since=now + timedelta(minutes=3))) == [3]
    assert await found(uses, OrderQuery(until=now + timedelta(minutes=2))) == [1]
    third = await uses.orders.find(uuid(3), ALL)
    assert third is not None
    after = (third.created_at, third.id)
    assert [number_of(each.id) for each in await uses.orders.page(ALL, OrderQuery(), after, 1)] == [2]
    assert [number_of(each.id) for each in await uses.orders.walk(ANA, uuid(1), 5)] == [4]
    with pytest.raises(Forbidden):
        await found(uses, OrderQuery(), NOTHING)


async def test_quotes_whose_last_day_is_over_are_found_and_what_they_offered_before(uses: Uses) -> None:
    now = uses.clock.now()
    days = [quote(n, now, state=State.SENT, valid_until=date(2026, 1, 10 - n)) for n in (1, 2, 3)]
    await kept(uses, *days, quote(4, now, valid_until=date(2025, 1, 1)), quote(5, now, state=State.SENT))
    lapsed = await uses.orders.lapsed(ALL, date(2026, 1, 9), 5)
    assert [number_of(each.id) for each in lapsed] == [3, 2]
    assert len(await uses.orders.lapsed(ALL, date(2026, 1, 10), 1)) == 1
    assert await uses.orders.lapsed(ANA, date(2026, 1, 10), 5) == []
    revisions = [revision_of(quote(1, now, revision=n, valid_until=None)) for n in (1, 2)]
    await uses.commits.commit(Unit([uses.revisions.insertion(each) for each in revisions]))
    assert await uses.revisions.of_quote(uuid(1)) == revisions[::-1]
    assert await uses.revisions.of_quote(uuid(2)) == []
    with pytest.raises(AlreadyExists):
        await uses.commits.commit(Unit([uses.revisions.insertion(revisions[0])]))


async def test_a_customer_is_found_by_the_card_that_stands_for_his(uses: Uses) -> None:
    cards = [
        customer("a", merged_into="b"),
        customer("b", merged_into="c"),
        customer("c", manager_id="ana", absorbed=("a", "b"), discount_percent=Decimal("2.5")),
        customer("x", merged_into="y"),
        customer("y", merged_into="x"),
        customer("z", created_by="ana", merged_into="unheard of"),
    ]
    await uses.commits.commit(Unit([uses.customers.insertion(each) for each in cards]))
    assert await uses.customers.find("a", ANA) == await uses.customers.find("c", ALL) == cards[2]
    assert await uses.customers.find("a", Scope(Reach.OWN, "ben")) is None
    assert [await uses.customers.find(each, ALL) for each in ("x", "z", "nobody")] == [None, None, None]
    assert [await uses.customers.standing_for(each) for each in ("a", "c", "x", "z", "n")] == ["c", "c", "x", "z", "n"]
    assert [await uses.customers.card(each) for each in ("a", "nobody")] == [cards[0], None]
    second = replace(cards[0], version=5, merged_into=None)
    for known, new, is_news in ((second, False, True), (second, True, False), (cards[0], False, False)):
        assert await uses.customers.keep(known, new=new) is is_news
    assert await uses.customers.find("a", ALL) == second


async def test_links_are_those_of_the_cards_that_one_stands_for_and_come_with_customer_and_cart(uses: Uses) -> None:
    now = uses.clock.now()
    links = [link(1, now), link(2, now, customer_id="b", revoked=True), link(3, now, customer_id="c"), link(4, now)]
    cart = Cart(links[0].id, 1, {"p1": Seen(2, PRICE), "p2": Seen(1, None)}, now, {"s": uuid(9)})
    merged = customer("a", merged_into="b")
    writes = [*map(uses.links.insertion, links), uses.carts.keeping(cart), uses.customers.insertion(merged)]
    await uses.commits.commit(Unit(writes))
    both = customer("b", absorbed=("a",))
    assert await uses.links.of_customer(both) == [links[3], links[1], links[0]]
    assert await uses.links.unrevoked(both, None) == [links[3], links[0]]
    assert await uses.links.unrevoked(both, links[3].id) == [links[0]]
    assert await uses.links.walk(ALL, links[1].id, 1) == [links[2]]
    with pytest.raises(Forbidden):
        await uses.links.walk(ANA, "", 1)
    entry = await uses.links.entered(links[0].id)
    assert entry is not None
    assert (entry.link, entry.customer, entry.cart) == (links[0], merged, cart)
    alone = await uses.links.entered(links[2].id)
    assert alone is not None
    assert (alone.customer, alone.cart) == (None, None)
    assert await uses.links.entered(uuid(9)) is None
    assert await uses.links.find(uuid(9)) is None
    second = replace(links[0], version=2, generation=2, recipient="Eva")
    await uses.commits.commit(Unit([uses.links.replacement(second)]))
    with pytest.raises(VersionConflict):
        await uses.commits.commit(Unit([uses.links.replacement(second)]))
    assert await uses.links.find(second.id) == second


async def test_what_customers_leave_is_kept_version_by_version_until_it_is_wiped(uses: Uses) -> None:
    now = uses.clock.now()
    mine, other = link(1, now, recipient="Eva"), link(2, now, customer_id="b", recipient="Ion")
    access = Access(now, 1, "10.0.0.0/24", "Firefox", robot=False)
    log = AccessLog(mine.id, 1, (access,), LeakAlarm(1, 4, now, now))
    guesses = Attempts(mine.id, 1, 1, now)
    letter = queued("s1", link_id=mine.id, customer_id="a", to="eva@casa.test", by="ana", at=now)
    cart, far = Cart(mine.id, 1, {}, now), Cart(other.id, 1, {}, now)
    writes = [
        uses.links.insertion(mine),
        uses.links.insertion(other),
        uses.accesses.keeping(log),
        uses.carts.keeping_attempts(guesses),
        uses.sendings.keeping(letter),
        uses.carts.keeping(cart),
        uses.carts.keeping(far),
    ]
    await uses.commits.commit(Unit(writes))
    assert (await uses.accesses.find(mine.id), await uses.carts.attempts(mine.id)) == (log, guesses)
    for first in (uses.accesses.keeping(log), uses.carts.keeping(cart), uses.carts.keeping_attempts(guesses)):
        with pytest.raises(AlreadyExists):
            await uses.commits.commit(Unit([first]))
    sent = settled(letter, SendingState.FAILED, "no such mailbox", 1, now)
    assert sent is not None
    await uses.commits.commit(Unit([uses.sendings.keeping(sent)]))
    with pytest.raises(VersionConflict):
        await uses.commits.commit(Unit([uses.sendings.keeping(sent)]))
    assert await uses.sendings.find("s1") == sent

    for _ in range(2):
        await uses.traces.wipe(customer("c", absorbed=("a",)))
    assert [await uses.accesses.find(mine.id), await uses.carts.find(mine.id)] == [None, None]
    assert await uses.links.find(mine.id) == replace(mine, version=2, recipient=None)
    assert await uses.sendings.find("s1") == replace(sent, version=3, to="", reason=None)
    assert [await uses.links.find(other.id), await uses.carts.find(other.id)] == [other, far]
