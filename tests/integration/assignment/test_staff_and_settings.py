"""Staff, groups, settings and the ledger over HTTP."""

from typing import Any

import httpx2
import pytest
from tests.integration.assignment.company import Company, order, staff
from tests.support.waiting import eventually


def faults(answer: httpx2.Response) -> dict[str, str]:
    """The wrong fields of a refusal."""
    assert answer.status_code == 422, answer.text
    return {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}


@pytest.mark.req("NX-14")
async def test_a_member_is_made_found_and_changed(company: Company) -> None:
    body = {
        "name": "Elena Marin",
        "email": "Elena@Example.com",
        "groups": ["Sellers"],
        "language": "es",
        "time_zone": "Europe/Madrid",
        "working_hours": [{"weekday": "monday", "from": "22:00", "to": "06:00"}],
        "weight": 2,
        "capacity": 10,
        "daily_quota": 3,
    }
    made = await company.admin.post("/v1/staff", json=body)
    assert made.status_code == 201, made.text
    member = made.json()
    assert {name: member[name] for name in body} == body
    assert (member["active"], member["version"], made.headers["etag"]) == (True, 1, '"1"')
    path = made.headers["location"]

    twice = await company.admin.post("/v1/staff", json={**body, "email": "elena@example.COM"})
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:vinculo:problem:email-taken")

    changed = await company.change(path, {"capacity": None, "active": False})
    assert (changed["capacity"], changed["daily_quota"], changed["active"]) == (None, 3, False)
    late = await company.admin.patch(path, json={"name": "X"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["version"]) == (412, 2)
    assert (await company.admin.patch(path, json={"name": "X"})).status_code == 428
    found = await company.admin.get("/v1/staff", params={"email": "ELENA@example.com", "active": False})
    assert [each["id"] for each in found.json()["items"]] == [member["id"]]


async def test_the_key_of_another_system_is_one_members_only(company: Company) -> None:
    body = {"name": "Nancy", "email": "nancy@example.com", "external_id": "NW-1"}
    made = await company.admin.post("/v1/staff", json=body)
    assert (made.status_code, made.json()["external_id"]) == (201, "NW-1")

    for again in (body, {**body, "email": "other@example.com"}):
        refused = await company.admin.post("/v1/staff", json=again)
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:vinculo:problem:external-id-taken"
        assert refused.json()["existing_id"] == made.json()["id"]
    found = await company.admin.get("/v1/staff", params={"external_id": "NW-1"})
    assert [each["id"] for each in found.json()["items"]] == [made.json()["id"]]
    freed = await company.change(f"/v1/staff/{made.json()['id']}", {"external_id": None})
    assert freed["external_id"] is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"email": "nobody"}, "/email"),
        ({"groups": ["Sellers", "Kings"]}, "/groups/1"),
        ({"time_zone": "Europe/Atlantis"}, "/time_zone"),
        ({"time_zone": "localtime"}, "/time_zone"),
        ({"name": "Elena\x00"}, "/name"),
        ({"name": "Elena\nMarin"}, "/name"),
        ({"name": "\u202eanelE"}, "/name"),
        ({"external_id": "7\x07"}, "/external_id"),
        ({"email": "elena\u202e@example.com"}, "/email"),
        ({"email": "eléna@example.com"}, "/email"),
        ({"weight": 0}, "/weight"),
        ({"capacity": 10**30}, "/capacity"),
        ({"working_hours": [{"weekday": "monday", "from": "25:00", "to": "26:00"}]}, "/working_hours/0/from"),
        ({"working_hours": [{"weekday": "someday", "from": "09:00", "to": "10:00"}]}, "/working_hours/0/weekday"),
        ({"nickname": "El"}, "/nickname"),
    ],
)
async def test_a_wrong_field_is_named(company: Company, wrong: dict[str, Any], pointer: str) -> None:
    body = {"name": "Elena", "email": "elena@example.com", **wrong}
    assert pointer in faults(await company.admin.post("/v1/staff", json=body))


