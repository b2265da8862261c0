"""Visits follow their customer's card: merged into another, or erased; also those of that very moment (R9-7)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.fieldops.conftest import Field, card
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.customers import CustomerErased, CustomerEvent, CustomerMerged, CustomerRestated, CustomerUpdated
from contracts.replay import Replay

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "quetzal"
LATER_LOOKS = 40
"""Seconds: the second look comes after one, the third ten later, on a busy machine."""


def merged(customer_id: str, into: str) -> CustomerMerged:
    return CustomerMerged(**_changed(card("Twin", customer_id, 2), merged_into=into))


def erased(customer_id: str) -> CustomerErased:
    return CustomerErased(**_changed(card("", customer_id, 3), erased=True) | {"personal": {"name": ""}})


def _changed(news: CustomerEvent, **fields: Any) -> dict[str, Any]:
    told = news.model_dump()
    return told | {"customer": told["customer"] | fields}


async def visited(field: Field, customer_id: str, note: str = "x") -> str:
    body = {"customer_id": customer_id, "started_at": "2026-11-20T10:30:00Z", "note_1": note}
    made = await field.rep.post("/v1/fieldops/visits", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def under_way(field: Field, like: str, customer_id: str) -> str:
    """A visit that is stored just now, by whoever read the customer before he changed."""
    visits = field.service.database.collection("visits")
    doc = await visits.get(like)
    assert doc is not None
    identifier = new_id()
    late = {"_id": identifier, "customer_id": customer_id, "note_1": f"saw {CANARY}", "came_with": [], "version": 1}
    assert await visits.add({**doc, **late})
    return identifier


async def test_visits_go_to_the_card_that_stands_for_their_customers_also_those_of_that_moment(
    fieldwork: Field,
) -> None:
    twin = card("Twin")
    await fieldwork.knows(twin)
    early = await visited(fieldwork, twin.customer.id)
    visits = fieldwork.service.database.collection("visits")
    await fieldwork.service.hears(merged(twin.customer.id, fieldwork.customer))

    async def moved(identifier: str) -> bool:
        doc = await visits.get(identifier)
        assert doc is not None
        return bool(doc["customer_id"] == fieldwork.customer)

    await eventually(lambda: moved(early))
    late = await under_way(fieldwork, early, twin.customer.id)
    await eventually(lambda: moved(late), timeout=LATER_LOOKS)
    for identifier in (early, late):
        doc = await visits.get(identifier)
        assert doc is not None
        assert doc["came_with"] == [twin.customer.id], "once, however often it was looked at"


async def test_nothing_brings_back_whoever_was_forgotten(fieldwork: Field) -> None:
    service, customer_id = fieldwork.service, fieldwork.customer
    older = card(f"Casa {CANARY}", customer_id, 2, kind=CustomerUpdated)
    await fieldwork.knows(older)
    visit = await visited(fieldwork, customer_id, f"saw {CANARY}")

    async def told_of_him() -> bool:
        names = ("visits", "customers_replica", "replica_checks", "inbox")
        kept = [await service.database.collection(name).find({}) for name in names]
        return CANARY in str(kept).lower()

    async def gone() -> bool:
        return not await told_of_him()

    assert await told_of_him()
    await service.hears(erased(customer_id))
    await eventually(gone)
    late = await under_way(fieldwork, visit, customer_id)
    assert await told_of_him()
    await eventually(gone, timeout=LATER_LOOKS)

    replay = Replay(id=new_id(), heal=True)
    restated = CustomerRestated(customer=older.customer, personal=older.personal, replay=replay)
    await service.hears(older, restated)
    checks = service.database.collection("replica_checks")
    await eventually(lambda: checks.find_one({"replay_id": replay.id}))
    assert await gone()
    kept = await fieldwork.boss.get(f"/v1/fieldops/visits/{visit}")
    assert (kept.status_code, kept.json()["note_1"], kept.json()["version"]) == (200, None, 2), "that he was visited"
    assert (await fieldwork.boss.get(f"/v1/fieldops/visits/{late}")).json()["version"] == 2
    body = {"customer_id": customer_id, "started_at": datetime.now(UTC).isoformat(), "note_1": "x"}
    refused = await fieldwork.rep.post("/v1/fieldops/visits", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/customer_id")
