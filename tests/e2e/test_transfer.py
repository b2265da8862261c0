"""A seller leaves: his customers move to another in one operation, and everything stays attached (NX-13)."""

import pytest
from tests.support.company import Company, Record, checked
from tests.support.waiting import until


def finished(company: Company, transfer: Record) -> Record:
    """The transfer once it is done."""

    def look() -> Record | None:
        seen: Record = checked(company.admin.get(f"/v1/transfers/{transfer['id']}"))
        return seen if seen["state"] == "done" else None

    return until(look) or {}


@pytest.mark.req("NX-13", "M4", "N8", "NX-16")
def test_customers_of_a_seller_who_leaves_move_with_notes_and_orders_and_come_back(company: Company) -> None:
    leaver, heir = company.employ("leaver", "Sellers"), company.employ("heir", "Sellers", language="es")
    customers = [company.customer(name, manager_id=leaver["id"]) for name in ("Casa Sol", "Bar Luna")]
    until(lambda: all(company.card_of(each) == leaver["id"] for each in customers))
    note = {"text": "Calls on Mondays", "priority": "high"}
    checked(company.as_(leaver).post(f"/v1/customers/{customers[0]['id']}/notes", json=note), 201)
    shipped, waiting = company.order(customers[0]), company.order(customers[0])
    for order in (shipped, waiting):
        company.decided(order)
    for step in ("confirm", "produce", "ship"):
        checked(company.admin.post(f"/v1/orders/{shipped['id']}/{step}"))
    until(lambda: any(each["row"] == "O0" for each in _decisions(company, shipped)))
    company.deactivate(leaver)

    body = {"from_id": leaver["id"], "to_id": heir["id"], "open_orders": True}
    asked = checked(company.admin.post("/v1/transfers", json={**body, "preview": True}), 202)
    assert finished(company, asked)["counts"]["assigned"] == 2
    assert {company.card_of(each) for each in customers} == {leaver["id"]}
    transfer = finished(company, checked(company.admin.post("/v1/transfers", json=body), 202))

    assert (transfer["counts"]["assigned"], transfer["orders_moved"]) == (2, 1)
    until(lambda: {company.card_of(each) for each in customers} == {heir["id"]})
    until(lambda: company.manager_of(waiting) == heir["id"])
    assert company.manager_of(shipped) == leaver["id"]
    mine = company.as_(heir)
    notes = checked(mine.get(f"/v1/customers/{customers[0]['id']}/notes"))["items"]
    assert [each["text"] for each in notes] == ["Calls on Mondays"]
    seen = checked(mine.get("/v1/orders", params={"customer_id": customers[0]["id"]}))["items"]
    assert {each["id"] for each in seen} == {shipped["id"], waiting["id"]}
    assert checked(mine.get(f"/v1/orders/{shipped['id']}"))["manager"]["id"] == leaver["id"]
    assert company.decided(company.order(customers[1]))["order_manager_id"] == heir["id"]
    (digest,) = until(lambda: [mail for mail in company.system.mails(heir["email"]) if "2 clientes" in mail["subject"]])
    assert digest["subject"] == "Ahora a su cargo: 2 clientes de Leaver"
    assert "Casa Sol" in digest["text"]
    assert "Bar Luna" in digest["html"]

    undo = finished(company, checked(company.admin.post(f"/v1/transfers/{transfer['id']}/undo"), 202))

    assert (undo["counts"]["assigned"], undo["orders_moved"]) == (2, 1)
    until(lambda: {company.card_of(each) for each in customers} == {leaver["id"]})
    until(lambda: company.manager_of(waiting) == leaver["id"])
    assert mine.get(f"/v1/customers/{customers[0]['id']}").status_code == 404
    assert not [mail for mail in company.system.mails(leaver["email"]) if "clientes" in mail["subject"]]


def _decisions(company: Company, order: Record) -> list[Record]:
    found: list[Record] = checked(company.admin.get("/v1/decisions", params={"order_id": order["id"]}))["items"]
    return found
