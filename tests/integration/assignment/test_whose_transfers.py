"""Who may ask for transfers, of whose customers, and see them (NX-15, NX-16, N15)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company, Json
from tests.integration.assignment.transferring import done, managers, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def transfers_for_all(office: Company) -> AsyncIterator[None]:
    """Field reps, who see all customers and manage none, and clerks, who see their own, may ask for transfers."""
    groups = {each["name"]: each for each in (await office.admin.get("/v1/groups")).json()["items"]}
    wanted = {
        "Field reps": {**groups["Field reps"]["permissions"], "transfers": True},
        "Point of sale": {**groups["Point of sale"]["permissions"], "transfers": True, "links.manage": "own"},
    }
    for name, permissions in wanted.items():
        await _permit(office, name, permissions)
    yield
    for name in wanted:
        await _permit(office, name, groups[name]["permissions"])


async def _permit(company: Company, group: str, permissions: Json) -> None:
    groups = {each["name"]: each for each in (await company.admin.get("/v1/groups")).json()["items"]}
    tag = {"If-Match": f'"{groups[group]["version"]}"'}
    changed = await company.admin.put(f"/v1/groups/{group}", json={"permissions": permissions}, headers=tag)
    assert changed.status_code == 200, changed.text


@pytest.mark.req("NX-16", "N15")
@pytest.mark.usefixtures("transfers_for_all")
async def test_nobody_transfers_customers_that_are_not_his_to_give_and_sees_no_transfer_of_others(
    office: Company,
) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await office.employs("Rep", "Field reps")
    clerk = await office.employs("Clerk", "Point of sale")
    rep_client, clerk_client = await office.calls_as("Rep"), await office.calls_as("Clerk")
    await office.service.lets_in(rep_client, clerk_client, path="/v1/transfers")
    at_m1, at_clerk = await office.customer(m1), await office.customer(clerk)
    both = {"customer_ids": [at_m1, at_clerk], "to_id": m2}

    by_rep = (await rep_client.post("/v1/transfers", json={**both, "from_id": m1})).json()
    by_clerk = (await clerk_client.post("/v1/transfers", json={**both, "from_id": clerk})).json()

    await done(office, by_rep["id"])
    await done(office, by_clerk["id"])
    assert {each["outcome"] for each in (await rows(office, by_rep)).values()} == {"forbidden"}
    found = await rows(office, by_clerk)
    assert (found[at_m1]["outcome"], found[at_clerk]["outcome"]) == ("not_found", "assigned")
    assert (found[at_m1]["before"], found[at_m1]["customer_name"]) == (None, None)
    assert await managers(office, [at_m1, at_clerk]) == [m1, m2]
    for path in (f"/v1/transfers/{by_rep['id']}", f"/v1/transfers/{by_rep['id']}/rows"):
        assert (await clerk_client.get(path)).status_code == 404
    assert (await clerk_client.post(f"/v1/transfers/{by_rep['id']}/undo")).status_code == 404
    listed = (await clerk_client.get("/v1/transfers")).json()["items"]
    assert [each["id"] for each in listed] == [by_clerk["id"]]


@pytest.mark.req("NX-15")
async def test_without_the_permission_no_transfer_is_taken_or_shown(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    seller = await office.calls_as("M1")
    await office.service.lets_in(seller, path="/v1/decisions")

    asked = await seller.post("/v1/transfers", json={"from_id": m1, "to_id": m2})

    assert (asked.status_code, (await seller.get("/v1/transfers")).status_code) == (403, 403)
