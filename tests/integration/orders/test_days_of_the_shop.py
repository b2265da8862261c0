"""Days begin where the shop is: its quotes end, and its rates change, by its own calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.integration.orders.conftest import Shop, opened


def far_away() -> str:
    """A time zone in which it is another day than in UTC at this moment."""
    return "Pacific/Kiritimati" if datetime.now(UTC).hour >= 11 else "Etc/GMT+12"


@pytest.mark.req("NX-23", "ML-27")
async def test_last_days_rates_and_past_orders_follow_the_shops_calendar(mongo_uri: str, amqp_uri: str) -> None:
    zone = far_away()
    async with opened(mongo_uri, amqp_uri, VINCULO_SHOP_TIME_ZONE=zone) as shop:
        today = datetime.now(ZoneInfo(zone)).date()

        def day(offset: int) -> str:
            return (today + timedelta(days=offset)).isoformat()

        quote = await shop.order(shop.ana, kind="quote", valid_until=day(0))
        over = await shop.ana.post(f"/v1/orders/{quote['id']}/send", json={"valid_until": day(-1)})
        assert (over.status_code, over.json()["errors"][0]["pointer"]) == (422, "/valid_until")
        sent = await shop.ana.post(f"/v1/orders/{quote['id']}/send")
        assert sent.json()["offer"]["valid_until"] == day(0)
        accepted = await shop.ana.post(f"/v1/orders/{quote['id']}/accept")
        assert accepted.status_code == 201, accepted.text

        for offset, rate in ((-9, "3"), (-1, "1.5"), (0, "2"), (1, "9")):
            body = {"base": "EUR", "currency": "USD", "rate": rate, "valid_from": day(offset)}
            assert (await shop.admin.put("/v1/exchange-rates", json=body)).status_code == 200
        assert await unit_price(shop) == "25.00"
        erp = await shop.importer()
        past = datetime.now(UTC) - timedelta(days=5)
        assert await unit_price(shop, erp, ordered_at=past.isoformat()) == "37.50"
        assert await unit_price(shop) == "25.00"


async def unit_price(shop: Shop, client: Any = None, **fields: Any) -> str:
    order = await shop.order(client, customer_id=shop.ids["ivan"], currency="USD", **fields)
    return str(order["lines"][0]["unit_price"]["amount"])
