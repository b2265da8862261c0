"""Who gets a customer that a transfer spreads by the distribution settings (M4).

A pool takes a customer by what his card says; a condition on what only an order has (channel, kind, total) is not met
by a card. Nobody gets him if no pool takes him: there is no falling back to everybody. Of the pool's members whoever is
ACTIVE and has the manager role takes part, whatever the hour and however many orders he has: a customer is for long.
Least loaded means fewest customers for one's weight.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assignment.domain.distribution import pool_members
from assignment.domain.facts import Roster, StaffFact
from assignment.domain.settings import EVERYBODY, Pool, Settings, Strategy, When
from assignment.domain.transfers import Why
from assignment.domain.wheel import Wheel, next_after, turn, turn_weighted


@dataclass(frozen=True, slots=True)
class CardTraits:
    """What pools may ask of a card. `returning`: he ordered before."""

    status: str
    temperature: str | None
    language: str | None
    country: str | None
    region: str | None
    currency: str | None
    returning: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom the settings chose, from which pool and by which strategy; or nobody and why."""

    staff_id: str | None
    why_nobody: Why = Why.UNASSIGNED_NO_CANDIDATE
    pool: str | None = None
    strategy: Strategy | None = None
    wheel: Wheel | None = None


def spread(
    card: CardTraits,
    former: str,
    roster: Roster,
    settings: Settings,
    wheels: Mapping[str, Wheel],
    customers: Mapping[str, int],
) -> Receiver:
    """The receiver, never the former manager. `wheels` by pool are the transfer's own; `customers` counts by person."""
    if settings.strategy is Strategy.OFF:
        return Receiver(None, Why.UNASSIGNED_DISTRIBUTION_OFF)
    pool = _pool_for(card, settings)
    if pool is None:
        return Receiver(None)
    strategy = pool.strategy or settings.strategy
    if strategy is Strategy.OFF:
        return Receiver(None, Why.UNASSIGNED_DISTRIBUTION_OFF, pool.name, strategy)
    eligible = [
        person for person in pool_members(pool, roster) if person.active and person.manager_role and person.id != former
    ]
    if not eligible:
        return Receiver(None, pool=pool.name, strategy=strategy)
    chosen, wheel = _choose(strategy, wheels.get(pool.name, Wheel()), eligible, customers)
    return Receiver(chosen.id, pool=pool.name, strategy=strategy, wheel=wheel)


def _choose(
    strategy: Strategy, wheel: Wheel, eligible: list[StaffFact], customers: Mapping[str, int]
) -> tuple[StaffFact, Wheel]:
    if strategy is Strategy.WEIGHTED:
        return turn_weighted(wheel, eligible)
    if strategy is Strategy.LEAST_LOADED:
        shares = [customers.get(person.id, 0) / person.weight for person in eligible]
        least = min(shares)
        eligible = [person for person, share in zip(eligible, shares, strict=True) if share == least]
    chosen = next_after(wheel.last, eligible)
    return chosen, turn(wheel, chosen)


def _pool_for(card: CardTraits, settings: Settings) -> Pool | None:
    if not settings.pools:
        return EVERYBODY
    return next((pool for pool in settings.pools if _takes(pool.when, card)), None)


def _takes(when: When, card: CardTraits) -> bool:
    if when.channel or when.kind or when.total_from is not None or when.total_below is not None:
        return False
    return (
        (not when.currency or card.currency in when.currency)
        and (not when.language or card.language in when.language)
        and (not when.country or card.country in when.country)
        and (not when.region or card.region in when.region)
        and (not when.status or card.status in when.status)
        and (not when.temperature or card.temperature in when.temperature)
        and (when.returning is None or card.returning is when.returning)
    )
