"""The door as callers meet it: refusals, versions, keys and pages, on a real server and a real database."""

import asyncio

import httpx2
import pytest
from tests.integration.chassis.things import Things, application, created, problem
from tests.support.issuer import Issuer
from tests.support.serving import serving

from chassis.mongo import Driver, Mongo


async def test_what_was_made_is_found_where_it_is_said_to_be(things: Things) -> None:
    made = await created(things)
    found = await things.client.get(made.headers["location"], headers=things.signed_in("ana"))
    assert found.json() == made.json()
    assert found.headers["etag"] == made.headers["etag"] == '"1"'


async def test_without_a_token_nobody_gets_in(things: Things) -> None:
    response = await things.client.get("/v1/things")
    problem(response, 401, "unauthenticated")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.req("M1")
async def test_a_valid_token_of_nobody_known_is_not_enough(things: Things) -> None:
    problem(await things.client.get("/v1/things", headers=things.signed_in("stranger")), 403, "forbidden")


async def test_what_is_not_permitted_is_forbidden(things: Things) -> None:
    await things.member("gus", groups=("Guests",))
    response = await things.client.post("/v1/things", json={"name": "x"}, headers=things.signed_in("gus"))
    assert "things.write" in problem(response, 403, "forbidden")["detail"]


@pytest.mark.req("NX-16", "N15")
async def test_somebody_elses_record_looks_like_none(things: Things) -> None:
    await things.member("bob")
    made = await created(things)
    theirs = await things.client.get(made.headers["location"], headers=things.signed_in("bob"))
    none = await things.client.get("/v1/things/nothing", headers=things.signed_in("bob"))
    told = [problem(response, 404, "not-found") for response in (theirs, none)]
    assert told[0] | {"trace_id": ""} == told[1] | {"trace_id": ""}
    everything = await things.client.get(made.headers["location"], headers=things.signed_in("zoe"))
    assert everything.status_code == 200


async def test_unknown_paths_and_methods_are_problems_too(things: Things) -> None:
    problem(await things.client.get("/v1/nowhere"), 404, "no-such-path")
    response = await things.client.delete("/v1/things")
    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"]


async def test_a_state_that_does_not_allow_it_is_a_conflict(things: Things) -> None:
    made = await created(things)
    response = await things.client.post(f"{made.headers['location']}/break", headers=things.signed_in("ana"))
    assert problem(response, 409, "conflict")["detail"] == "it is broken already"


async def test_a_change_needs_the_version_that_was_seen(things: Things) -> None:
    made = await created(things)
    at, ana = made.headers["location"], things.signed_in("ana")
    body = {"name": "table"}
    problem(await things.client.patch(at, json=body, headers=ana), 428, "precondition-required")
    problem(await things.client.patch(at, json=body, headers={**ana, "If-Match": "1"}), 400, "malformed")
    changed = await things.client.patch(at, json=body, headers={**ana, "If-Match": '"1"'})
    assert changed.json()["version"] == 2
    late = await things.client.patch(at, json=body, headers={**ana, "If-Match": '"1"'})
    assert problem(late, 412, "version-conflict")["current"] == 2


