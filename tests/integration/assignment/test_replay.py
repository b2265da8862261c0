"""Every decision of the ledger is made again from staff and settings as they were, through all that changed since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.assignment.company import Company, card, now, order, staff
from tests.support.waiting import eventually

from assignment.domain.permissions import DEFAULTS
from chassis.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]


async def replayed(office: Company, entry: Json) -> Json:
    answer = await office.admin.get(f"/v1/decisions/{entry['id']}/replay")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.req("N1", "N3")
async def test_the_whole_ledger_comes_out_the_same_through_every_change_of_staff_and_settings(
    office: Company,
) -> None:
    began = now().isoformat()
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    clerk = await office.employs("Clerk", "Point of sale")
    await office.employs("Boss", "Supervisors")
    mine, other, fresh, walk_in = await office.customer(m1), await office.customer(m2), *[new_id(), new_id()]
    await office.service.hears(card(fresh, by=staff(clerk)), card(walk_in, by=staff(clerk), channel="pos"))
    await office.linked(walk_in)

    await office.decided(order(mine))
    await office.decided(order(mine, by=staff(m2), choice=m3))
    await office.decided(order(None))
    await office.distributes("least_loaded", pools=[{"when": {"channel": "link"}, "groups": ["Sellers"]}])
    await office.decided(order(fresh))
    await office.change(f"/v1/staff/{m3}", {"capacity": 1, "weight": 5, "groups": ["Sellers", "Managers"]})
    await office.distributes("weighted")
    absence = {"from": now().isoformat(), "to": (now() + timedelta(days=3)).isoformat(), "cover_id": m2}
    planned = await office.admin.post(f"/v1/staff/{m1}/absences", json=absence)
    assert planned.status_code == 201, planned.text
    await office.distributes("weighted", respect_availability=True)
    covered = await office.decided(order(mine))
    assert covered.decided.reason == "COVER"
    await office.admin.delete(f"/v1/staff/{m1}/absences/{planned.json()['id']}", headers={"If-Match": '"1"'})
    await office.leaves(m1)
    await office.decided(order(mine))
    await office.distributes("off")
    came = order(walk_in)
    await office.leaves(clerk)
    await office.decided(came)
    await office.distributes("round_robin")
    await office.change("/v1/groups/Sellers", {"permissions": {**DEFAULTS["Sellers"], "manager": False}}, "PUT")
    await office.decided(order(walk_in))
    await office.service.hears(card(other, version=2, verb="saved", by=staff(m3), choice=m3))
    await office.linked(other, 2)
    await office.change(f"/v1/staff/{m2}", {"active": False})
    await office.service.hears(order(walk_in, order_id=came.order.id, version=2, verb="saved", by=staff(m2)))

    async def all_decided() -> list[Json]:
        entries = [entry for entry in await office.ledger(limit="200") if entry["created_at"] >= began]
        return entries if len(entries) == 14 else []

    entries = await eventually(all_decided)
    assert len({entry["roster_version"] for entry in entries}) >= 6
    outcomes = [await replayed(office, entry) for entry in entries]
    assert [outcome for outcome in outcomes if not outcome["same"]] == []
    for entry, outcome in zip(entries, outcomes, strict=True):
        assert outcome["recorded"] == outcome["replayed"] == entry["outcome"]
    assert await office.service.database.collection("company_history").find({"doc.email": {"$exists": True}}) == []


@pytest.mark.req("N1", "N3")
async def test_an_entry_that_somebody_tampered_with_is_found_out(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    said = await office.decided(order(await office.customer(m1)))
    (entry,) = await office.ledger(order_id=said.order_id)
    assert (await replayed(office, entry))["same"] is True

    await office.service.database.collection("decisions").update_many(
        {"_id": entry["id"]}, {"$set": {"decision.order_manager": m2}}
    )

    outcome = await replayed(office, entry)
    assert outcome["same"] is False
    assert (outcome["recorded"]["order_manager"], outcome["replayed"]["order_manager"]) == (m2, m1)


@pytest.mark.req("N1", "N2", "M4")
async def test_a_transfer_and_its_undo_are_replayed_and_simulated_as_they_were(office: Company) -> None:
    began = now()
    m1, m2 = await office.sellers("M1", "M2")
    customer = await office.customer(m1)
    await office.decided(order(customer))
    body = {"from_id": m1, "to_id": m2, "open_orders": True}
    transfer = await office.admin.post("/v1/transfers", json=body)
    await eventually(lambda: _is_done(office, transfer.json()["id"]))
    undo = await office.admin.post(f"/v1/transfers/{transfer.json()['id']}/undo")
    await eventually(lambda: _is_done(office, undo.json()["id"]))

    entries = await office.ledger(customer_id=customer)
    reasons = [entry["reason"] for entry in reversed(entries)]
    assert reasons[:4] == ["CARD", "CUSTOMER_MANAGER", "TRANSFERRED", "TRANSFERRED"]
    assert set(reasons[4:]) == {"TRANSFER_UNDONE"}
    assert all([(await replayed(office, entry))["same"] for entry in entries])
    draft = {"distribution": {}, "since": began.isoformat(), "until": now().isoformat()}
    simulated = await office.admin.post("/v1/simulations", json=draft)
    # What waited since an earlier test is given to the sellers of this one.
    recorded = await office.ledger(limit="200")
    recent = [entry for entry in recorded if datetime.fromisoformat(entry["created_at"]) >= began]
    assert simulated.json()["decisions"] == len(recent)
    assert simulated.json()["differing"] == {"decisions": 0, "orders": 0, "customers": 0}


async def _is_done(office: Company, transfer_id: str) -> bool:
    return bool((await office.admin.get(f"/v1/transfers/{transfer_id}")).json()["state"] == "done")


@pytest.mark.req("NX-17", "N15")
async def test_somebody_elses_decision_cannot_be_replayed(office: Company) -> None:
    m1, _ = await office.sellers("M1", "M2")
    said = await office.decided(order(await office.customer(m1)))
    stranger = await office.service.as_(f"m2@{office.domain}")
    await office.service.lets_in(stranger, path="/v1/decisions")
    assert (await stranger.get(f"/v1/decisions/{said.decided.decision_id}/replay")).status_code == 404
    assert (await stranger.get("/v1/decisions/nothing/replay")).status_code == 404