async def test_the_same_request_twice_makes_one_member(company: Company) -> None:
    body = {"name": "Elena", "email": "elena@example.com"}
    answers = [await company.admin.post("/v1/staff", json=body, headers={"Idempotency-Key": "again"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


async def test_the_last_admin_cannot_leave(company: Company) -> None:
    (admin,) = (await company.admin.get("/v1/staff", params={"group": "Admins"})).json()["items"]
    for change in ({"active": False}, {"groups": ["Sellers"]}):
        refused = await company.admin.patch(f"/v1/staff/{admin['id']}", json=change, headers={"If-Match": '"1"'})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:last-admin")


@pytest.mark.req("NX-14", "NX-15", "NX-16")
async def test_sellers_see_their_own_decisions_and_nobody_elses_until_their_group_may_more(company: Company) -> None:
    m1, _ = await company.sellers("M1", "M2")
    one, two = [await company.service.as_(f"m{n}@vinculo.test") for n in (1, 2)]
    customer = await company.customer(m1)
    said = await company.decided(order(customer))
    path = f"/v1/decisions/{said.decided.decision_id}"

    assert (await one.get(path)).status_code == 200
    assert (await one.get(f"/v1/links/{customer}")).json()["manager_id"] == m1
    for hidden in (path, f"{path}/explain", f"/v1/links/{customer}", f"/v1/links/{customer}/history"):
        assert (await two.get(hidden)).status_code == 404
    assert (await two.get("/v1/decisions", params={"customer_id": customer})).json()["items"] == []
    for forbidden in ("/v1/staff", "/v1/groups", "/v1/distribution"):
        assert (await two.get(forbidden)).status_code == 403
    assert (await two.post("/v1/staff", json={"name": "X", "email": "x@example.com"})).status_code == 403

    permissions = {"decisions.read": "all", "customers.read": "own", "manager": True}
    await company.change("/v1/groups/Sellers", {"permissions": permissions}, "PUT")

    async def sees() -> bool:
        return (await two.get(path)).status_code == 200

    await eventually(sees, timeout=5)
    assert (await two.get(f"/v1/links/{customer}")).status_code == 404


@pytest.mark.req("NX-15")
async def test_permissions_that_there_are_not_are_refused(company: Company) -> None:
    seen = await company.admin.get("/v1/groups/Sellers")
    wrong = {"permissions": {"customers.eat": True, "orders.read": True, "manager": "all"}}
    refused = await company.admin.put("/v1/groups/Sellers", json=wrong, headers={"If-Match": seen.headers["etag"]})
    assert set(faults(refused)) == {
        "/permissions/customers.eat",
        "/permissions/orders.read",
        "/permissions/manager",
    }
    locked_out = await company.admin.put("/v1/groups/Admins", json={"permissions": {}}, headers={"If-Match": '"1"'})
    assert set(faults(locked_out)) == {"/permissions/staff.write", "/permissions/groups.write"}
    unknown = await company.admin.put("/v1/groups/Kings", json={"permissions": {}}, headers={"If-Match": '"1"'})
    assert unknown.status_code == 404


@pytest.mark.req("RC-9", "RC-11")
async def test_settings_have_versions_and_the_next_order_is_decided_by_the_new_one(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    pools = [{"when": {"channel": "link", "currency": ["EUR"]}, "members": [m2]}]
    await company.distributes("round_robin", pools=pools, max_age="PT48H")
    settings = (await company.admin.get("/v1/distribution")).json()
    assert (settings["version"], settings["pools"][0]["name"], settings["max_age"]) == (2, "pool-1", "P2D")
    assert settings["changed_by"] is not None

    said = [await company.decided(order(await company.customer())) for _ in range(2)]
    assert {event.manager_id for event in said} == {m2}
    office = await company.decided(order(await company.customer(), by=staff("nobody")))
    assert (office.manager_id, office.decided.reason) == (None, "UNASSIGNED_NO_CANDIDATE")
    (entry,) = await company.ledger(order_id=said[0].order_id)
    assert (entry["settings_version"], entry["outcome"]["draw"]["pool"]) == (2, "pool-1")

    unknown = {"strategy": "weighted", "pools": [{"groups": ["Kings"], "members": [m1, "nobody"]}]}
    refused = await company.admin.put("/v1/distribution", json=unknown, headers={"If-Match": '"2"'})
    assert set(faults(refused)) == {"/pools/0/groups/0", "/pools/0/members/1"}
    stale = await company.admin.put("/v1/distribution", json={"strategy": "off"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)


async def test_nobody_gets_more_open_orders_than_he_can_carry_also_when_they_come_at_once(company: Company) -> None:
    await company.employs("M1", "Sellers", capacity=2)
    await company.employs("M2", "Sellers", capacity=3)
    customers = [await company.customer() for _ in range(8)]

    events = [order(customer) for customer in customers]
    await company.service.hears(*events)
    said = [await company.said(event.order.id) for event in events]

    given = [event.manager_id for event in said]
    assert sorted(given.count(company.ids[name]) for name in ("M1", "M2")) == [2, 3]
    assert given.count(None) == 3


@pytest.mark.req("N1")
async def test_a_decision_is_explained_with_names_in_the_language_asked_for(company: Company) -> None:
    m1, _ = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    await company.leaves(m1)
    said = await company.decided(order(customer))
    path = f"/v1/decisions/{said.decided.decision_id}/explain"

    texts = {lang: (await company.admin.get(path, params={"lang": lang})).json()["text"] for lang in ("en", "es", "bg")}

    assert len(set(texts.values())) == 3
    assert all(name in text for text in texts.values() for name in ("M1", "M2", "Ana Pop"))
    for asked, written in (("es-MX", "es"), ("de", "en")):
        told = (await company.admin.get(path, params={"lang": asked})).json()
        assert (told["language"], told["text"]) == (written, texts[written])
    entry = (await company.admin.get(path.removesuffix("/explain"))).json()
    assert (entry["row"], entry["facts"]["link"]["manager"], entry["facts"]["customer"]["version"]) == ("O13", m1, 1)


async def test_ids_that_are_none_are_not_found(company: Company) -> None:
    for path in ("/v1/staff/x", "/v1/groups/x", "/v1/links/x", "/v1/links/x/history", "/v1/decisions/%00x"):
        assert (await company.admin.get(path)).status_code == 404
