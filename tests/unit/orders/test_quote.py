"""A quote's way from draft to order."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.unit.orders.test_order import LINE as TEA
from tests.unit.orders.test_order import order

from contracts.money import Money
from orders.domain.lifecycle import State, may_move
from orders.domain.order import CLOCK, Contact, Kind, NotInThisState, Offer, Order, Step
from orders.domain.quote import (
    OfferLapsed,
    Seen,
    accept,
    decline,
    expire,
    has_lapsed,
    revise,
    revision_of,
    seen_by_customer,
    send,
)
from orders.domain.quote_link import Use, quote_key, revision_with_key

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
YESTERDAY = date(2026, 11, 21)
ELENA = Contact(name="Elena", email="elena@example.test")
ID, SECRET = "0198c0de-7a1b-7c3d-9e5f-0123456789ab", b"a secret for tests"


def quote(state: State = State.DRAFT, until: date | None = None) -> Order:
    return replace(order(Kind.QUOTE, state), offer=Offer(valid_until=until))


def step(to: State) -> Step:
    return Step(to=to, by="m", at=NOW)


@pytest.mark.req("NX-23")
def test_a_quote_goes_its_own_way_and_none_of_an_orders() -> None:
    quotes = (State.DRAFT, State.SENT, State.ACCEPTED, State.DECLINED, State.EXPIRED)
    ways = {now: {to for to in State if may_move(now, to)} for now in quotes}
    assert ways == {
        State.DRAFT: {State.DRAFT, State.SENT, State.ACCEPTED, State.DECLINED, State.CANCELLED},
        State.SENT: {*quotes, State.CANCELLED},
        State.ACCEPTED: set(),
        State.DECLINED: {State.DRAFT},
        State.EXPIRED: {State.DRAFT, State.SENT},
    }


@pytest.mark.req("NX-23")
def test_an_accepted_quote_points_to_its_order_and_is_over() -> None:
    sent = send(quote(), step(State.SENT), TODAY, ELENA, "sending")
    offer = Offer(valid_until=TODAY, sending_id="sending")
    assert (sent.state, sent.contact, sent.offer) == (State.SENT, ELENA, offer)
    accepted = accept(sent, step(State.ACCEPTED), "order", TODAY)
    assert (accepted.state, accepted.offer) == (State.ACCEPTED, replace(offer, order_id="order"))
    assert [each.to for each in accepted.history] == [State.SENT, State.ACCEPTED]
    _refuses_everything(accepted)


def test_the_last_day_counts_to_its_end_whether_or_not_anybody_noted_it() -> None:
    assert accept(quote(State.SENT, TODAY), step(State.ACCEPTED), "order", TODAY).state is State.ACCEPTED
    with pytest.raises(OfferLapsed):
        accept(quote(State.SENT, YESTERDAY), step(State.ACCEPTED), "order", TODAY)
    assert accept(quote(State.DRAFT, YESTERDAY), step(State.ACCEPTED), "order", TODAY).state is State.ACCEPTED
    with pytest.raises(NotInThisState):
        expire(quote(State.SENT, TODAY), NOW, TODAY)
    expired = expire(quote(State.SENT, YESTERDAY), NOW, TODAY)
    assert (expired.state, expired.history) == (State.EXPIRED, (Step(to=State.EXPIRED, by=CLOCK, at=NOW),))
    assert send(expired, step(State.SENT), TODAY, ELENA, "sending").state is State.SENT
    assert not has_lapsed(quote(State.SENT), TODAY)


@pytest.mark.req("NX-8")
@pytest.mark.parametrize("state", [State.DRAFT, State.SENT, State.DECLINED, State.EXPIRED])
def test_a_revision_is_a_draft_with_what_was_changed_and_the_one_before_can_be_kept(state: State) -> None:
    before = replace(quote(state, YESTERDAY), lines=(TEA,), total=TEA.total)
    more = replace(TEA, quantity=3, total=Money.of(Decimal(27), "EUR"))
    revised = revise(before, step(State.DRAFT), (more,), None)
    assert (revised.state, revised.offer, revised.version) == (State.DRAFT, Offer(revision=2), 2)
    assert (revised.lines, revised.total) == ((more,), more.total)
    untouched = revise(before, step(State.DRAFT), None, TODAY)
    assert (untouched.lines, untouched.offer) == (before.lines, Offer(revision=2, valid_until=TODAY))
    kept = revision_of(before)
    assert (kept.number, kept.state, kept.lines, kept.total) == (1, state, (TEA,), TEA.total)
    assert kept.valid_until == YESTERDAY


@pytest.mark.req("NX-8")
@pytest.mark.parametrize(
    ("state", "until", "seen"),
    [
        (State.DRAFT, TODAY, Seen.SUPERSEDED),
        (State.SENT, TODAY, Seen.OPEN),
        (State.SENT, YESTERDAY, Seen.EXPIRED),
        (State.ACCEPTED, YESTERDAY, Seen.ACCEPTED),
        (State.DECLINED, TODAY, Seen.DECLINED),
        (State.EXPIRED, YESTERDAY, Seen.EXPIRED),
    ],
)
def test_the_customer_can_answer_only_the_newest_revision_while_it_is_in_his_hands(
    state: State, until: date, seen: Seen
) -> None:
    second = replace(quote(state), offer=Offer(revision=2, valid_until=until))
    assert seen_by_customer(second, 2, TODAY) is seen
    assert seen_by_customer(second, 1, TODAY) is Seen.SUPERSEDED


def test_an_order_is_no_quote() -> None:
    _refuses_everything(order())


def _refuses_everything(closed: Order) -> None:
    with pytest.raises(NotInThisState):
        send(closed, step(State.SENT), TODAY, ELENA, "sending")
    with pytest.raises(NotInThisState):
        accept(closed, step(State.ACCEPTED), "other", TODAY)
    with pytest.raises(NotInThisState):
        decline(closed, step(State.DECLINED))
    with pytest.raises(NotInThisState):
        revise(closed, step(State.DRAFT), None, None)


@pytest.mark.req("NX-8", "N9")
def test_a_key_opens_its_own_revision_of_its_own_quote_for_its_own_use() -> None:
    key = quote_key(ID, 2, Use.LINK, SECRET)
    assert len(key) == 43
    assert revision_with_key(ID, 3, key, Use.LINK, SECRET) == 2
    assert revision_with_key(ID, 3, quote_key(ID, 1, Use.LINK, SECRET), Use.LINK, SECRET) == 1
    assert revision_with_key(ID, 1, key, Use.LINK, SECRET) is None
    assert revision_with_key(ID, 3, key, Use.VISIT, SECRET) is None
    assert revision_with_key(ID, 3, key, Use.LINK, b"another secret") is None
    assert revision_with_key(ID.replace("0", "1"), 3, key, Use.LINK, SECRET) is None
    assert revision_with_key(ID, 3, "no key", Use.LINK, SECRET) is None
