"""The worked checks of the product description, through the gateway, with real mails; check 9 is in test_absence, 11
to 13 are in test_worked_checks_at_once."""

import pytest
from tests.support.company import Company, checked, rule_of
from tests.support.waiting import until

pytestmark = pytest.mark.req("RC-5", "RC-18")


@pytest.mark.req("WC-1", "RC-7", "RC-13", "O7", "ML-25", "ML-28", "ML-29")
def test_check_1_an_order_by_link_goes_to_the_customers_manager(company: Company) -> None:
    m1 = company.employ("m1", "Sellers", language="ro")
    customer = company.customer(manager_id=m1["id"])
    order = company.order_by_link(customer)
    decision = company.decided(order)
    assert rule_of(decision) == ("O7", "CUSTOMER_MANAGER")
    assert company.manager_of(order) == company.card_of(customer) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)
    seen = checked(company.as_(m1).get(f"/v1/orders/{order['id']}"))
    assert (seen["number"], seen["state"], seen["customer"]["name"]) == (order["number"], "new", customer["name"])


@pytest.mark.req("WC-2", "RC-8", "RC-9", "RC-10", "RC-11", "O13", "M1")
def test_check_2_a_stale_manager_is_replaced_by_distribution(company: Company) -> None:
    m1, m2, m3 = (company.employ(name, "Sellers") for name in ("m1", "m2", "m3"))
    customer = company.customer(manager_id=m1["id"])
    until(lambda: company.system.mails(m1["email"]))
    company.distribute(m2, m3)
    company.deactivate(m1)
    order = company.order_by_link(customer)
    decision = company.decided(order)
    assert rule_of(decision) == ("O13", "INACTIVE_REPLACED")
    winner = next(member for member in (m2, m3) if member["id"] == decision["order_manager_id"])
    assert company.manager_of(order) == company.card_of(customer) == winner["id"]
    assert company.told(decision) == {winner["id"]}
    assert not company.mails_about(order, m1)


@pytest.mark.req("WC-3", "O15", "O10", "RC-9")
def test_check_3_without_distribution_the_order_waits_until_a_manager_saves_it(company: Company) -> None:
    m1, m3 = company.employ("m1", "Sellers"), company.employ("m3", "Managers")
    boss = company.employ("boss", "Supervisors")
    customer = company.customer(manager_id=m1["id"])
    until(lambda: company.system.mails(m1["email"]))
    company.distribute(strategy="off")
    company.deactivate(m1)
    order = company.order_by_link(customer)
    waiting = company.decided(order)
    assert rule_of(waiting) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")
    assert company.manager_of(order) is None
    card = f"/v1/customers/{customer['id']}"
    until(lambda: checked(company.admin.get(card))["manager"]["state"] == "stale")
    assert company.card_of(customer) == m1["id"]
    assert boss["id"] in company.told(waiting)
    assert company.mailed(order, boss)

    company.change(f"/v1/orders/{order['id']}", {}, by=m3)
    saved = company.decided(order, 2)
    assert rule_of(saved) == ("O10", "ACTOR_REPLACED_STALE")
    assert company.manager_of(order) == company.card_of(customer) == m3["id"]
    assert not company.mails_about(order, m1)


@pytest.mark.req("WC-4", "RC-12", "O11")
def test_check_4_a_manager_who_creates_an_order_for_a_new_customer_has_him(company: Company) -> None:
    m2 = company.employ("m2", "Managers")
    customer = company.customer()
    order = company.order(customer, by=m2)
    decision = company.decided(order)
    assert rule_of(decision) == ("O11", "CREATOR")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]
    assert company.told(decision) == set()
    assert not company.system.mails(m2["email"])


@pytest.mark.req("WC-5", "RC-7", "O7")
def test_check_5_an_order_that_somebody_else_creates_goes_to_the_customers_manager(company: Company) -> None:
    m1, m2 = company.employ("m1", "Managers"), company.employ("m2", "Managers")
    customer = company.customer(manager_id=m1["id"])
    order = company.order(customer, by=m2)
    decision = company.decided(order)
    assert rule_of(decision) == ("O7", "CUSTOMER_MANAGER")
    assert company.manager_of(order) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)


