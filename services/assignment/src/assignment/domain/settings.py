"""The distribution settings: who is asked when a customer has no active manager (RC-9, RC-11)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from assignment.domain.facts import OrderFacts


class Strategy(StrEnum):
    OFF = "off"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"
    WEIGHTED = "weighted"


class Unavailable(StrEnum):
    """What to do when the customer's manager is away and nobody covers him (O9)."""

    ASSIGN = "assign"
    DISTRIBUTE = "distribute"
    HOLD = "hold"


class StalePrefers(StrEnum):
    """Who replaces an inactive manager when a manager acts: he himself, or distribution first (O10)."""

    ACTOR = "actor"
    DISTRIBUTION = "distribution"


@dataclass(frozen=True, slots=True)
class When:
    """The condition of a pool; an empty field asks nothing.

    Totals are amounts in the order's own currency, `total_from` included, `total_below` not.
    """

    channel: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    total_from: Decimal | None = None
    total_below: Decimal | None = None
    status: tuple[str, ...] = ()
    temperature: tuple[str, ...] = ()
    returning: bool | None = None

    def matches(self, facts: OrderFacts) -> bool:
        """Whether the order answers every field that asks; a guest answers none asked of a customer."""
        order = facts.order
        return (
            (not self.channel or order.channel in self.channel)
            and (not self.kind or order.kind in self.kind)
            and (not self.currency or order.currency in self.currency)
            and (not self.language or order.language in self.language)
            and (not self.country or facts.country in self.country)
            and self._total_matches(order.total)
            and self._customer_matches(facts)
        )

    def _total_matches(self, total: Decimal | None) -> bool:
        if self.total_from is None and self.total_below is None:
            return True
        return (
            total is not None
            and (self.total_from is None or total >= self.total_from)
            and (self.total_below is None or total < self.total_below)
        )

    def _customer_matches(self, facts: OrderFacts) -> bool:
        if not self.status and not self.temperature and not self.region and self.returning is None:
            return True
        customer = facts.customer
        return (
            customer is not None
            and (not self.status or customer.status in self.status)
            and (not self.temperature or customer.temperature in self.temperature)
            and (not self.region or customer.region in self.region)
            and (self.returning is None or customer.is_returning is self.returning)
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """People who share the orders that `when` matches; `name` is unique and names the pool's wheel.

    Without groups and members nobody gets those orders; without `strategy` the settings' own holds.
    """

    name: str
    when: When = When()
    groups: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    strategy: Strategy | None = None


EVERYBODY = Pool(name="everybody")
"""The pool of settings that name none: all people with the manager role."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The distribution settings as of one version; the first pool that matches serves, and no other.

    `strategy` off switches all pools off. Orders placed more than `max_age` ago are not distributed.
    """

    version: int = 0
    strategy: Strategy = Strategy.ROUND_ROBIN
    pools: tuple[Pool, ...] = ()
    respect_availability: bool = False
    unavailable: Unavailable = Unavailable.ASSIGN
    stale_prefers: StalePrefers = StalePrefers.ACTOR
    max_age: timedelta | None = None

    @property
    def asks_of_cards(self) -> bool:
        """Whether any pool looks at what may change on a card while an order waits."""
        whens = [pool.when for pool in self.pools]
        return any(when.status or when.temperature or when.region or when.country for when in whens)

    @property
    def asks_returning(self) -> bool:
        """Whether any pool wants to know if the customer ordered before."""
        return any(pool.when.returning is not None for pool in self.pools)

    def pool_for(self, facts: OrderFacts) -> Pool | None:
        """The pool that serves this order; None if pools are configured and none matches."""
        if not self.pools:
            return EVERYBODY
        for pool in self.pools:
            if pool.when.matches(facts):
                return pool
        return None
