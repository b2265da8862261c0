"""What a simulation found, as HTTP shows it (N2)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.draft import Drain
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.rows import Reason, Row
from assignment.domain.simulation import LISTED_AT_MOST, Difference, Sharing, Simulation, holders, sharings
from assignment.ports import Deps
from chassis.http import View


class CountsView(View):
    """As it was, and as it would have been."""

    before: int
    after: int


class PersonView(View):
    """What somebody got in the period: orders that became his, customers that did, and his open orders at its end."""

    staff_id: str
    name: str | None
    orders: CountsView
    customers: CountsView
    open_orders: CountsView


class SharingView(View):
    """How evenly distributed orders fell on those who had a chance; `pool` null: all pools together."""

    pool: str | None
    orders: int
    people: int
    most: int
    least: int
    gap: int
    largest_share: float


class SharesView(View):
    """Of all pools together, then of each."""

    before: list[SharingView]
    after: list[SharingView]


class DifferingView(View):
    """How many recorded decisions would have left somebody else with order or card, and how many orders and customers
    would be somebody else's at the end."""

    decisions: int
    orders: int
    customers: int


class HeldView(View):
    """Who has order and card after a decision, and why."""

    row: Row
    reason: Reason
    order_manager_id: str | None
    order_manager_name: str | None
    card_manager_id: str | None
    card_manager_name: str | None


class DrainView(View):
    """An order that nobody got at first, and that the draft's queue gave to somebody as soon as there was somebody."""

    order_id: str
    order_number: str | None
    customer_id: str | None
    customer_name: str | None
    waits_since: datetime
    drained_at: datetime
    waited_seconds: float
    given: HeldView


class DifferenceView(View):
    """A decision after which the draft would have left somebody else with order or card; `order_id` null: of a card.
    `drained`: the draft had nobody for the order at some time, and this became of it; null: it did not wait, or waits
    still."""

    decision_id: str
    at: datetime
    order_id: str | None
    order_number: str | None
    customer_id: str | None
    customer_name: str | None
    before: HeldView
    after: HeldView
    drained: DrainView | None


class SecondsView(View):
    """As it was, and as it would have been."""

    before: float
    after: float


class QueuedView(View):
    """How many orders waited at some time because nobody could be given them, the longest that one did, and how many
    were drained by the draft."""

    orders: CountsView
    longest_seconds: SecondsView
    drained: int


class SimulationView(View):
    """`differences` and `drains` are the oldest thousand; `truncated`: there are more of either. `unassigned`: open
    orders that nobody has at the end."""

    since: datetime
    until: datetime
    decisions: int
    differing: DifferingView
    unassigned: CountsView
    waiting: QueuedView
    people: list[PersonView]
    fairness: SharesView
    differences: list[DifferenceView]
    drains: list[DrainView]
    truncated: bool


async def simulation_view(deps: Deps, period: Period, simulation: Simulation) -> SimulationView:
    """With names, of people, orders and customers."""
    names = (await deps.companies.current()).names
    before, after = simulation.recorded, simulation.drafted
    everybody = {*before.given, *after.given, *before.gained, *after.gained, *+before.open, *+after.open}
    return SimulationView(
        since=period.start,
        until=period.end,
        decisions=simulation.decisions,
        differing=DifferingView(
            decisions=simulation.differing,
            orders=simulation.orders_differing,
            customers=simulation.customers_differing,
        ),
        unassigned=CountsView(before=before.unassigned, after=after.unassigned),
        waiting=_waited(simulation),
        people=[
            PersonView(
                staff_id=staff_id,
                name=names.get(staff_id),
                orders=CountsView(before=before.given[staff_id], after=after.given[staff_id]),
                customers=CountsView(before=before.gained[staff_id], after=after.gained[staff_id]),
                open_orders=CountsView(before=before.open[staff_id], after=after.open[staff_id]),
            )
            for staff_id in sorted(everybody, key=lambda each: (names.get(each, ""), each))
        ],
        fairness=SharesView(before=_shared(sharings(before)), after=_shared(sharings(after))),
        differences=await asyncio.gather(
            *(_difference(deps, each, simulation.drained(each), names) for each in simulation.differences)
        ),
        drains=await asyncio.gather(*(_drain(deps, each, names) for each in simulation.drains[:LISTED_AT_MOST])),
        truncated=max(simulation.differing, len(simulation.drains)) > LISTED_AT_MOST,
    )


def _waited(simulation: Simulation) -> QueuedView:
    before, after = simulation.recorded.queue, simulation.drafted.queue
    longest = (each.longest(simulation.now).total_seconds() for each in (before, after))
    return QueuedView(
        orders=CountsView(before=before.ever, after=after.ever),
        longest_seconds=SecondsView(before=next(longest), after=next(longest)),
        drained=len(simulation.drains),
    )


def _shared(found: list[Sharing]) -> list[SharingView]:
    return [
        SharingView(
            pool=each.pool,
            orders=each.orders,
            people=each.people,
            most=each.most,
            least=each.least,
            gap=each.gap,
            largest_share=round(each.largest_share, 4),
        )
        for each in found
    ]


async def _drain(deps: Deps, drain: Drain, names: Mapping[str, str]) -> DrainView:
    waiting = drain.waiting
    order = await deps.orders.get(waiting.id)
    customer = await deps.customers.get(waiting.customer_id) if waiting.customer_id is not None else None
    return DrainView(
        order_id=waiting.id,
        order_number=order.number if order is not None else None,
        customer_id=waiting.customer_id,
        customer_name=customer.name if customer is not None else None,
        waits_since=waiting.wait.since,
        drained_at=drain.at,
        waited_seconds=drain.waited.total_seconds(),
        given=_held(drain.decision, names),
    )


async def _difference(
    deps: Deps, difference: Difference, drain: Drain | None, names: Mapping[str, str]
) -> DifferenceView:
    entry = difference.entry
    order_id = _order_of(entry)
    order = await deps.orders.get(order_id) if order_id is not None else None
    customer = await deps.customers.get(entry.customer_id) if entry.customer_id is not None else None
    return DifferenceView(
        decision_id=entry.id,
        at=entry.at,
        order_id=order_id,
        order_number=order.number if order is not None else None,
        customer_id=entry.customer_id,
        customer_name=customer.name if customer is not None else None,
        before=_held(entry.decision, names),
        after=_held(difference.drafted, names),
        drained=await _drain(deps, drain, names) if drain is not None else None,
    )


def _order_of(entry: Entry) -> str | None:
    return entry.order_ids[0] if isinstance(entry.decision, OrderDecision) else None


def _held(decision: OrderDecision | CardDecision, names: Mapping[str, str]) -> HeldView:
    order, card = holders(decision)
    return HeldView(
        row=decision.row,
        reason=decision.reason,
        order_manager_id=order,
        order_manager_name=names.get(order or ""),
        card_manager_id=card,
        card_manager_name=names.get(card or ""),
    )
