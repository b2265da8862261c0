"""The last step of every new order: it is numbered without gaps, kept and announced in one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chassis.commit import Numbered, Unit, Write
from chassis.inbox import Mark
from contracts.base import Actor, Event
from contracts.orders import OrderCreated
from orders.domain.lifecycle import State
from orders.domain.order import Assignment, Channel, Chosen, Contact, Deed, Kind, Offer, Order, number_of, series_of
from orders.domain.pricing import Line, total_of
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order but for its number. `manager_id` is whom it comes with, unless somebody was `chosen`: the manager of the
    quote that it was accepted from."""

    order_id: str
    kind: Kind
    channel: Channel
    customer_id: str | None
    contact: Contact
    language: str
    currency: str
    country: str | None
    lines: tuple[Line, ...]
    chosen: Chosen | None
    created_by: str | None
    link_id: str | None
    actor: Actor
    external_id: str | None = None
    ordered_at: datetime | None = None
    manager_id: str | None = None
    offer: Offer | None = None
    quote_id: str | None = None
    came_with: tuple[str, ...] = ()


async def place_order(
    uses: Uses, draft: Draft, *, mark: Mark | None, also: Sequence[Write] = (), telling: Sequence[Event] = ()
) -> Order:
    """The order as committed, together with `also`, which `telling` tells of."""
    now = uses.clock.now()
    year = uses.shop.day_of(now).year
    state = State.NEW if draft.offer is None else State.DRAFT
    manager_id = draft.chosen.manager_id if draft.chosen else draft.manager_id
    made = Deed(version=1, by=draft.created_by, at=now, state=state, manager_id=manager_id, chosen=draft.chosen)
    placed = partial(
        Order,
        id=draft.order_id,
        version=1,
        kind=draft.kind,
        channel=draft.channel,
        state=state,
        customer_id=draft.customer_id,
        contact=draft.contact,
        currency=draft.currency,
        language=draft.language,
        country=draft.country,
        lines=draft.lines,
        total=total_of(draft.lines, draft.currency),
        manager_id=manager_id,
        choice_version=1 if draft.chosen else 0,
        assignment=Assignment(),
        created_by=draft.created_by,
        link_id=draft.link_id,
        external_id=draft.external_id,
        ordered_at=draft.ordered_at,
        offer=draft.offer,
        quote_id=draft.quote_id,
        deeds=(made,),
        came_with=draft.came_with,
        created_at=now,
        updated_at=now,
    )
    act = act_of("created", draft.actor, now, draft.chosen)

    def numbered(n: int) -> Unit:
        order = placed(number=number_of(draft.kind, year, n))
        return Unit([uses.orders.insertion(order), *also], [order_event(OrderCreated, order, act), *telling], mark)

    committed = await uses.commits.commit(Numbered(series_of(draft.kind, year), numbered))
    created = committed.events[0]
    assert isinstance(created, OrderCreated)
    return placed(number=created.order.number)