@pytest.mark.req("WC-6", "O4")
def test_check_6_a_chosen_manager_gets_the_order_and_leaves_the_link(company: Company) -> None:
    m1, m2 = company.employ("m1", "Managers"), company.employ("m2", "Managers")
    customer = company.customer(manager_id=m1["id"])
    order = company.order(customer, by=m2, manager_id=m2["id"])
    decision = company.decided(order)
    assert rule_of(decision) == ("O4", "ORDER_OVERRIDE_LINK_KEPT")
    assert company.manager_of(order) == m2["id"]
    assert company.card_of(customer) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)


@pytest.mark.req("WC-7", "RC-14", "O2")
def test_check_7_an_orders_manager_fills_the_empty_card(company: Company) -> None:
    m3 = company.employ("m3", "Sellers")
    customer = company.customer()
    order = company.order(customer, manager_id=m3["id"])
    decision = company.decided(order)
    assert rule_of(decision) == ("O2", "ORDER_MANAGER_FILLED_CARD")
    assert company.card_of(customer) == m3["id"]
    assert company.told(decision) == {m3["id"]}


@pytest.mark.req("WC-8", "RC-15", "RC-16", "RC-17", "O12", "O6", "O15")
def test_check_8_the_first_manager_who_saves_gets_both_and_the_next_changes_nothing(company: Company) -> None:
    m2, m3 = company.employ("m2", "Managers"), company.employ("m3", "Managers")
    customer = company.customer()
    company.distribute(strategy="off")
    order = company.order(customer)
    path = f"/v1/orders/{order['id']}"
    assert rule_of(company.decided(order)) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")

    company.change(path, {})
    assert rule_of(company.decided(order, 2)) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")
    assert company.manager_of(order) is None

    company.change(path, {}, by=m2)
    assert rule_of(company.decided(order, 3)) == ("O12", "EDITOR")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]

    company.change(path, {}, by=m3)
    assert rule_of(company.decided(order, 4)) == ("O6", "NO_CHANGE")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]


@pytest.mark.req("WC-10", "NX-19", "NX-20", "NX-21", "C5")
def test_check_10_whoever_creates_a_customer_at_the_point_of_sale_has_him(company: Company) -> None:
    clerk = company.employ("warehouse", "Point of sale")
    customer = company.customer(by=clerk, channel="pos")
    assert customer["manager"]["id"] == clerk["id"]

    def linked() -> bool:
        return company.admin.get(f"/v1/links/{customer['id']}").is_success

    until(linked)
    link = checked(company.admin.get(f"/v1/links/{customer['id']}"))
    assert (link["manager_id"], link["reason"]) == (clerk["id"], "POS_CREATOR")


@pytest.mark.req("WC-14", "O0", "M4", "C7", "NX-13")
@pytest.mark.parametrize("how", ["on the card", "by transfer"])
def test_check_14_a_shipped_order_stays_with_its_manager_when_the_card_changes(company: Company, how: str) -> None:
    m1, m2 = company.employ("m1", "Sellers"), company.employ("m2", "Sellers")
    customer = company.customer(manager_id=m1["id"])
    shipped = company.order(customer)
    company.decided(shipped)
    for step in ("confirm", "produce", "ship"):
        checked(company.admin.post(f"/v1/orders/{shipped['id']}/{step}"))
    # Known as shipped by all who decide: confirm, produce and ship have each been decided.
    company.decided(shipped, 4)
    if how == "by transfer":
        body = {"from_id": m1["id"], "to_id": m2["id"], "open_orders": True}
        transfer = checked(company.admin.post("/v1/transfers", json=body), 202)
        until(lambda: checked(company.admin.get(f"/v1/transfers/{transfer['id']}"))["state"] == "done")
        done = checked(company.admin.get(f"/v1/transfers/{transfer['id']}"))
        assert (done["counts"]["assigned"], done["orders_moved"]) == (1, 0)
    else:
        company.change(f"/v1/customers/{customer['id']}", {"manager_id": m2["id"]})
    until(lambda: company.card_of(customer) == m2["id"])
    later = company.order(customer)
    assert company.decided(later)["order_manager_id"] == m2["id"]
    assert company.manager_of(shipped) == m1["id"]
    latest = checked(company.admin.get("/v1/decisions", params={"order_id": shipped["id"]}))["items"][0]
    assert (rule_of(latest), latest["order_manager_id"]) == (("O0", "TERMINAL_NO_CHANGE"), m1["id"])
