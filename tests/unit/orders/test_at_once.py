"""What happens to orders, quotes and links at the same moment, and to whom they are shown, without a server."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.support.crowds import at_once, kinds
from tests.unit.orders.made import customer, uuid
from tests.unit.orders.office import ADMIN, ANA, BEN, Office, open_office, person

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from contracts.orders import (
    OrderCreated,
    OrderLinkChanged,
    OrderLinkLeakSuspected,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
)
from orders.domain.lifecycle import State
from orders.domain.order import AssignmentState, Chosen, Kind
from orders.domain.order_link import OrderLink, Purpose, token_of
from orders.domain.promise import Seen
from orders.usecases.answer_quote import Superseded, accept_offer, decline_offer, visit_quote
from orders.usecases.create_order import ExternalIdTaken
from orders.usecases.enter_shop import LinkGone, find_cart
from orders.usecases.expire_quotes import expire_some
from orders.usecases.fill_cart import fill_cart
from orders.usecases.find_order import readable_order, writable_order
from orders.usecases.moving import WrongState
from orders.usecases.open_link import OpenLink, open_link
from orders.usecases.revoke_link import revoke_link
from orders.usecases.rotate_link import rotate_link
from orders.usecases.submit_cart import CartChanged, SubmitCart, submit_cart
from orders.usecases.unlock_shop import TooManyGuesses, WrongPasscode, unlock_shop


@pytest.fixture
async def office() -> Office:
    return await open_office()


@pytest.mark.req("O5", "N8")
async def test_of_two_who_save_what_they_saw_one_is_told_which_version_there_is(office: Office) -> None:
    order = await office.sells()
    answers = await at_once(office.saves(order, quantity=3), office.saves(order, chosen=Chosen("ana")))
    assert kinds(answers) == ["Order", "VersionConflict"]
    (refused,) = [each for each in answers if isinstance(each, VersionConflict)]
    assert refused.extra == {"version": 2}
    assert len(office.commits.told_as(OrderUpdated)) == 1


@pytest.mark.req("RC-7", "O5", "O11")
async def test_what_a_human_chose_stands_against_a_decision_on_what_was_before(office: Office) -> None:
    order = await office.sells()
    order = await office.saves(order, chosen=Chosen("ana"))
    assert await office.decides(order, 1, "ben", version=1)
    now = await readable_order(office.uses, order.id, ADMIN)
    assert (now.manager_id, now.assignment.state) == ("ana", AssignmentState.PENDING)
    assert [await office.decides(order, n, "ben", version=2) for n in (1, 0)] == [False, False]
    assert await office.decides(order, 2, "ana", version=2)
    cleared = await readable_order(office.uses, order.id, ADMIN)
    await office.saves(cleared, chosen=Chosen(None))
    assert (await readable_order(office.uses, order.id, ADMIN)).manager_id is None


@pytest.mark.req("O1", "O15")
async def test_nobody_is_chosen_who_left_and_nothing_of_what_is_over_changes(office: Office) -> None:
    order = await office.sells()
    for manager_id in ("gone", "nobody"):
        with pytest.raises(Invalid):
            await office.saves(order, chosen=Chosen(manager_id))
    over = await office.moves(order, State.CANCELLED)
    changes: list[dict[str, Any]] = [{"quantity": 3}, {"chosen": Chosen("ana")}]
    for change in changes:
        with pytest.raises(Conflict):
            await office.saves(over, **change)
    with pytest.raises(WrongState):
        await office.moves(over, State.CONFIRMED)


@pytest.mark.req("ML-30")
async def test_an_order_moves_although_a_decision_comes_in_and_once_for_one_request(office: Office) -> None:
    order, mark = await office.sells(), Mark("once")
    moved, decided = await at_once(office.moves(order, State.CONFIRMED, mark=mark), office.decides(order, 1, "ana", 1))
    assert (moved.state, decided) == (State.CONFIRMED, True)
    with pytest.raises(AlreadyDone):
        await office.moves(order, State.CONFIRMED, mark=mark)
    assert len(office.commits.told_as(OrderStatusChanged)) == 1


async def test_numbers_have_no_gap_and_a_key_of_another_system_is_of_one_order(office: Office) -> None:
    answers = await at_once(*(office.sells(external_id=f"X{n % 3}") for n in range(9)))
    assert kinds(answers) == ["ExternalIdTaken"] * 6 + ["Order"] * 3
    made = {each.number: each.id for each in answers if not isinstance(each, Exception)}
    assert sorted(made) == [f"O-2026-00000{n}" for n in (1, 2, 3)]
    (first, *_) = [each for each in answers if isinstance(each, ExternalIdTaken)]
    assert first.extra["existing_id"] in made.values()
    assert (await office.quotes()).number == "Q-2026-000001"


async def test_an_order_whose_answer_was_lost_is_made_once_also_if_it_could_not_be_made_any_more(
    office: Office,
) -> None:
    mark = Mark("once")
    office.commits.loses_next = True
    with pytest.raises(Unavailable):
        await office.sells(mark=mark)
    assert await office.uses.customers.keep(customer("a", version=2, erased=True), new=False)
    with pytest.raises(AlreadyDone):
        await office.sells(mark=mark)
    with pytest.raises(Invalid):
        await office.sells()
    assert len(office.commits.told_as(OrderCreated)) == 1


@pytest.mark.req("NX-16", "NX-17", "NX-18", "RC-3", "NX-13")
async def test_an_order_is_its_managers_and_its_makers_until_it_has_one_and_history_is_whose_customer_it_is(
    office: Office,
) -> None:
    uses = office.uses
    assert await office.uses.customers.keep(customer("a", version=2, manager_id="ben"), new=False)
    by_ana = await office.sells(person("ana", **{"customers.read": "all"}))
    assert await writable_order(uses, by_ana.id, ANA) == by_ana
    await office.decides(by_ana, 1, "admin", version=1)
    for seller in (ANA, BEN):
        with pytest.raises(NotFound):
            await readable_order(uses, by_ana.id, seller)
    await office.moves(by_ana, State.CANCELLED)
    assert (await readable_order(uses, by_ana.id, BEN)).id == by_ana.id
    with pytest.raises(Forbidden):
        await writable_order(uses, by_ana.id, BEN)
    with pytest.raises(NotFound):
        await readable_order(uses, by_ana.id, ANA)
    for nobody in (person("ana", reach=False), person("ana", **{"orders.read": False})):
        with pytest.raises(Forbidden):
            await readable_order(uses, by_ana.id, nobody)


@pytest.mark.req("NX-17")
async def test_what_waits_for_anybody_is_seen_by_whoever_may_claim_it_until_somebody_has(office: Office) -> None:
    order, claimer = await office.sells(), person("ben", **{"orders.claim_unassigned": True})
    with pytest.raises(NotFound):
        await writable_order(office.uses, order.id, claimer)
    await office.decides(order, 1, None, version=1)
    waiting = await writable_order(office.uses, order.id, claimer)
    with pytest.raises(NotFound):
        await writable_order(office.uses, order.id, BEN)
    await office.saves(waiting, chosen=Chosen("ana"))
    with pytest.raises(NotFound):
        await writable_order(office.uses, order.id, claimer)


@pytest.mark.req("NX-23")
async def test_a_quote_that_seller_and_customer_accept_at_once_is_one_order(office: Office) -> None:
    quote = await office.sends(await office.quotes())
    key = await office.key_to(quote)
    clicks = [accept_offer(office.uses, key, uuid(100 + n)) for n in range(5)]
    answers = await at_once(office.accepts(quote), *clicks)
    orders = {each.id for each in answers if not isinstance(each, Exception)}
    assert len(orders) == 1
    refused = [each for each in answers if isinstance(each, Exception)]
    assert {type(each) for each in refused} <= {WrongState}
    assert len(office.commits.told_as(OrderCreated)) == 2
    (order,) = [await readable_order(office.uses, each, ADMIN) for each in orders]
    assert (order.kind, order.quote_id, order.lines) == (Kind.ORDER, quote.id, quote.lines)
    assert (await visit_quote(office.uses, key)).order_number == order.number


@pytest.mark.req("NX-8", "NX-23")
async def test_what_was_revised_is_answered_no_more_and_each_revision_stays(office: Office) -> None:
    quote = await office.sends(await office.quotes())
    old = await office.key_to(quote)
    answers = await at_once(office.revises(quote, 5), accept_offer(office.uses, old, uuid(100)))
    assert kinds(answers) in (["Order", "Superseded"], ["Order", "WrongState"])
    if isinstance(answers[1], Superseded):
        with pytest.raises(Superseded):
            await decline_offer(office.uses, old, None)
        again = await office.sends(await readable_order(office.uses, quote.id, ADMIN))
        order = await accept_offer(office.uses, await office.key_to(again), uuid(101))
        assert order.lines[0].quantity == 5
        assert [each.number for each in await office.uses.revisions.of_quote(quote.id)] == [1]


@pytest.mark.req("NX-23")
async def test_a_quote_expires_once_and_not_while_it_is_answered_in_time(office: Office) -> None:
    late, timely = [await office.sends(await office.quotes(), office.clock.now().date()) for _ in range(2)]
    key = await office.key_to(timely)
    await accept_offer(office.uses, key, uuid(100))
    office.clock.forward(timedelta(days=1))
    with pytest.raises(WrongState):
        await accept_offer(office.uses, await office.key_to(late), uuid(101))
    await asyncio.gather(*(expire_some(office.uses) for _ in range(3)))
    states = [(await readable_order(office.uses, each.id, ADMIN)).state for each in (late, timely)]
    assert states == [State.EXPIRED, State.ACCEPTED]
    assert [each.order.state for each in office.commits.told_as(OrderStatusChanged)].count(OrderState.EXPIRED) == 1


@pytest.mark.req("N9", "ML-28")
async def test_a_link_opens_until_it_is_rotated_and_never_again_once_it_is_revoked(office: Office) -> None:
    link = await office.links()
    letter = token_of(link, Purpose.LINK, office.uses.link_secret)
    cookie = await open_link(office.uses, opening(letter))
    assert cookie == token_of(link, Purpose.UNLOCKED, office.uses.link_secret)
    rotated, _ = await at_once(*(rotate_link(office.uses, link.id, ADMIN, None) for _ in range(2)))
    assert rotated.generation in (2, 3)
    for worthless in (letter, cookie, "nothing", token_of(link, Purpose.VISIT, office.uses.link_secret)):
        with pytest.raises(LinkGone):
            await open_link(office.uses, opening(worthless))
    last = await revoke_link(office.uses, link.id, ADMIN)
    assert (last.generation, last.revoked, await revoke_link(office.uses, link.id, ADMIN)) == (3, True, last)
    with pytest.raises(Conflict):
        await rotate_link(office.uses, link.id, ADMIN, None)
    with pytest.raises(LinkGone):
        await office.enters(last)
    assert len(office.commits.told_as(OrderLinkChanged)) == 4


@pytest.mark.req("N9")
async def test_a_crowd_of_networks_raises_one_alarm_and_robots_none(office: Office) -> None:
    token = token_of(await office.links(), Purpose.LINK, office.uses.link_secret)
    await at_once(*(open_link(office.uses, opening(token, f"10.0.{n}.1", "curl")) for n in range(9)))
    assert office.commits.told_as(OrderLinkLeakSuspected) == []
    for n in range(9):
        await open_link(office.uses, opening(token, f"10.1.{n}.1"))
    (alarm,) = office.commits.told_as(OrderLinkLeakSuspected)
    assert alarm.networks == 4


def opening(token: str, address: str = "10.0.0.1", agent: str = "Firefox/140.0") -> OpenLink:
    return OpenLink(token=token, address=address, user_agent=agent, fetches=False, alarm_id=f"alarm {address}")


@pytest.mark.req("N9")
async def test_a_crowd_of_guesses_gets_no_more_than_five(office: Office) -> None:
    link = await office.links(passcode="2468")
    cookie = token_of(link, Purpose.VISIT, office.uses.link_secret)
    answers: list[Any] = []
    for _ in range(3):
        answers += await at_once(*(unlock_shop(office.uses, cookie, "1357") for _ in range(4)))
    assert kinds(answers).count("WrongPasscode") == 5
    assert {type(each) for each in answers} == {WrongPasscode, TooManyGuesses}
    with pytest.raises(TooManyGuesses):
        await unlock_shop(office.uses, cookie, "2468")
    office.clock.forward(timedelta(minutes=1))
    assert await unlock_shop(office.uses, cookie, "2468") == token_of(link, Purpose.UNLOCKED, office.uses.link_secret)


@pytest.mark.req("ML-28", "N11")
async def test_a_submission_that_is_clicked_often_is_one_order_and_another_one_is_another(office: Office) -> None:
    link = await laid_aside(office)
    clicks = [await office.enters(link) for _ in range(5)]
    answers = await at_once(*(submit_cart(office.uses, SubmitCart(each, "s1", office.new_id())) for each in clicks))
    assert len({each.id for each in answers}) == len(office.commits.told_as(OrderCreated)) == 1
    await fill_cart(office.uses, await office.enters(link), "p2", 1)
    two = [SubmitCart(await office.enters(link), each, office.new_id()) for each in ("s2", "s3")]
    assert kinds(await at_once(*(submit_cart(office.uses, each) for each in two))) == ["CartEmpty", "Order"]


@pytest.mark.req("ML-29", "N11")
async def test_nothing_is_ordered_that_is_not_as_it_was_seen(office: Office) -> None:
    link = await laid_aside(office)
    visit = await office.enters(link)
    before = SubmitCart(visit, "s1", office.new_id(), seen=dict(visit.cart.items))
    more, refused = await at_once(fill_cart(office.uses, visit, "p2", 3), submit_cart(office.uses, before))
    assert isinstance(refused, CartChanged)
    assert (await find_cart(office.uses, link.id)).items == more.items
    seen = {each: Seen(item.quantity, item.unit_price) for each, item in more.items.items()}
    order = await submit_cart(office.uses, replace(before, seen=seen, visit=await office.enters(link)))
    assert [(each.product_id, each.quantity) for each in order.lines] == [("p1", 2), ("p2", 3)]


async def laid_aside(office: Office) -> OrderLink:
    """A link with two units in its cart."""
    link = await office.links()
    await fill_cart(office.uses, await office.enters(link), "p1", 2)
    return link
