"""For whom is priced, in which currency and language."""

from decimal import Decimal

import pytest

from orders.domain.customer import Customer, Shop, currency_for, terms_for
from orders.domain.exchange import NO_RATES
from orders.domain.order import Contact

SHOP = Shop("Sol", "es", "EUR")


def customer(currency: str | None = None, language: str | None = None) -> Customer:
    return Customer(
        id="c",
        version=1,
        discount_percent=Decimal(15),
        currency=currency,
        language=language,
        country=None,
        manager_id=None,
        created_by=None,
        contact=Contact(name="Elena"),
        absorbed=("before", "earlier"),
    )


@pytest.mark.req("ML-27")
def test_a_customer_has_his_currency_language_and_discount_and_the_shops_where_he_prefers_none() -> None:
    assert [currency_for(each, SHOP) for each in (customer("RON"), customer(), None)] == ["RON", "EUR", "EUR"]
    preferring = terms_for(customer(language="bg"), SHOP, "EUR", NO_RATES)
    assert (preferring.discount_percent, preferring.languages) == (Decimal(15), ("bg", "es"))
    assert terms_for(customer(), SHOP, "EUR", NO_RATES).languages[0] == "es"


@pytest.mark.req("ML-27", "O16")
def test_a_guest_has_no_discount_and_is_spoken_to_as_the_shop_does() -> None:
    guest = terms_for(None, SHOP, "RON", NO_RATES)
    assert (guest.currency, guest.discount_percent, guest.languages) == ("RON", Decimal(0), ("es",))


@pytest.mark.req("RC-3")
def test_what_was_kept_under_a_card_that_was_merged_into_his_is_found_under_him() -> None:
    assert customer().ids == ("c", "before", "earlier")
