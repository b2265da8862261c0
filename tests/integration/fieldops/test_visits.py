"""Visits through the whole service."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.fieldops.conftest import Field, card
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.customers import CustomerUpdated
from contracts.fieldops import VisitReported

pytestmark = pytest.mark.asyncio(loop_scope="module")

VISITS = "/v1/fieldops/visits"


def _visit(field: Field, **changes: Any) -> dict[str, Any]:
    return {"customer_id": field.customer, "started_at": "2026-11-20T10:30:00.1239+01:00", "note_1": "x", **changes}


@pytest.mark.req("R9-2", "R9-15")
async def test_a_visit_is_kept_and_told_to_the_others(fieldwork: Field) -> None:
    made = await fieldwork.rep.post(VISITS, json=_visit(fieldwork, note_2=" "))
    assert made.status_code == 201, made.text
    visit = made.json()
    assert visit == {
        "id": visit["id"],
        "version": 1,
        "customer_id": fieldwork.customer,
        "rep_id": fieldwork.ids["rep"],
        "started_at": "2026-11-20T09:30:00.123000Z",
        "note_1": "x",
        "note_2": None,
        "created_at": visit["created_at"],
        "updated_at": visit["created_at"],
    }
    assert made.headers["Location"] == f"{VISITS}/{visit['id']}"
    assert (await fieldwork.rep.get(made.headers["Location"])).json() == visit
    told = await fieldwork.service.tells(VisitReported, lambda event: event.subject == visit["id"])
    assert (told.visit.id, told.visit.rep_id, told.visit.note_1) == (visit["id"], fieldwork.ids["rep"], "x")


@pytest.mark.req("R9-9", "R9-10")
async def test_a_report_sent_again_is_accepted_once_and_other_content_is_refused(fieldwork: Field) -> None:
    body = _visit(fieldwork, id=new_id())
    answers = await asyncio.gather(*(fieldwork.rep.post(VISITS, json=body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert all(answer.json() == answers[0].json() for answer in answers)
    for other in ({"note_1": "y"}, {"note_2": "y"}, {"started_at": "2026-11-20T09:30:01Z"}):
        refused = await fieldwork.rep.post(VISITS, json={**body, **other})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:other-content")
    stranger = await fieldwork.boss.post(VISITS, json=body)
    assert stranger.status_code == 409
    assert len((await fieldwork.boss.get(VISITS)).json()["items"]) == 1
    await fieldwork.service.tells(VisitReported, lambda event: event.subject == body["id"])
    assert len(fieldwork.service.told_of(body["id"], VisitReported)) == 1


async def test_the_same_request_twice_makes_one_visit(fieldwork: Field) -> None:
    key = {"Idempotency-Key": "one"}
    first = await fieldwork.rep.post(VISITS, json=_visit(fieldwork), headers=key)
    again = await fieldwork.rep.post(VISITS, json=_visit(fieldwork), headers=key)
    assert (again.status_code, again.json()) == (201, first.json())


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"note_1": " "}, ""),
        ({"id": "7"}, "/id"),
        ({"id": "7d9f1d6e-0000-4000-8000-000000000000"}, "/id"),
        ({"started_at": "2026-11-20T10:30:00"}, "/started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "/started_at"),
        ({"started_at": "2126-11-20T10:30:00Z"}, "/started_at"),
        ({"customer_id": "nobody"}, "/customer_id"),
        ({"note_1": "x" * 5001}, "/note_1"),
        ({"mood": "good"}, "/mood"),
    ],
)
async def test_a_wrong_visit_is_refused(fieldwork: Field, changes: dict[str, Any], pointer: str) -> None:
    refused = await fieldwork.rep.post(VISITS, json=_visit(fieldwork, **changes))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.req("N15")
async def test_a_rep_sees_his_own_visits_and_the_customers_that_he_may_see(fieldwork: Field) -> None:
    mine = card("Mine", manager_id=fieldwork.ids["own"])
    await fieldwork.knows(mine)
    visit = (await fieldwork.rep.post(VISITS, json=_visit(fieldwork))).headers["Location"]
    assert (await fieldwork.own.get(visit)).status_code == 404
    assert (await fieldwork.own.get(VISITS)).json()["items"] == []
    assert (await fieldwork.boss.get(visit)).status_code == 200
    hidden = await fieldwork.own.post(VISITS, json=_visit(fieldwork))
    assert (hidden.status_code, hidden.json()["errors"][0]["pointer"]) == (422, "/customer_id")
    assert (await fieldwork.own.post(VISITS, json=_visit(fieldwork, customer_id=mine.customer.id))).status_code == 201

    async def names(client: Any) -> list[str]:
        return [each["name"] for each in (await client.get("/v1/fieldops/customers")).json()["items"]]

    assert await names(fieldwork.own) == ["Mine"]
    assert await names(fieldwork.rep) == ["Mine", "Panadería Peña"]


@pytest.mark.req("R9-9", "NX-13", "N15")
async def test_a_visit_from_before_a_transfer_comes_in_after_it_and_shows_its_rep_nothing_else(
    fieldwork: Field,
) -> None:
    mine = card("Mine", manager_id=fieldwork.ids["own"])
    await fieldwork.knows(mine)
    handed_over = mine.customer.updated_at + timedelta(seconds=30)
    theirs = card("Theirs", mine.customer.id, 2, manager_id=fieldwork.ids["rep"], kind=CustomerUpdated)
    moved = theirs.customer.model_copy(update={"updated_at": handed_over})
    await fieldwork.knows(theirs.model_copy(update={"customer": moved}))

    async def answer(at: datetime) -> int:
        body = _visit(fieldwork, customer_id=mine.customer.id, started_at=at.isoformat())
        return (await fieldwork.own.post(VISITS, json=body)).status_code

    assert await answer(handed_over) == 422
    assert await answer(handed_over - timedelta(hours=1)) == 201
    assert len((await fieldwork.own.get(VISITS)).json()["items"]) == 1
    assert (await fieldwork.own.get("/v1/fieldops/customers")).json()["items"] == []


@pytest.mark.req("R9-7")
async def test_a_customer_of_a_moment_ago_may_be_visited_and_newer_news_of_him_stays(fieldwork: Field) -> None:
    new = card("New")
    posting = asyncio.create_task(fieldwork.rep.post(VISITS, json=_visit(fieldwork, customer_id=new.customer.id)))
    await fieldwork.service.hears(card("Newest", new.customer.id, version=3, kind=CustomerUpdated), new, new)
    assert (await posting).status_code == 201

    async def name() -> str:
        listed = (await fieldwork.boss.get("/v1/fieldops/customers")).json()["items"]
        return next((each["name"] for each in listed if each["id"] == new.customer.id), "")

    assert await name() == "Newest"
    await fieldwork.service.hears(card("Last", new.customer.id, version=4, kind=CustomerUpdated))

    async def is_last() -> bool:
        seen = await name()
        assert seen != "New"
        return seen == "Last"

    await eventually(is_last)


async def test_visits_are_listed_latest_first_by_customer_rep_and_period(fieldwork: Field) -> None:
    for day in (3, 1, 2, 5, 4):
        body = _visit(fieldwork, started_at=f"2026-11-0{day}T10:00:00Z", note_1=str(day))
        assert (await fieldwork.rep.post(VISITS, json=body)).status_code == 201

    async def days(**query: str) -> str:
        seen = ""
        answer = await fieldwork.boss.get(VISITS, params={"limit": "2", **query})
        while True:
            assert answer.status_code == 200, answer.text
            seen += "".join(visit["note_1"] for visit in answer.json()["items"])
            if "next" not in answer.links:
                return seen
            answer = await fieldwork.boss.get(answer.links["next"]["url"])

    assert await days() == "54321"
    assert await days(since="2026-11-02T10:00:00Z", until="2026-11-04T10:00:00Z") == "32"
    assert await days(rep_id=fieldwork.ids["rep"], customer_id=fieldwork.customer) == "54321"
    assert await days(rep_id=fieldwork.ids["boss"]) == ""
    assert await days(customer_id="nobody") == ""
