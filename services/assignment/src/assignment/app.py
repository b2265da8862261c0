"""Puts the service together; the only file that knows all others."""

import asyncio
from functools import partial

from assignment.api.absences import absences_router
from assignment.api.audit import audit_router
from assignment.api.decisions import decisions_router
from assignment.api.distribution import distribution_router
from assignment.api.fairness import fairness_router
from assignment.api.figures import figures_router
from assignment.api.groups import groups_router
from assignment.api.links import links_router
from assignment.api.portfolios import portfolios_router
from assignment.api.simulations import simulations_router
from assignment.api.staff import staff_router
from assignment.api.stale import stale_router
from assignment.api.transfers import transfers_router
from assignment.api.unassigned import unassigned_router
from assignment.consumers import SUBSCRIPTIONS, Uses, lane
from assignment.ports import Deps
from assignment.settings import Settings
from assignment.store import (
    MongoAbsences,
    MongoAccounts,
    MongoCompanies,
    MongoCustomers,
    MongoDistribution,
    MongoGroups,
    MongoLeases,
    MongoLedger,
    MongoLinks,
    MongoOrders,
    MongoPortfolios,
    MongoStaff,
    MongoStakes,
    MongoTransfers,
    MongoWaiting,
    MongoWheels,
)
from assignment.store.customers import CUSTOMERS
from assignment.store.orders import ORDERS
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.drain_queue import DRAIN, drain_queue
from assignment.usecases.keep_checkpoints import keep_checkpoints
from assignment.usecases.restate_links import restate_decisions, restate_links
from assignment.usecases.restate_staff import restate_absences, restate_groups, restate_staff
from assignment.usecases.run_transfers import TRANSFERS, run_transfers
from assignment.usecases.watch_queue import watch_queue
from chassis.commit import Marks
from chassis.ids import new_id
from chassis.replicas import Replays, Replica, Replicas, replays_router, replicas_router
from chassis.runtime import Kernel, Service
from contracts.assignment import LinksReplayFinished, StaffReplayFinished


def build() -> Service:
    """The service as the environment configures it; opens nothing yet."""
    settings = Settings()
    kernel = Kernel.assemble("assignment", settings)
    groups, distribution = MongoGroups(kernel.mongo), MongoDistribution(kernel.mongo)
    staff, absences = MongoStaff(kernel.mongo), MongoAbsences(kernel.mongo)
    links, portfolios = MongoLinks(kernel.mongo), MongoPortfolios(kernel.mongo)
    orders, ledger = MongoOrders(kernel.mongo), MongoLedger(kernel.mongo)
    companies = MongoCompanies(kernel.mongo, groups, distribution, absences, kernel.clock)
    waiting = MongoWaiting(kernel.mongo)
    transfers, leases = MongoTransfers(kernel.mongo), MongoLeases(kernel.mongo, holder=new_id())
    replicas = Replicas(
        kernel.mongo,
        kernel.committer,
        kernel.clock,
        customers=Replica(CUSTOMERS, authoritative=True),
        orders=Replica(ORDERS, authoritative=True),
    )
    deps = Deps(
        companies=companies,
        staff=staff,
        absences=absences,
        groups=groups,
        distribution=distribution,
        customers=MongoCustomers(kernel.mongo),
        links=links,
        portfolios=portfolios,
        orders=orders,
        waiting=waiting,
        stakes=MongoStakes(kernel.mongo),
        wheels=MongoWheels(kernel.mongo),
        ledger=ledger,
        transfers=transfers,
        accounts=MongoAccounts(kernel.mongo),
        replicas=replicas,
        leases=leases,
        marks=Marks(kernel.mongo),
        commits=kernel.committer,
        clock=kernel.clock,
        new_id=new_id,
        counting=asyncio.Lock(),
    )
    sources = {
        "staff": partial(restate_staff, deps),
        "groups": partial(restate_groups, deps),
        "absences": partial(restate_absences, deps),
    }
    replays = Replays(kernel.mongo, kernel.committer, kernel.clock, sources, StaffReplayFinished)
    shown = {"links": partial(restate_links, deps), "decisions": partial(restate_decisions, deps)}
    link_replays = Replays(kernel.mongo, kernel.committer, kernel.clock, shown, LinksReplayFinished)
    return Service(
        kernel=kernel,
        summary="Decides whose an order is; owns staff, links and decisions.",
        routers=[
            audit_router(deps),
            replays_router("/v1/staff", replays),
            replays_router("/v1/links", link_replays),
            replicas_router("/v1/staff", replicas),
            staff_router(deps),
            absences_router(deps),
            groups_router(deps),
            distribution_router(deps),
            links_router(deps),
            portfolios_router(deps),
            figures_router(deps),
            fairness_router(deps),
            decisions_router(deps),
            unassigned_router(deps),
            transfers_router(deps),
            simulations_router(deps),
            stale_router(deps),
        ],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory, replicas),
        lane=lane,
        background=[partial(work, deps) for work in (watch_queue, drain_queue, keep_checkpoints)]
        + [replays.run, link_replays.run],
        working=[partial(run_transfers, deps, settings.transfer_digest_to_author)],
        prepare=[
            companies.prepare,
            staff.prepare,
            absences.prepare,
            distribution.prepare,
            links.prepare,
            portfolios.prepare,
            orders.prepare,
            waiting.prepare,
            ledger.prepare,
            transfers.prepare,
            replays.prepare,
            replicas.prepare,
            partial(leases.prepare, DRAIN, TRANSFERS),
            partial(bootstrap, deps, settings.bootstrap_admin),
        ],
    )
