"""What people choose about their mails, and the daily digest, over HTTP, the bus and SMTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from tests.integration.notify.conftest import notify_running
from tests.integration.notify.story import assigned, customer_created, moved, order_created
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME = "/v1/mails/preferences/me"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(mongo_uri: str, module_amqp_uri: str, post: Sink) -> AsyncIterator[Running]:
    async with notify_running(mongo_uri, module_amqp_uri, post) as service:
        await service.permits("Admins", {"mails.read": "all", "staff.write": True})
        await service.permits("Sellers", {"mails.read": "own"})
        yield service


async def person(office: Running, name: str, group: str = "Sellers") -> tuple[str, httpx2.AsyncClient]:
    """A new member, who is let in."""
    staff_id = await office.employs(name, group)
    client = await office.as_(f"{name}@vinculo.test")
    await office.lets_in(client, path=ME)
    return staff_id, client


async def chooses(client: httpx2.AsyncClient, version: int = 0, path: str = ME, **body: Any) -> httpx2.Response:
    return await client.put(path, json=body, headers={"If-Match": f'"{version}"'})


async def test_a_choice_is_versioned_and_checked(office: Running) -> None:
    staff_id, client = await person(office, "vela")

    first = await client.get(ME)
    assert first.headers["etag"] == '"0"'
    assert first.json()["id"] == staff_id
    assert set(first.json()["kinds"].values()) == {"at_once"}
    assert (await client.put(ME, json={"kinds": {}})).status_code == 428

    off = await chooses(client, kinds={"orders": "off", "transfers": "off"})
    assert off.status_code == 422
    assert [each["pointer"] for each in off.json()["errors"]] == ["/kinds/orders"]
    for body in ({"kinds": {"weather": "off"}}, {"kinds": {"orders": "hourly"}}, {"kinds": {}, "digest_hour": 24}):
        assert (await chooses(client, **body)).status_code == 422

    chosen = await chooses(client, kinds={"transfers": "off"}, digest_hour=7)
    assert chosen.status_code == 200
    assert (chosen.json()["version"], chosen.json()["kinds"]["transfers"]) == (1, "off")
    stale = await chooses(client, kinds={})
    assert (stale.status_code, stale.json()["version"]) == (412, 1)
    assert (await client.get(ME)).json() == chosen.json()


@pytest.mark.req("NX-17", "NX-18", "N15")
async def test_nobody_but_an_admin_chooses_for_others(office: Running) -> None:
    (mine, seller), (theirs, _) = await person(office, "sara"), await person(office, "otto")
    _, admin = await person(office, "ada", "Admins")

    path = f"/v1/mails/preferences/{theirs}"
    assert (await seller.get(path)).status_code == 404
    assert (await chooses(seller, path=path, kinds={})).status_code == 404
    assert (await seller.get(f"/v1/mails/preferences/{mine}")).status_code == 200
    assert (await chooses(admin, path=path, kinds={"customers": "daily"})).status_code == 200
    assert (await admin.get(path)).json()["kinds"]["customers"] == "daily"
    assert (await admin.get("/v1/mails/preferences/nobody")).status_code == 404


async def morning_comes(office: Running, staff_id: str) -> None:
    """What is held for him is due."""
    await office.database.collection("mails").update_many(
        {"recipient_id": staff_id, "state": "held"}, {"$set": {"held_until": datetime.now(UTC) - timedelta(hours=1)}}
    )


async def test_what_is_wanted_once_a_day_comes_as_one_mail(office: Running, post: Sink) -> None:
    staff_id, client = await person(office, "dora")
    giver = await office.employs("gil", "Sellers")
    await chooses(client, kinds={"customers": "daily", "orders": "daily"}, digest_hour=6)
    customer, order = customer_created(), order_created()

    async def chosen() -> bool:
        # The choice takes effect within a second; what comes before that is sent at once.
        probe = customer_created()
        await office.hears(probe, moved(probe, staff_id, giver))
        found = (await client.get("/v1/mails")).json()["items"]
        return any(each["state"] == "held" for each in found)

    await eventually(chosen, every=0.5)
    await office.hears(customer, moved(customer, staff_id, giver), order, assigned(order, staff_id))

    async def held() -> list[dict[str, Any]]:
        found = (await client.get("/v1/mails")).json()["items"]
        about = [each for each in found if each["order_id"] == order.order.id]
        return about if about and any(each["customer_id"] == customer.customer.id for each in found) else []

    await eventually(held)
    ((waiting,), before) = (await held(), len(post.to("dora@vinculo.test")))
    assert (waiting["state"], waiting["attempts"]) == ("held", 0)
    assert waiting["held_until"][11:19] == "06:00:00"

    await morning_comes(office, staff_id)

    async def digest() -> bool:
        return len(post.to("dora@vinculo.test")) == before + 1

    await eventually(digest)
    mail = post.to("dora@vinculo.test")[-1]
    assert mail["Subject"].startswith("Your digest: ")
    body = mail.get_body(["html"])
    assert body is not None
    html = body.get_content()
    assert f"/orders/{order.order.id}" in html
    assert f"/customers/{customer.customer.id}" in html
    assert "Pan y Vino is your customer now" in html
    (told,) = await held()
    assert told["state"] == "digested"


async def test_what_is_turned_off_is_recorded_and_not_sent(office: Running, post: Sink) -> None:
    staff_id, client = await person(office, "olim")
    other = await office.employs("ovid", "Sellers")
    await chooses(client, kinds={"customers": "off"})

    async def dropped() -> bool:
        probe = customer_created()
        await office.hears(probe, moved(probe, staff_id, other))
        found = (await client.get("/v1/mails")).json()["items"]
        return any(each["reason"] == "the recipient has turned such mails off" for each in found)

    await eventually(dropped, every=0.5)
    before = len(post.to("olim@vinculo.test"))
    order = order_created()
    await office.hears(order, assigned(order, staff_id))

    async def arrived() -> bool:
        return any("O-2026-000123" in mail["Subject"] for mail in post.to("olim@vinculo.test"))

    await eventually(arrived)
    assert len(post.to("olim@vinculo.test")) == before + 1


@pytest.mark.req("M1")
async def test_nothing_that_was_held_reaches_somebody_who_was_deactivated(office: Running, post: Sink) -> None:
    staff_id, client = await person(office, "lena")
    other = await office.employs("leo", "Sellers")
    _, admin = await person(office, "alma", "Admins")
    await chooses(client, kinds={"customers": "daily"})

    async def held() -> bool:
        probe = customer_created()
        await office.hears(probe, moved(probe, staff_id, other))
        found = (await client.get("/v1/mails")).json()["items"]
        return any(each["state"] == "held" for each in found)

    await eventually(held, every=0.5)
    await office.employs("lena", "Sellers", active=False, member_id=staff_id, version=2)

    async def gone() -> bool:
        found = (await admin.get("/v1/mails", params={"recipient": staff_id})).json()["items"]
        return not any(each["state"] == "held" for each in found)

    await eventually(gone)
    found = (await admin.get("/v1/mails", params={"recipient": staff_id})).json()["items"]
    assert "dropped" in {each["state"] for each in found}
    assert not any("digest" in mail["Subject"] for mail in post.to("lena@vinculo.test"))
