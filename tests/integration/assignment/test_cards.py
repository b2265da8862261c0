"""What a human does on a card, over the bus."""

import pytest
from tests.integration.assignment.company import Company, card, order, staff, told

from contracts.assignment import CustomerManagerCleared


@pytest.mark.req("C7", "NX-12", "RC-6")
async def test_a_new_manager_on_the_card_gets_the_orders_that_wait_and_no_others(company: Company) -> None:
    m1, m2, m3 = await company.sellers("M1", "M2", "M3")
    await company.distributes("off")
    customer = await company.customer(m1)
    kept = order(customer)
    await company.decided(kept)
    await company.leaves(m1)
    waiting = order(customer)
    assert (await company.decided(waiting)).manager_id is None

    await company.service.hears(card(customer, version=2, verb="saved", by=staff(m3), choice=m2))

    given = await company.said(waiting.order.id, 2)
    assert (given.manager_id, given.decided.row, given.recipients) == (m2, "C7", ())
    assert told(await company.linked(customer, 2)) == {m2: "assignee"}
    entries = await company.ledger(order_id=waiting.order.id)
    assert [(entry["row"], entry["about"]) for entry in entries] == [("C7", "card"), ("O15", "order")]
    assert [entry["row"] for entry in await company.ledger(order_id=kept.order.id)] == ["O7"]


@pytest.mark.req("C8")
async def test_a_cleared_card_has_nobody_and_its_history_stays(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)

    await company.service.hears(card(customer, version=2, verb="saved", by=staff(m2), choice=None))

    cleared = await company.service.tells(CustomerManagerCleared)
    assert (cleared.version, cleared.previous_manager_id, told(cleared)) == (2, m1, {m1: "former_manager"})
    link = await company.link_of(customer)
    assert (link["manager_id"], link["linked_at"], link["reason"]) == (None, None, "CARD_CLEARED")
    assert link["first_linked_at"] is not None
    past, present = (await company.admin.get(f"/v1/links/{customer}/history")).json()["items"]
    assert (past["manager_id"], past["by"], present["manager_id"], present["by"]) == (m1, m1, None, m2)
    assert (past["to"], past["by_name"], present["to"], present["by_name"]) == (present["from"], "M1", None, "M2")


@pytest.mark.req("RC-2", "RC-6")
async def test_whose_a_customer_was_at_any_instant(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    first = (await company.link_of(customer))["linked_at"]
    await company.service.hears(card(customer, version=2, verb="saved", by=staff(m2), choice=m2))
    await company.linked(customer, 2)
    moved = (await company.link_of(customer))["linked_at"]

    async def then(at: str) -> tuple[str | None, str | None, int]:
        found = (await company.admin.get(f"/v1/links/{customer}", params={"at": at})).json()
        return found["manager_id"], found["first_linked_at"], found["version"]

    assert await then("2020-01-01T00:00:00Z") == (None, None, 0)
    assert await then(first) == (m1, first, 1)
    assert await then(moved) == (m2, first, 2)
    assert await then("2199-12-31T23:59:59.999Z") == (m2, first, 2)
    for wrong in ("yesterday", "2026-03-04T10:00:00", "0001-01-01T00:00:00+23:59"):
        refused = await company.admin.get(f"/v1/links/{customer}", params={"at": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query:at")


@pytest.mark.req("C2")
async def test_a_choice_whose_manager_left_meanwhile_is_taken_back(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    await company.leaves(m2)

    await company.service.hears(card(customer, version=2, verb="saved", by=staff(m1), choice=m2))

    link = await company.linked(customer, 2)
    assert (link.manager_id, link.card_version, link.decided.reason) == (m1, 2, "MANAGER_INACTIVE")
    history = (await company.admin.get(f"/v1/links/{customer}/history")).json()["items"]
    assert [interval["manager_id"] for interval in history] == [m1]


@pytest.mark.req("O1")
async def test_an_order_for_a_manager_who_left_meanwhile_goes_on_as_if_nobody_was_named(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    await company.leaves(m2)

    said = await company.decided(order(customer, by=staff(m1), choice=m2))

    assert (said.manager_id, said.decided.row) == (m1, "O7")
    (entry,) = await company.ledger(order_id=said.order_id)
    assert {"staff_id": m2, "name": "M2", "chosen": False, "passed_over": "INACTIVE"} in entry["candidates"]


@pytest.mark.req("N1")
async def test_an_order_before_its_customer_waits_for_him(company: Company) -> None:
    (m1,) = await company.sellers("M1")
    came = order("late")

    await company.service.hears(came, card("late", by=staff(m1), choice=m1))

    said = await company.said(came.order.id)
    assert (said.manager_id, said.decided.row) == (m1, "O7")


@pytest.mark.req("O5", "N1")
async def test_an_order_that_was_saved_before_news_of_its_creation_came_is_decided_in_order(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    await company.distributes("off")
    customer = await company.customer()
    came = order(customer)
    saved = order(customer, order_id=came.order.id, version=2, verb="saved", by=staff(m2))

    await company.service.hears(saved, came)

    said = await company.said(came.order.id, 2)
    assert (said.manager_id, said.decided.reason) == (m2, "EDITOR")
    assert [entry["row"] for entry in await company.ledger(order_id=came.order.id)] == ["O12", "O15"]
    assert m1 != m2
