"""The stale radar: customers whose manager is inactive or away, and what is at stake with them (N10).

Away is who is absent; whoever has only gone home for the night is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from assignment.domain.availability import absence_at, cover_of
from assignment.domain.facts import Roster

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NONE = Decimal(0)


class WhyMissing(StrEnum):
    INACTIVE = "inactive"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Missing:
    """A manager who cannot look after his customers, since when, until when if that is known, and who covers him."""

    staff_id: str
    why: WhyMissing
    since: datetime
    until: datetime | None = None
    cover_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stake:
    """What one customer has with the company: orders that are open, and what he spent in twelve months by currency."""

    open_orders: int = 0
    spent: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaleCustomer:
    """A customer whose manager is missing."""

    customer_id: str
    manager: Missing
    stake: Stake = Stake()


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What is at stake with all customers of a missing manager."""

    manager: Missing
    customers: int
    stake: Stake


def missing(roster: Roster, now: datetime) -> dict[str, Missing]:
    """Everybody who is inactive or absent now, by id."""
    found: dict[str, Missing] = {}
    for person in roster.people:
        absence = absence_at(person, now)
        if not person.active:
            since = person.inactive_since or _LONG_AGO
            found[person.id] = Missing(person.id, WhyMissing.INACTIVE, since)
        elif absence is not None:
            cover = cover_of(person, roster, now).person
            found[person.id] = Missing(
                person.id, WhyMissing.AWAY, absence.start, absence.end, cover.id if cover is not None else None
            )
    return found


def by_age(customer: StaleCustomer) -> tuple[datetime, str]:
    """The longest missed first."""
    return customer.manager.since, customer.customer_id


def by_spending(customer: StaleCustomer, currency: str) -> tuple[Decimal, str]:
    """The most valuable in that currency first."""
    return -customer.stake.spent.get(currency, _NONE), customer.customer_id


def at_risk(customers: Iterable[StaleCustomer]) -> Sequence[AtRisk]:
    """Summed up by manager, whose customers lack him longest first."""
    managers: dict[str, Missing] = {}
    counts: dict[str, int] = {}
    open_orders: dict[str, int] = {}
    spent: dict[str, dict[str, Decimal]] = {}
    for customer in customers:
        some_id = customer.manager.staff_id
        managers[some_id] = customer.manager
        counts[some_id] = counts.get(some_id, 0) + 1
        open_orders[some_id] = open_orders.get(some_id, 0) + customer.stake.open_orders
        sums = spent.setdefault(some_id, {})
        for currency, amount in customer.stake.spent.items():
            sums[currency] = sums.get(currency, _NONE) + amount
    ordered = sorted(managers.values(), key=lambda manager: (manager.since, manager.staff_id))
    return [
        AtRisk(manager, counts[manager.staff_id], Stake(open_orders[manager.staff_id], spent[manager.staff_id]))
        for manager in ordered
    ]
