"""Whoever was forgotten has no name here any more, whatever older news comes; whose he was stays."""

import pytest
from tests.integration.assignment.company import Company, card, staff
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.customers import CustomerErased, CustomerRestated, Personal
from contracts.replay import Replay

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.req("N6")]


async def test_older_news_of_an_erased_card_brings_nothing_back_and_his_manager_stays(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    customer_id = await office.customer(m1)
    customers = office.service.database.collection("customers")

    async def name() -> str:
        doc = await customers.get(customer_id)
        assert doc is not None
        return str(doc["name"])

    assert await name() == "Ana Pop"
    older = card(customer_id, version=2, verb="saved", by=staff("boss"))
    news = card(customer_id, version=3, verb="erased", by=staff("boss"), erased=True, manager_id=m1)
    empty = news.model_dump() | {"personal": Personal(name="")}
    await office.service.hears(CustomerErased(**empty))

    async def forgotten() -> bool:
        return await name() == ""

    await eventually(forgotten)
    replay = Replay(id=new_id(), heal=True)
    restated = CustomerRestated(customer=older.customer, personal=older.personal, replay=replay)
    await office.service.hears(older, restated)
    checks = office.service.database.collection("replica_checks")
    await eventually(lambda: checks.find_one({"replay_id": replay.id}))
    assert await forgotten()
    assert (await office.link_of(customer_id))["manager_id"] == m1
    (decision, *_) = await office.ledger(customer_id=customer_id)
    explained = (await office.admin.get(f"/v1/decisions/{decision['id']}/explain", params={"lang": "en"})).json()[
        "text"
    ]
    assert "somebody no longer known" in explained
    assert customer_id not in explained
