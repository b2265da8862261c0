"""The figures that pay follows, reckoned once more by plain counting from what was told on the bus (RC-1, RC-2,
RC-4)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from assignment.domain.facts import OrderFacts
from assignment.domain.figures import Figures, Waits
from assignment.domain.portfolios import FINAL_AFTER, Period
from assignment.ports import LedgerQuery
from assignment.usecases.count_portfolios import CountPortfolios, count_portfolios
from assignment.usecases.draw_statement import DrawStatement, draw_statement
from assignment.usecases.keep_checkpoints import keep_checkpoint
from assignment.usecases.reckon_figures import reckon_figures
from contracts.assignment import LinkEvent, OrderDecision
from contracts.orders import Order, OrderEvent
from tests.fakes.trade import ALL, Trade

_TICK = timedelta(milliseconds=1)
_BETWEEN_CHECKPOINTS = 3


def statements_add_up(trade: Trade) -> None:
    """Of everybody, cut at any instant, with checkpoints and without."""
    trade.pass_time(FINAL_AFTER + _TICK)
    moved = sorted({each.decided.decided_at for each in _links(trade)})
    cuts = [trade.now - timedelta(days=365), *(at for at in moved[:: max(1, len(moved) // 3)]), trade.now]
    _add_up(trade, cuts)
    while trade.run(keep_checkpoint(trade.house.deps, _BETWEEN_CHECKPOINTS)):
        pass
    _add_up(trade, cuts)


def _add_up(trade: Trade, cuts: Sequence[datetime]) -> None:
    deps = trade.house.deps
    for start, end in pairwise(cuts):
        before, after = _portfolios(trade, start), _portfolios(trade, end)
        for staff_id in trade.staff:
            drawn = trade.run(draw_statement(deps, DrawStatement(staff_id, Period(start, end)), ALL))
            told = (drawn.opening, sum(drawn.gained.values()), sum(drawn.lost.values()), drawn.closing)
            came, went = _movements(trade, staff_id, start, end)
            assert told == (before[staff_id], came, went, after[staff_id]), f"{drawn} is not as it was told"
    for at in cuts:
        for recount in (False, True):
            counted = trade.run(count_portfolios(deps, CountPortfolios(at, recount), ALL)).customers
            assert Counter(counted) == _portfolios(trade, at + _TICK), f"portfolios at {at}: {counted}"


def _links(trade: Trade) -> list[LinkEvent]:
    return trade.house.commits.told_as(LinkEvent)


def _portfolios(trade: Trade, before: datetime) -> Counter[str]:
    linked = {each.customer_id: each.manager_id for each in _links(trade) if each.decided.decided_at < before}
    return Counter(manager for manager in linked.values() if manager is not None)


def _movements(trade: Trade, staff_id: str, start: datetime, end: datetime) -> tuple[int, int]:
    """How many came and how many went."""
    came = went = 0
    for each in _links(trade):
        if start <= each.decided.decided_at < end and each.manager_id != each.previous_manager_id:
            came += each.manager_id == staff_id
            went += each.previous_manager_id == staff_id
    return came, went


def figures_add_up(trade: Trade) -> None:
    """Whom customers met again, and how long they waited for him."""
    deps = trade.house.deps
    ledger = trade.run(deps.ledger.find(LedgerQuery(), ALL, 1_000_000))
    claims = {
        entry.order_ids[0]: [(entry.at, entry.facts.actor or "")]
        for entry in ledger
        if entry.cause.startswith("claim:") and isinstance(entry.facts, OrderFacts)
    }
    sums: dict[str, Counter[str]] = {}
    waits: dict[str, dict[bool, list[float]]] = {}
    last: dict[str, str | None] = {}
    for order in sorted(trade.orders.values(), key=lambda each: (each.created_at, each.id)):
        manager, customer = _first_manager(trade, order), order.customer_id
        known = customer is not None and customer in last
        if manager is not None:
            met = known and last[customer or ""] == manager
            sums.setdefault(manager, Counter()).update(orders=1, returning=known, same=met)
        if order.created_by is None:
            acts = _acts(trade, order)
            first = [*acts[:1], *claims.get(order.id, [])]
            if first:
                at = min(at for at, _ in first)
                by = _handler(trade, order, {by for when, by in first if when == at})
                waited = (at - order.created_at).total_seconds()
                waits.setdefault(by, {True: [], False: []})[known].append(waited)
            elif manager is not None:
                sums.setdefault(manager, Counter()).update(unhandled=1)
        if customer is not None:
            last[customer] = manager
    period = Period(trade.now - timedelta(days=365), trade.now + _TICK)
    reckoned = trade.run(reckon_figures(deps, period, ALL)).managers
    expected = {each: _figures(sums.get(each, Counter()), waits.get(each, {})) for each in sums.keys() | waits.keys()}
    other = {each for each in reckoned.keys() | expected.keys() if reckoned.get(each) != expected.get(each)}
    assert not other, [(each, reckoned.get(each), expected.get(each)) for each in other]


def _first_manager(trade: Trade, order: Order) -> str | None:
    told = (each for each in trade.house.commits.told_as(OrderDecision) if each.order_id == order.id)
    return next((each.manager_id for each in told if each.manager_id is not None), None)


def _acts(trade: Trade, order: Order) -> list[tuple[datetime, str]]:
    """When members of staff did something about it after it came, the first first."""
    events = {
        event.order.version: event.act
        for event in (each.event for each in trade.heard)
        if isinstance(event, OrderEvent) and event.order.id == order.id and event.act.actor.kind == "staff"
    }
    acts = [events[version] for version in sorted(events.keys() - {1})]
    return [(datetime.fromisoformat(act.at), act.actor.id or "") for act in acts]


def _handler(trade: Trade, order: Order, candidates: set[str]) -> str:
    """Of several who acted in one instant, whoever was heard first."""
    if len(candidates) == 1:
        return candidates.pop()
    record = trade.run(trade.house.deps.orders.get(order.id))
    assert record is not None
    assert record.handled_by in candidates
    return record.handled_by or ""


def _figures(sums: Counter[str], waits: dict[bool, list[float]]) -> Figures:
    known, new = (Waits(tuple(sorted(waits.get(each, [])))) for each in (True, False))
    return Figures(sums["orders"], sums["returning"], sums["same"], known, new, sums["unhandled"])
