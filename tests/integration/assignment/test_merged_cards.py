"""M5: whose a customer is when two cards become one, and when they are two again."""

import pytest
from tests.integration.assignment.company import Company, card, order, staff, told
from tests.support.waiting import eventually

from contracts.assignment import CustomerManagerCleared
from contracts.customers import CustomerMerged, CustomerUnmerged

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.req("RC-2", "N6")]


def merged(customer_id: str, into: str, version: int = 2, by: str = "boss") -> CustomerMerged:
    news = card(customer_id, version=version, verb="merged", by=staff(by), merged_into=into)
    return CustomerMerged(**news.model_dump())


def unmerged(customer_id: str, survivor_id: str, version: int = 3) -> CustomerUnmerged:
    news = card(customer_id, version=version, verb="unmerged", by=staff("boss"))
    return CustomerUnmerged(**news.model_dump(), survivor_id=survivor_id)


async def cleared(company: Company, customer_id: str, version: int) -> CustomerManagerCleared:
    return await company.service.tells(
        CustomerManagerCleared, lambda event: (event.subject, event.sequence) == (customer_id, version)
    )


async def test_the_survivors_link_stands_and_the_other_ends(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    survivor, duplicate = await office.customer(m1), await office.customer(m2)
    await office.service.hears(merged(duplicate, survivor))
    ended = await cleared(office, duplicate, 2)
    assert (ended.decided.reason, ended.previous_manager_id, told(ended)) == ("MERGED", m2, {m2: "former_manager"})
    assert (await office.link_of(survivor))["manager_id"] == m1
    entries = await office.ledger(customer_id=duplicate)
    assert (entries[0]["row"], entries[0]["reason"]) == ("M5", "MERGED")

    await office.service.hears(unmerged(duplicate, survivor))
    back = await office.linked(duplicate, 3)
    assert (back.manager_id, back.decided.reason, told(back)) == (m2, "UNMERGED", {m2: "assignee"})
    assert (await office.link_of(survivor))["manager_id"] == m1


async def test_a_survivor_without_manager_gets_the_others_and_gives_him_back(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    survivor, duplicate = await office.customer(None), await office.customer(m1)
    await office.service.hears(merged(duplicate, survivor))
    got = await office.linked(survivor, 1)
    assert (got.manager_id, got.decided.reason) == (m1, "MERGED")
    await cleared(office, duplicate, 2)
    for customer_id in (survivor, duplicate):
        entry = (await office.ledger(customer_id=customer_id))[0]
        replayed = (await office.admin.get(f"/v1/decisions/{entry['id']}/replay")).json()
        assert replayed["same"], replayed
        told_why = await office.admin.get(f"/v1/decisions/{entry['id']}/explain", params={"lang": "es"})
        assert "fusion" in told_why.text

    await office.service.hears(unmerged(duplicate, survivor), merged(duplicate, survivor))
    assert (await office.linked(duplicate, 3)).manager_id == m1
    assert (await cleared(office, survivor, 2)).decided.reason == "UNMERGED"


async def test_one_manager_of_both_is_told_nothing_and_counts_one_customer_less(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    survivor, duplicate = await office.customer(m1), await office.customer(m1)
    await office.service.hears(merged(duplicate, survivor), merged(duplicate, survivor))
    assert (await cleared(office, duplicate, 2)).recipients == ()
    counts = (await office.admin.get("/v1/portfolios")).json()["items"]
    assert {each["staff_id"]: each["customers"] for each in counts}[m1] == 1


async def test_what_a_human_changed_since_the_merge_stands(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    survivor, duplicate = await office.customer(None), await office.customer(m1)
    await office.service.hears(merged(duplicate, survivor))
    await office.linked(survivor, 1)
    await office.service.hears(card(survivor, version=2, verb="saved", by=staff(m3), choice=m2))
    await office.linked(survivor, 2)
    await office.service.hears(unmerged(duplicate, survivor))
    assert (await office.linked(duplicate, 3)).manager_id == m1
    assert (await office.link_of(survivor))["manager_id"] == m2


@pytest.mark.req("RC-7")
async def test_an_order_that_comes_for_a_merged_card_is_the_survivors(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    survivor, duplicate = await office.customer(m1), await office.customer(m2)
    waiting = order(duplicate, verb="created")
    await office.decided(waiting)
    await office.service.hears(merged(duplicate, survivor))
    await cleared(office, duplicate, 2)
    late = order(duplicate)
    decided = await office.decided(late)
    assert (decided.manager_id, decided.customer_id) == (m1, survivor)
    assert (await office.link_of(duplicate))["manager_id"] is None, "nobody is linked to a card that went"


@pytest.mark.req("N14")
async def test_a_waiting_order_of_a_merged_card_drains_to_whoever_has_the_survivor(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    await office.distributes("off")
    survivor, duplicate = await office.customer(m1), await office.customer(None)
    waiting = order(duplicate)
    assert (await office.decided(waiting)).manager_id is None
    await office.service.hears(merged(duplicate, survivor))

    async def merged_here() -> bool:
        return bool((await office.ledger(customer_id=duplicate))[0]["reason"] == "MERGED")

    await eventually(merged_here)
    await office.distributes("round_robin")
    drained = await office.said(waiting.order.id, 2)
    assert (drained.manager_id, drained.customer_id) == (m1, survivor)
    assert (await office.ledger(customer_id=duplicate))[0]["reason"] == "MERGED", "nobody was linked to what went"
