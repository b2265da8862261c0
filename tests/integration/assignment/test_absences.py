"""Absences, covers, working hours and holidays: from the HTTP door to the decisions on the bus (M3, O8, O9, N4)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from tests.integration.assignment.company import Company, now, order, told
from tests.support.waiting import eventually

from contracts.assignment import AbsenceChanged

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


async def away(
    office: Company, staff_id: str, cover_id: str | None = None, *, since: timedelta = DAY, until: timedelta = DAY
) -> dict[str, Any]:
    """An absence that began `since` ago and ends `until` from now."""
    body = {"from": (now() - since).isoformat(), "to": (now() + until).isoformat(), "cover_id": cover_id}
    made = await office.admin.post(f"/v1/staff/{staff_id}/absences", json=body)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def heeding(office: Company, *members: str, unavailable: str = "assign") -> None:
    """Availability counts, and these are on the wheel."""
    pool = {"name": office.domain, "members": members}
    await office.distributes("round_robin", pools=[pool], respect_availability=True, unavailable=unavailable)


def faults(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["pointer"] for fault in answer.json()["errors"]]


@pytest.mark.req("O8", "M3", "RC-7")
async def test_9_an_order_during_an_absence_goes_to_the_cover_and_the_card_stays(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    await heeding(office, m1, k)
    customer = await office.customer(m1)
    absence = await away(office, m1, k)

    said = await office.decided(order(customer))

    assert (said.manager_id, said.decided.row, said.decided.reason) == (k, "O8", "COVER")
    assert told(said) == {k: "assignee", m1: "absent_manager"}
    assert [each.absence_id for each in said.recipients] == [None, absence["id"]]
    assert (await office.link_of(customer))["manager_id"] == m1


@pytest.mark.req("M3", "N4")
async def test_begin_and_end_come_by_themselves(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    await heeding(office, m1, k)
    customer = await office.customer(m1)
    await away(office, m1, k, since=-timedelta(seconds=1.5), until=timedelta(seconds=4))

    seen: list[str | None] = []

    async def back() -> bool:
        said = await office.decided(order(customer))
        if not seen or seen[-1] != said.manager_id:
            seen.append(said.manager_id)
        return len(seen) == 3

    await eventually(back, every=0.1)
    assert seen == [m1, k, m1]
    assert (await office.link_of(customer))["version"] == 1


@pytest.mark.req("O8", "M3")
async def test_covers_chain_past_those_who_cannot_and_a_circle_ends_with_nobody(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    await heeding(office, m1, m2, m3)
    customer = await office.customer(m1)
    await away(office, m1, m2)
    await away(office, m2, m3)
    assert (await office.decided(order(customer))).manager_id == m3

    await away(office, m3, m1)
    said = await office.decided(order(customer))
    assert (said.manager_id, said.decided.reason) == (m1, "UNAVAILABLE_ASSIGNED")


@pytest.mark.req("O9")
async def test_without_cover_the_settings_say_who_gets_it(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    boss = await office.employs("Boss", "Supervisors")
    customer = await office.customer(m1)
    await away(office, m1)

    await heeding(office, m1, m2, unavailable="assign")
    assigned = await office.decided(order(customer))
    assert (assigned.manager_id, assigned.decided.reason) == (m1, "UNAVAILABLE_ASSIGNED")

    await heeding(office, m1, m2, unavailable="distribute")
    distributed = await office.decided(order(customer))
    assert (distributed.manager_id, distributed.decided.reason) == (m2, "UNAVAILABLE_DISTRIBUTED")

    await heeding(office, m1, m2, unavailable="hold")
    held = await office.decided(order(customer))
    assert (held.manager_id, held.decided.row, held.decided.reason) == (None, "O9", "HELD")
    assert told(held)[boss] == "supervisor"
    waiting = await office.service.database.collection("orders").find({"waiting": True})
    assert held.order_id in [each["_id"] for each in waiting]
    assert (await office.link_of(customer))["manager_id"] == m1


@pytest.mark.req("O8", "O9")
async def test_nobody_asks_for_absences_unless_the_settings_respect_them(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    customer = await office.customer(m1)
    await away(office, m1, k)
    said = await office.decided(order(customer))
    assert (said.manager_id, said.decided.reason) == (m1, "CUSTOMER_MANAGER")


@pytest.mark.req("O9")
async def test_a_holiday_takes_the_windows_of_its_day_on_the_persons_own_calendar(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await heeding(office, m1, m2, unavailable="distribute")
    customer = await office.customer(m1)
    kiritimati = datetime.now(ZoneInfo("Pacific/Kiritimati"))
    path = f"/v1/staff/{m1}"
    around_the_clock = [{"weekday": day, "from": "00:00", "to": "00:00"} for day in WEEKDAYS]
    days = [(kiritimati + DAY * n).date().isoformat() for n in (1, 0)]
    body = {"time_zone": "Pacific/Kiritimati", "working_hours": around_the_clock, "holidays": [*days, days[0]]}

    assert (await office.change(path, body))["holidays"] == sorted(days)
    assert (await office.decided(order(customer))).manager_id == m2
    assert (await office.change(path, {"holidays": []}))["holidays"] == []
    assert (await office.decided(order(customer))).manager_id == m1


@pytest.mark.req("M3")
async def test_whoever_is_back_earlier_gets_his_orders_at_once(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    await heeding(office, m1, k)
    customer = await office.customer(m1)
    absence = await away(office, m1, k)
    path = f"/v1/staff/{m1}/absences/{absence['id']}"
    assert (await office.decided(order(customer))).manager_id == k

    gone = await office.admin.delete(path, headers={"If-Match": '"1"'})
    assert gone.status_code == 204
    assert (await office.decided(order(customer))).manager_id == m1
    ended = (await office.admin.get(path)).json()
    assert (ended["state"], ended["version"], ended["from"]) == ("over", 2, absence["from"])
    for late in (
        await office.admin.delete(path, headers={"If-Match": '"2"'}),
        await office.admin.patch(path, json={"cover_id": None}, headers={"If-Match": '"2"'}),
    ):
        assert (late.status_code, late.json()["type"]) == (409, "urn:vinculo:problem:absence-over")


@pytest.mark.req("M3")
async def test_a_planned_absence_can_be_moved_and_taken_back(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    absence = await away(office, m1, since=-DAY, until=3 * DAY)
    assert absence["state"] == "planned"
    path = f"/v1/staff/{m1}/absences/{absence['id']}"
    seen = await office.admin.get(path)
    assert (seen.json(), seen.headers["etag"]) == (absence, '"1"')

    moved = await office.change(path, {"from": (now() - DAY).isoformat(), "cover_id": k})
    assert (moved["state"], moved["cover_id"], moved["to"]) == ("current", k, absence["to"])
    stale = await office.admin.patch(path, json={"cover_id": None}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    assert (await office.admin.delete(path)).status_code == 428

    other = await away(office, m1, since=-DAY, until=2 * DAY)
    gone = await office.admin.delete(f"/v1/staff/{m1}/absences/{other['id']}", headers={"If-Match": '"1"'})
    assert gone.status_code == 204
    assert (await office.admin.get(f"/v1/staff/{m1}/absences/{other['id']}")).status_code == 404


@pytest.mark.req("M3")
async def test_the_other_services_are_told_of_every_change_of_an_absence(office: Company) -> None:
    m1, k = await office.sellers("M1", "K")
    current, planned = await away(office, m1), await away(office, m1, since=-DAY, until=2 * DAY)
    path = f"/v1/staff/{m1}/absences"
    await office.change(f"{path}/{current['id']}", {"cover_id": k})
    for absence, version in ((current, 2), (planned, 1)):
        headers = {"If-Match": f'"{version}"'}
        assert (await office.admin.delete(f"{path}/{absence['id']}", headers=headers)).status_code == 204

    last = await office.service.tells(
        AbsenceChanged, lambda event: (event.subject, event.sequence) == (planned["id"], 2)
    )
    assert last.absence.cancelled
    told_of = [event.absence for event in office.service.told_of(current["id"], AbsenceChanged)]
    assert [(each.version, each.cover_id, each.cancelled) for each in told_of] == [
        (1, None, False),
        (2, k, False),
        (3, k, False),
    ]
    assert told_of[2].end < told_of[1].end


async def test_past_absences_stay_as_history_and_are_paged_the_latest_first(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    made = [await away(office, m1, since=n * DAY, until=(1 - n) * DAY) for n in (3, 2, 2)]
    path: str | None = f"/v1/staff/{m1}/absences?limit=2"
    found: list[Any] = []
    while path is not None:
        page = (await office.admin.get(path)).json()
        found += page["items"]
        path = page["next"] and f"/v1/staff/{m1}/absences?limit=2&cursor={page['next']}"
    assert [each["id"] for each in found] == [each["id"] for each in (made[2], made[1], made[0])]
    assert {each["state"] for each in found} == {"over"}


async def test_impossible_absences_are_refused_with_the_field(office: Company) -> None:
    m1, gone = await office.sellers("M1", "Gone")
    await office.leaves(gone)
    day, later = now().isoformat(), (now() + DAY).isoformat()
    path = f"/v1/staff/{m1}/absences"
    for body, pointer in (
        ({"from": day, "to": day}, "/to"),
        ({"from": later, "to": day}, "/to"),
        ({"from": day}, "/to"),
        ({"from": "2026-12-24T10:00:00", "to": later}, "/from"),
        ({"from": "0001-01-01T00:00:00+14:00", "to": later}, "/from"),
        ({"from": day, "to": later, "cover_id": m1}, "/cover_id"),
        ({"from": day, "to": later, "cover_id": gone}, "/cover_id"),
        ({"from": day, "to": later, "cover_id": "nobody"}, "/cover_id"),
        ({"from": day, "to": later, "reason": "ill"}, "/reason"),
    ):
        assert faults(await office.admin.post(path, json=body)) == [pointer], body
    unknown = await office.admin.post("/v1/staff/nobody/absences", json={"from": day, "to": later})
    assert unknown.status_code == 404


async def test_the_same_request_twice_plans_one_absence(office: Company) -> None:
    (m1,) = await office.sellers("M1")
    body = {"from": now().isoformat(), "to": (now() + DAY).isoformat()}
    key = {"Idempotency-Key": office.domain}
    answers = [await office.admin.post(f"/v1/staff/{m1}/absences", json=body, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


@pytest.mark.req("NX-17")
async def test_everybody_plans_his_own_absences_and_nobody_elses(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    seller = await office.calls_as("M1")
    await office.service.lets_in(seller, path="/v1/decisions")
    body = {"from": now().isoformat(), "to": (now() + DAY).isoformat(), "cover_id": m2}
    theirs = await away(office, m2)

    mine = await seller.post(f"/v1/staff/{m1}/absences", json=body)
    assert mine.status_code == 201
    assert (await seller.get(f"/v1/staff/{m1}/absences")).json()["items"] == [mine.json()]
    path = f"/v1/staff/{m1}/absences/{mine.json()['id']}"
    assert (await seller.patch(path, json={"cover_id": None}, headers={"If-Match": '"1"'})).status_code == 200

    hidden = f"/v1/staff/{m2}/absences"
    for answer in (
        await seller.get(hidden),
        await seller.post(hidden, json={**body, "cover_id": m1}),
        await seller.get(f"{hidden}/{theirs['id']}"),
        await seller.get(f"/v1/staff/{m1}/absences/{theirs['id']}"),
        await seller.patch(f"{hidden}/{theirs['id']}", json={"cover_id": None}, headers={"If-Match": '"1"'}),
        await seller.delete(f"{hidden}/{theirs['id']}", headers={"If-Match": '"1"'}),
    ):
        assert answer.status_code == 404
