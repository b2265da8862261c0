"""What whoever serves a customer sees of his earlier orders."""

import pytest
from tests.integration.orders.conftest import Shop


@pytest.mark.req("RC-3", "NX-17", "N15")
async def test_whoever_serves_a_customer_sees_what_he_bought_of_anybody_and_of_nobodys_orders(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    asked = {"customer_id": elena}
    path = "/v1/orders/bought-before"
    sold = await shop.order(manager_id=shop.ids["admin"])
    await shop.order(kind="quote", lines=[{"product_id": shop.ids["cup"], "quantity": 1}])
    mine = await shop.ana.get(path, params=asked)
    assert mine.status_code == 200, mine.text
    (tea,) = mine.json()["items"]
    assert {name: tea[name] for name in ("product_id", "name", "quantity", "times", "unit_price")} == {
        "product_id": shop.ids["tea"],
        "name": "Ceai verde",
        "quantity": 2,
        "times": 1,
        "unit_price": {"amount": "57.34", "currency": "RON"},
    }
    assert sold["id"] not in mine.text
    assert sold["number"] not in mine.text
    assert shop.ids["admin"] not in mine.text
    assert (await shop.ana.get(f"/v1/orders/{sold['id']}")).status_code == 404
    hidden, unknown = [await shop.ben.get(path, params={"customer_id": who}) for who in (elena, "nobody")]
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert (await shop.ana.get(path, params={"customer_id": ivan})).status_code == 404
    handled = await shop.order(manager_id=shop.ids["ben"])
    assert (await shop.ben.get(path, params=asked)).json()["items"][0]["times"] == 2
    assert (await shop.admin.post(f"/v1/orders/{handled['id']}/cancel")).status_code == 200
    assert (await shop.ben.get(path, params=asked)).status_code == 404
    missing = await shop.ana.get(path)
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "query:customer_id")
