"""Trying a draft of the distribution settings on what happened, over HTTP (N2)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, ConfigDict, Field

from assignment.api.distribution import DistributionBody
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.rows import Reason, Row
from assignment.domain.simulation import LISTED_AT_MOST, Difference, Sharing, Simulation, holders, sharings
from assignment.ports import Deps
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from chassis.access import Reach, scope
from chassis.errors import Forbidden
from chassis.http import Body, Caller, View


class SimulationBody(Body):
    """A draft of the settings, and the recorded period that it is tried on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "distribution": {"strategy": "least_loaded"},
                    "since": "2026-10-01T00:00:00Z",
                    "until": "2026-11-01T00:00:00Z",
                }
            ]
        }
    )

    distribution: DistributionBody
    since: AwareDatetime
    until: Annotated[AwareDatetime, Field(description="Not included.")]


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


class FairnessView(View):
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


class DifferenceView(View):
    """A decision after which the draft would have left somebody else with order or card; `order_id` null: of a card."""

    decision_id: str
    at: datetime
    order_id: str | None
    order_number: str | None
    customer_id: str | None
    customer_name: str | None
    before: HeldView
    after: HeldView


class SimulationView(View):
    """`differences` are the oldest thousand; `truncated`: there are more of them. `unassigned`: open orders that nobody
    has at the end, of those that were decided in the period."""

    since: datetime
    until: datetime
    decisions: int
    differing: DifferingView
    unassigned: CountsView
    people: list[PersonView]
    fairness: FairnessView
    differences: list[DifferenceView]
    truncated: bool


def simulations_router(deps: Deps) -> APIRouter:
    """The route of /v1/simulations."""
    router = APIRouter(prefix="/v1/simulations", tags=["simulations"])
    one_at_a_time = asyncio.Semaphore()

    @router.post("", operation_id="simulateDistribution")
    async def simulate(body: SimulationBody, caller: Caller) -> SimulationView:
        """Who would have got what (N2). Decides everything in the period again by the draft; nothing is changed.

        What people did stands, and what came of it evolves: a customer who the draft gave to somebody stays his in
        later orders. What the draft leaves waiting waits until it is next decided in the record.
        """
        caller.require("settings")
        if scope(caller, "decisions.read").reach is not Reach.ALL:
            raise Forbidden("the permission decisions.read is needed for all decisions")
        command = SimulateDistribution(body.distribution.settings(), Period(body.since, body.until))
        async with one_at_a_time:
            simulation = await simulate_distribution(deps, command)
        return await _view(deps, body, simulation)

    return router


async def _view(deps: Deps, body: SimulationBody, simulation: Simulation) -> SimulationView:
    names = (await deps.companies.current()).names
    before, after = simulation.recorded, simulation.drafted
    everybody = {*before.given, *after.given, *before.gained, *after.gained, *+before.open, *+after.open}
    return SimulationView(
        since=body.since,
        until=body.until,
        decisions=simulation.decisions,
        differing=DifferingView(
            decisions=simulation.differing,
            orders=simulation.orders_differing,
            customers=simulation.customers_differing,
        ),
        unassigned=CountsView(before=before.unassigned, after=after.unassigned),
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
        fairness=FairnessView(before=_shared(sharings(before)), after=_shared(sharings(after))),
        differences=await asyncio.gather(*(_difference(deps, each, names) for each in simulation.differences)),
        truncated=simulation.differing > LISTED_AT_MOST,
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


async def _difference(deps: Deps, difference: Difference, names: Mapping[str, str]) -> DifferenceView:
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
