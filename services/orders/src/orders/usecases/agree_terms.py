"""On what terms somebody buys today: currency, discount, languages, and the exchange rates of the day."""

from datetime import datetime

from orders.domain.customer import Customer, currency_for, terms_for
from orders.domain.pricing import Terms
from orders.ports import Uses


async def agree_terms(
    uses: Uses, customer: Customer | None, currency: str | None = None, ordered_at: datetime | None = None
) -> Terms:
    """The terms of a customer, or of a guest if None; in his currency unless another is given, by the rates of the day
    on which it was ordered, today's if None."""
    currency = currency or currency_for(customer, uses.shop)
    rates = await uses.rates.of_day(currency, uses.shop.day_of(ordered_at or uses.clock.now()))
    return terms_for(customer, uses.shop, currency, rates)
