"""Fairness through the API, on decisions that the service made (N7)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.assignment.company import Company, now, order


async def fairness(company: Company, **query: str) -> dict[str, Any]:
    found = await company.admin.get("/v1/fairness", params=query)
    assert found.status_code == 200, found.text
    return dict(found.json())


@pytest.mark.req("N7", "N15")
async def test_each_one_has_his_share_of_what_was_distributed_for_his_hours(company: Company) -> None:
    begin = now().isoformat()
    m1, m2 = await company.sellers("M1", "M2")
    for _ in range(3):
        await company.decided(order(await company.customer()))
    await company.leaves(m2)
    await asyncio.gather(*[company.decided(order(await company.customer())) for _ in range(2)])

    (pool,) = (await fairness(company, since=begin))["items"]
    people = {each["staff_id"]: each for each in pool["people"]}
    assert (pool["pool"], pool["given"]) == ("everybody", 5)
    assert sum(each["given"] for each in people.values()) == 5
    assert {people[m1]["given"], people[m2]["given"]} in ({3, 2}, {4, 1})
    assert people[m1]["eligible_hours"] > people[m2]["eligible_hours"] > 0
    assert pool["gap"] >= 1
    assert sum(each["due"] for each in people.values()) == pytest.approx(1, abs=0.001)

    seller = await company.service.as_("m1@vinculo.test")
    await company.service.lets_in(seller, path=f"/v1/fairness?since={begin.replace('+', '%2B')}")
    (own,) = (await seller.get("/v1/fairness", params={"since": begin})).json()["items"]
    assert (own["given"], own["gap"]) == (people[m1]["given"], None)
    assert [(each["staff_id"], each["share"], each["due"]) for each in own["people"]] == [(m1, None, None)]

    long_ago = (now() - timedelta(days=400)).isoformat()
    for wrong in ({}, {"since": long_ago}, {"since": now().isoformat(), "until": begin}):
        assert (await company.admin.get("/v1/fairness", params=wrong)).status_code == 422
    before = await fairness(company, since="2020-01-01T00:00:00Z", until="2020-02-01T00:00:00Z")
    assert [(pool["given"], pool["gap"]) for pool in before["items"]] == [(0, None)]