async def test_of_many_changes_of_one_version_one_wins(things: Things) -> None:
    made = await created(things)
    headers = {**things.signed_in("ana"), "If-Match": '"1"'}
    answers = await asyncio.gather(
        *(things.client.patch(made.headers["location"], json={"name": f"n{n}"}, headers=headers) for n in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19


async def test_a_defect_is_a_500_that_tells_nothing(things: Things) -> None:
    response = await things.client.post("/v1/things/crash", headers=things.signed_in("ana"))
    problem(response, 500, "internal")
    assert "secret" not in response.text


@pytest.mark.req("N3")
async def test_the_same_key_again_answers_what_was_made(things: Things) -> None:
    headers = {**things.signed_in("ana"), "Idempotency-Key": "k1"}
    first = await things.client.post("/v1/things", json={"name": "a"}, headers=headers)
    again = await things.client.post("/v1/things", json={"name": "a"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert await things.mongo.collection("things").count({}) == 1


async def test_the_same_key_for_another_request_is_refused(things: Things) -> None:
    headers = {**things.signed_in("ana"), "Idempotency-Key": "k1"}
    await things.client.post("/v1/things", json={"name": "a"}, headers=headers)
    other = await things.client.post("/v1/things", json={"name": "b"}, headers=headers)
    problem(other, 422, "idempotency-key-reused")
    assert await things.mongo.collection("things").count({}) == 1


async def test_keys_of_two_people_do_not_meet(things: Things) -> None:
    for who in ("ana", "zoe"):
        headers = {**things.signed_in(who), "Idempotency-Key": "k1"}
        assert (await things.client.post("/v1/things", json={"name": who}, headers=headers)).status_code == 201
    assert await things.mongo.collection("things").count({}) == 2


@pytest.mark.req("N3")
async def test_one_key_many_times_at_once_has_one_effect(things: Things) -> None:
    headers = {**things.signed_in("ana"), "Idempotency-Key": "k1"}
    answers = await asyncio.gather(
        *(things.client.post("/v1/things", json={"name": "a"}, headers=headers) for _ in range(30))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await things.mongo.collection("things").count({}) == 1
    assert await things.mongo.collection("outbox").count({}) == 1


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_is_none_is_pointed_at(things: Things, key: str) -> None:
    headers = {**things.signed_in("ana"), "Idempotency-Key": key}
    response = await things.client.post("/v1/things", json={"name": "a"}, headers=headers)
    (fault,) = problem(response, 422, "invalid")["errors"]
    assert fault["pointer"] == "header:idempotency-key"


async def test_a_key_of_strange_bytes_never_crashes(things: Things) -> None:
    headers = {**things.signed_in("ana"), "Idempotency-Key": b"\xff\xfe key".decode("latin-1")}
    response = await things.client.post(
        "/v1/things", json={"name": "a"}, headers=[(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
    )
    assert response.status_code == 201


@pytest.mark.req("N15")
async def test_pages_lead_through_everything_once(things: Things) -> None:
    made = {(await created(things)).json()["id"] for _ in range(7)}
    await created(things, who="zoe")
    seen: list[str] = []
    address: str | None = "/v1/things?limit=3"
    pages = 0
    while address is not None:
        answer = await things.client.get(address, headers=things.signed_in("ana"))
        seen += [item["id"] for item in answer.json()["items"]]
        following = answer.links.get("next", {}).get("url")
        assert (following is None) == (answer.json()["next"] is None)
        address, pages = following, pages + 1
    assert (pages, len(seen), set(seen)) == (3, 7, made)


async def test_a_page_that_is_exactly_full_has_none_after_it(things: Things) -> None:
    for _ in range(3):
        await created(things)
    answer = await things.client.get("/v1/things?limit=3", headers=things.signed_in("ana"))
    assert answer.json()["next"] is None
    assert "link" not in answer.headers


async def test_liveness_readiness_and_metrics_need_no_token(things: Things) -> None:
    await created(things)
    await things.client.get("/v1/nowhere/secret-path")
    assert (await things.client.get("/livez")).text == "alive"
    assert (await things.client.get("/readyz")).text == "ready"
    metrics = (await things.client.get("/metrics")).text
    assert 'vinculo_http_request_seconds_count{method="POST",route="/v1/things",status="201"}' in metrics
    assert "secret-path" not in metrics
    assert "vinculo_outbox_rows" in metrics


async def test_the_description_of_the_door_names_its_problems(things: Things) -> None:
    document = (await things.client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert "/livez" not in document["paths"]
    create = document["paths"]["/v1/things"]["post"]
    assert set(create["responses"]) >= {"201", "400", "401", "403", "409", "412", "413", "415", "422", "428", "503"}
    problem_schema = document["components"]["schemas"]["ProblemView"]
    assert set(problem_schema["required"]) == {"type", "title", "status"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_a_database_that_is_away_is_told_within_its_time_out(driver: Driver) -> None:
    issuer = Issuer()
    away = "mongodb://127.0.0.1:9/?replicaSet=rs0&timeoutMS=400&serverSelectionTimeoutMS=400"
    dead = Mongo.connect(away, "x", driver)
    app, _, _ = application(dead, issuer)
    token = {"Authorization": f"Bearer {issuer.token('ana@example.com')}"}
    async with (
        serving(issuer.app, issuer.port),
        serving(app) as url,
        httpx2.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        response = await client.get("/v1/things", headers=token, timeout=3)
        problem(response, 503, "unavailable")
        assert response.headers["retry-after"]
        assert (await client.get("/livez")).status_code == 200
    await dead.close()


async def test_an_issuer_that_is_away_is_told_and_not_taken_for_a_defect(mongo: Mongo) -> None:
    issuer = Issuer()
    app, _, _ = application(mongo, issuer)
    token = {"Authorization": f"Bearer {issuer.token('ana@example.com')}"}
    async with serving(app) as url, httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        problem(await client.get("/v1/things", headers=token), 503, "unavailable")
