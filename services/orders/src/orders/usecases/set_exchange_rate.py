"""Somebody says what a currency is worth from a day on; orders that were made keep the rate they froze."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.access import Principal
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict, VersionConflict
from orders.domain.exchange import ExchangeRate, rate_id
from orders.ports import Uses

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExchangeRate:
    """One unit of `base` is worth `rate` units of `currency` from `valid_from` on, a day of the shop."""

    base: str
    currency: str
    valid_from: date
    rate: Decimal
    by: Principal


async def set_exchange_rate(uses: Uses, command: SetExchangeRate) -> ExchangeRate:
    """The rate as it is kept. The same again changes nothing; another figure for that day takes the old one's place,
    the last one stands. Conflict if it is being changed all the time."""
    key = rate_id(command.base, command.currency, command.valid_from)
    for _ in range(_TRIES):
        known = await uses.rates.find(key)
        if known is not None and known.rate == command.rate:
            return known
        now = uses.clock.now()
        told = ExchangeRate(
            base=command.base,
            currency=command.currency,
            valid_from=command.valid_from,
            rate=command.rate,
            version=known.version + 1 if known else 1,
            set_by=command.by.id,
            created_at=known.created_at if known else now,
            updated_at=now,
        )
        try:
            await uses.commits.commit(Unit([uses.rates.keeping(told)]))
        except (AlreadyExists, VersionConflict):
            continue
        uses.rates.learn(told)
        return told
    raise Conflict("the rate is being changed elsewhere at this moment, try again")
