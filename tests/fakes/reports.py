"""What supervisors look at, reckoned once more by plain counting from what was told on the bus: whose customers were at
any instant (N6, N15), whose manager is missing (N10), how evenly orders were distributed (N7)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from assignment.domain.decisions import OrderDecision
from assignment.domain.distribution import DrawOutcome
from assignment.domain.fairness import PoolFairness
from assignment.domain.links import intervals
from assignment.domain.portfolios import Period
from assignment.domain.settings import EVERYBODY, Pool, Settings, Strategy
from assignment.domain.staff import Staff
from assignment.domain.stale import Missing, Stake, WhyMissing
from assignment.ports import LedgerQuery
from assignment.usecases.measure_fairness import measure_fairness
from assignment.usecases.survey_stale import survey_stale
from contracts.assignment import Absence, AbsenceChanged, LinkEvent
from contracts.orders import OrderState
from tests.fakes.hearing import is_closed
from tests.fakes.trade import ALL, Trade

_TICK = timedelta(milliseconds=1)
_HOUR = timedelta(hours=1)
Stretch = tuple[datetime, datetime]
_MANAGERS = {"Managers", "Sellers"}


def links_are_told_as_of_any_instant(trade: Trade) -> None:
    """Of every customer, at and around each instant at which a link moved."""
    deps, told = trade.house.deps, [each for each in trade.house.commits.told if isinstance(each, LinkEvent)]
    moved = sorted({each.decided.decided_at for each in told})
    for at in [
        *(at + by for at in moved[:: max(1, len(moved) // 4)] for by in (-_TICK, timedelta(), _TICK)),
        trade.now,
    ]:
        linked = {each.customer_id: each.manager_id for each in told if each.decided.decided_at <= at}
        assert trade.run(deps.links.managers_as_of(trade.cards, at)) == linked, f"links at {at}"
        for customer_id in trade.cards:
            link = trade.run(deps.links.as_of(customer_id, at))
            had = [
                each.link.manager_id
                for each in intervals(trade.run(deps.links.history(customer_id)))
                if each.link.since <= at and (each.end is None or at < each.end)
            ]
            expected = [linked[customer_id]] if customer_id in linked else []
            assert ([link.manager_id] if link else []) == had == expected, f"whose {customer_id} was at {at}"


def radar_adds_up(trade: Trade) -> None:
    """Now, when everything was heard; what is at stake, with every customer."""
    found = trade.run(survey_stale(trade.house.deps, ALL))
    linked = {each.customer_id: each.manager_id for each in trade.house.commits.told if isinstance(each, LinkEvent)}
    missing = {each.id for each in trade.staff.values() if not each.active or _away(trade, each.id)}
    expected = [(customer, manager) for customer, manager in linked.items() if manager in missing]
    assert sorted((each.customer_id, each.manager.staff_id) for each in found) == sorted(expected), f"missed: {found}"
    for each in found:
        _is_rightly_missed(trade, trade.staff[each.manager.staff_id], each.manager)
    stakes = trade.run(trade.house.deps.stakes.of(list(trade.cards), trade.now - timedelta(days=365)))
    for customer_id in trade.cards:
        told, stake = stakes.get(customer_id, Stake()), _stake(trade, customer_id)
        assert told == stake, f"with {customer_id} {stake} is at stake, not {told}"


def _is_rightly_missed(trade: Trade, person: Staff, told: Missing) -> None:
    if person.active:
        holding = {(WhyMissing.AWAY, each.start, each.end) for each in _away(trade, person.id)}
        assert (told.why, told.since, told.until) in holding, f"{told} is not as it was told"
        assert told.cover_id in _covers(trade, person.id, {person.id}), f"{told} is covered otherwise"
    else:
        assert told == Missing(person.id, WhyMissing.INACTIVE, person.inactive_since or trade.now)


def _stake(trade: Trade, customer_id: str) -> Stake:
    orders = [each for each in trade.orders.values() if each.customer_id == customer_id]
    spent: dict[str, Decimal] = {}
    for order in orders:
        if order.state is not OrderState.CANCELLED:
            spent[order.currency] = spent.get(order.currency, Decimal(0)) + order.total.amount
    return Stake(sum(not is_closed(order) for order in orders), spent)


def _absences(trade: Trade) -> list[Absence]:
    return [each.absence for each in trade.house.commits.told if isinstance(each, AbsenceChanged)]


def _away(trade: Trade, staff_id: str) -> list[Absence]:
    return [each for each in _absences(trade) if each.staff_id == staff_id and each.start <= trade.now < each.end]


def _covers(trade: Trade, staff_id: str, seen: set[str]) -> set[str | None]:
    """Who may stand in: of several absences with a cover any counts."""
    active = {each.id for each in trade.staff.values() if each.active}
    named = {each.cover_id for each in _away(trade, staff_id) if each.cover_id is not None}
    found: set[str | None] = set() if named else {None}
    for each in named:
        if each in seen or each not in active:
            found.add(None)
        else:
            found |= _covers(trade, each, seen | {each}) if _away(trade, each) else {each}
    return found


def fairness_adds_up(trade: Trade) -> None:
    """Of everything that happened, and of the second half of it."""
    deps, end = trade.house.deps, trade.now + _TICK
    begin = min(each.updated_at for each in trade.employed) - _HOUR
    gifts = [
        (entry.at, entry.decision.draw.pool, entry.decision.order_manager)
        for entry in reversed(trade.run(deps.ledger.find(LedgerQuery(), ALL, 1_000_000)))
        if isinstance(entry.decision, OrderDecision)
        and entry.decision.draw is not None
        and entry.decision.draw.outcome is DrawOutcome.CHOSEN
    ]
    for start in (begin, begin + (end - begin) / 2):
        within = [gift for gift in gifts if start <= gift[0] < end]
        eligible = _eligible(trade, start, end)
        found = {each.pool: each for each in trade.run(measure_fairness(deps, Period(start, end), ALL))}
        assert found.keys() == eligible.keys() | {pool for _, pool, _ in within}, f"pools since {start}: {found}"
        for name, told in found.items():
            given = [(at, staff_id) for at, pool, staff_id in within if pool == name]
            _is_even_as_told(told, given, eligible.get(name, {}), (start, end))


def _is_even_as_told(
    told: PoolFairness,
    given: list[tuple[datetime, str | None]],
    eligible: dict[str, list[Stretch]],
    within: Stretch,
) -> None:
    counts, shares = Counter(staff_id for _, staff_id in given), {each.staff_id: each for each in told.shares}
    hours = {each: _hours(stretches, *within) for each, stretches in eligible.items()}
    assert counts.keys() | hours.keys() <= shares.keys(), f"somebody is missing: {told}"
    assert told.given == len(given), f"of {told.pool} was given otherwise: {told}"
    for staff_id, share in shares.items():
        mine, stretches = hours.get(staff_id, 0.0), eligible.get(staff_id, [])
        times = [within[0], *(at for at, who in given if who == staff_id), within[1]]
        longest = max(_hours(stretches, *between) for between in pairwise(times))
        assert share.given == counts[staff_id], f"of {told.pool} was given otherwise: {share}"
        assert (share.hours, share.wait) == pytest.approx((mine, longest)), (
            f"of {told.pool} could be given otherwise: {share}"
        )
        assert share.share == (pytest.approx(counts[staff_id] / len(given)) if given else None)
        assert share.due == (pytest.approx(mine / sum(hours.values())) if hours else None)
    rates = [counts[staff_id] / each for staff_id, each in hours.items()]
    even = len(rates) > 1 and min(rates) > 0
    assert told.gap == (pytest.approx(max(rates) / min(rates)) if even else None), f"{told}: {rates}"


def _hours(stretches: Iterable[Stretch], start: datetime, end: datetime) -> float:
    return sum(max(min(until, end) - max(since, start), timedelta()) / _HOUR for since, until in stretches)


def _eligible(trade: Trade, start: datetime, end: datetime) -> dict[str, dict[str, list[Stretch]]]:
    """By pool that could give something and person: when he could have been given something. In between nothing
    changes."""
    absences = _absences(trade)
    instants = {
        *(each.updated_at for each in trade.employed),
        *(at for at, _ in trade.regimes),
        *(at for each in absences for at in (each.start, each.end)),
    }
    cuts = [start, *sorted(at for at in instants if start < at < end), end]
    found: dict[str, dict[str, list[Stretch]]] = {}
    for since, until in pairwise(cuts):
        settings = [settings for at, settings in trade.regimes if at <= since][-1:] or [trade.regimes[0][1]]
        people = {each.id: each for each in trade.employed if each.updated_at <= since}
        away = {each.staff_id for each in absences if each.start <= since < each.end}
        for pool in settings[0].pools or (EVERYBODY,):
            stretches = found.setdefault(pool.name, {})
            for person in people.values():
                if _could_be_given(person, settings[0], pool, away):
                    stretches.setdefault(person.id, []).append((since, until))
    return found


def _could_be_given(person: Staff, settings: Settings, pool: Pool, away: set[str]) -> bool:
    off = Strategy.OFF in (settings.strategy, pool.strategy)
    member = pool is EVERYBODY or person.id in pool.members
    absent = settings.respect_availability and person.id in away
    return person.active and not _MANAGERS.isdisjoint(person.groups) and member and not off and not absent
