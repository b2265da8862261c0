"""Trying a draft of the distribution settings on what happened, over HTTP (N2)."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from assignment.api.distribution import DistributionBody
from assignment.api.fields import Moment
from assignment.api.simulation_views import SimulationView, simulation_view
from assignment.domain.portfolios import Period
from assignment.ports import Deps
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from chassis.access import Reach, scope
from chassis.errors import Forbidden
from chassis.http import Body, Caller


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
    since: Moment
    until: Annotated[Moment, Field(description="Not included.")]


def simulations_router(deps: Deps) -> APIRouter:
    """The route of /v1/simulations."""
    router = APIRouter(prefix="/v1/simulations", tags=["simulations"])
    one_at_a_time = asyncio.Semaphore()

    @router.post("", operation_id="simulateDistribution")
    async def simulate(body: SimulationBody, caller: Caller) -> SimulationView:
        """Who would have got what (N2). Decides everything in the period again by the draft; nothing is changed.

        What people did stands, and what came of it evolves: a customer who the draft gave to somebody stays his in
        later orders. What the draft leaves waiting is drained, the oldest first, when somebody becomes eligible:
        working hours begin, an absence or a day ends, an order is closed, staff changes, a card is given to somebody.
        """
        caller.require("settings")
        if scope(caller, "decisions.read").reach is not Reach.ALL:
            raise Forbidden("the permission decisions.read is needed for all decisions")
        command = SimulateDistribution(body.distribution.settings(), Period(body.since, body.until))
        async with one_at_a_time:
            simulation = await simulate_distribution(deps, command)
        return await simulation_view(deps, command.period, simulation)

    return router
