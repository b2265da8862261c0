"""Who could be given what waits, and which of it may come out otherwise if it is decided again (N14).

Only a hint, so that nothing is decided again in vain: the decision itself asks everything once more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from assignment.domain.availability import cover_of, why_unavailable
from assignment.domain.distribution import DrawOutcome, Standing, is_limited, pool_members, why_passed_over
from assignment.domain.facts import Load, Roster, StaffFact, Traits
from assignment.domain.records import Wait
from assignment.domain.rows import Reason
from assignment.domain.settings import EVERYBODY, Pool, Settings, Strategy, Unavailable

_FINAL = (None, DrawOutcome.OFF, DrawOutcome.TOO_OLD)


class Waits(Protocol):
    """An order that nobody has, and why."""

    @property
    def wait(self) -> Wait | None: ...

    @property
    def placed_at(self) -> datetime: ...


def limited(roster: Roster) -> tuple[StaffFact, ...]:
    """Those of whom it must be known what they carry before they can be given anything."""
    return tuple(person for person in roster.managers if person.active and is_limited(person))


def open_pools(roster: Roster, settings: Settings, loads: Mapping[str, Load], now: datetime) -> tuple[str, ...]:
    """The names of the pools in which somebody could be given an order now."""
    pools = settings.pools or (EVERYBODY,)
    return tuple(pool.name for pool in pools if is_open(pool, roster, settings, loads, now))


def is_open(pool: Pool, roster: Roster, settings: Settings, loads: Mapping[str, Load], now: datetime) -> bool:
    """Whether somebody in it could be given an order now."""
    if Strategy.OFF in (settings.strategy, pool.strategy):
        return False
    standing = Standing(loads=loads)
    return any(why_passed_over(person, settings, standing, now) is None for person in pool_members(pool, roster))


def may_be_freed(
    order: Waits, manager: str | None, traits: Traits | None, roster: Roster, settings: Settings, now: datetime
) -> bool:
    """Whether anything but the people of its pool could let the order go, or give it another reason.

    `manager` and `traits` are on the customer's card now. It does if the settings or the card changed, if he is there
    again or somebody covers him, if the order is held for him from now on or no longer for anybody, or has become too
    old since.
    """
    wait = order.wait
    if wait is None or wait.settings_version != settings.version:
        return True
    if settings.asks_of_cards and traits is not None and wait.traits not in (None, traits):
        return True
    card = roster.active(manager)
    if card is not None:
        if _given(card, roster, settings, now):
            return True
        if settings.unavailable is Unavailable.HOLD and wait.reason is not Reason.HELD:
            return True
    elif wait.reason is Reason.HELD:
        return True
    aged = settings.max_age is not None and now - order.placed_at > settings.max_age
    return aged and wait.outcome not in _FINAL


def _given(card: StaffFact, roster: Roster, settings: Settings, now: datetime) -> bool:
    if not settings.respect_availability or settings.unavailable is Unavailable.ASSIGN:
        return True
    return why_unavailable(card, now) is None or cover_of(card, roster, now).person is not None
