"""The link at the foot of mails to staff, and the one click of mail programs, as people follow them."""

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx2
import pytest
import pytest_asyncio
from tests.integration.notify.conftest import notify_running
from tests.integration.notify.story import assigned, customer_created, moved, order_created
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

from contracts.assignment import StaffChanged, StaffMember

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = "/mails/preferences"
CLICK = {"List-Unsubscribe": "One-Click"}
HOME = "https://shop.vinculo.test"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(mongo_uri: str, module_amqp_uri: str, post: Sink) -> AsyncIterator[Running]:
    async with notify_running(mongo_uri, module_amqp_uri, post) as service:
        await service.permits("Supervisors", {"supervisor": True})
        await service.permits("Sellers", {"mails.read": "own"})
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(office: Running) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser without a token. It is sent to an address over http, where it would keep no secure cookie by itself."""
    async with httpx2.AsyncClient(base_url=office.url, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client


async def told(office: Running, post: Sink, name: str, *groups: str) -> tuple[str, str, str]:
    """Somebody who got a mail about an order: his id, and the two links in it, to the page and to unsubscribe."""
    staff_id = await office.employs(name, *(groups or ("Sellers",)))
    order = order_created()
    await office.hears(order, assigned(order, staff_id))

    async def arrived() -> bool:
        return bool(post.to(f"{name}@vinculo.test"))

    await eventually(arrived)
    mail = post.to(f"{name}@vinculo.test")[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = mail.get_body(["plain"])
    assert isinstance(body, EmailMessage)
    (link,) = re.findall(r"https://\S+/m/[\w-]{43}", str(body.get_content()))
    one_click = str(mail["List-Unsubscribe"]).strip("<>")
    assert one_click == f"{link}/orders"
    return staff_id, urlsplit(link).path, urlsplit(one_click).path


async def enters(visitor: httpx2.AsyncClient, path: str) -> httpx2.Response:
    """The page behind a link, with the cookie that came with it."""
    answer = await visitor.get(path)
    assert answer.status_code == 303
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-vinculo-mails"
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {each.strip() for each in rest.split(";")}
    visitor.headers["Cookie"] = f"{name}={rest.partition(';')[0]}"
    return await visitor.get(urlsplit(answer.headers["location"]).path)


async def kept(office: Running, staff_id: str) -> dict[str, str]:
    found = await office.database.collection("preferences").find_one({"_id": staff_id})
    return dict(found["timings"]) if found else {}


async def test_the_link_in_a_mail_opens_his_choices_and_saves_them(
    office: Running, post: Sink, visitor: httpx2.AsyncClient
) -> None:
    staff_id, link, one_click = await told(office, post, "livia")
    page = await enters(visitor, link)

    assert page.status_code == 200
    assert "Livia" in page.text
    assert 'name="unassigned"' not in page.text
    headers = page.headers
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "default-src 'none'; style-src 'sha256-" in headers["content-security-policy"]
    assert link.removeprefix("/m/") not in page.text
    assert await kept(office, staff_id) == {}, "looking changes nothing"
    assert (await visitor.get(one_click)).headers["location"] == f"{PAGE}#orders"

    saved = await visitor.post(
        PAGE, data={"version": "0", "digest_hour": "6", "orders": "daily", "customers": "off", "links": "at_once"}
    )
    assert (saved.status_code, saved.headers["location"]) == (303, f"{PAGE}?saved")
    assert await kept(office, staff_id) == {"orders": "daily", "customers": "off"}
    assert 'role="status"' in (await visitor.get(saved.headers["location"])).text


async def test_what_cannot_be_saved_is_said_on_the_page_and_changes_nothing(
    office: Running, post: Sink, visitor: httpx2.AsyncClient
) -> None:
    staff_id, link, _ = await told(office, post, "lena")
    await enters(visitor, link)
    good = {"version": "0", "digest_hour": "6", "customers": "daily"}
    assert (await visitor.post(PAGE, data=good)).status_code == 303

    wrong = [
        (412, good),
        (422, {**good, "version": "1", "orders": "off"}),
        (422, {**good, "version": "1", "weather": "off"}),
        (422, {**good, "version": "1", "digest_hour": "24"}),
        (422, {"customers": "off"}),
    ]
    for status, data in wrong:
        answer = await visitor.post(PAGE, data=data)
        assert (answer.status_code, 'role="alert"' in answer.text) == (status, True), data
    for site in ("cross-site", "same-site"):
        answer = await visitor.post(PAGE, data={**good, "version": "1"}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert await kept(office, staff_id) == {"customers": "daily"}


@pytest.mark.req("NX-18", "N15", "M1")
async def test_a_key_opens_nothing_but_what_it_was_made_for(
    office: Running, post: Sink, visitor: httpx2.AsyncClient
) -> None:
    staff_id, link, one_click = await told(office, post, "lars")
    page = await enters(visitor, link)
    cookie = visitor.headers.pop("Cookie").partition("=")[2]
    key = link.removeprefix("/m/")
    swapped = f"{'B' if key[0] == 'A' else 'A'}{key[1:]}"

    for path in ("/m/nothing", f"/m/{swapped}", f"/m/{cookie}", f"/m/{swapped}/orders", PAGE):
        assert (await visitor.get(path)).status_code == 410, path
    as_cookie = {"Cookie": f"__Host-vinculo-mails={key}"}
    assert (await visitor.get(PAGE, headers=as_cookie)).status_code == 410
    assert (await visitor.post(f"/m/{swapped}/orders", data=CLICK)).status_code == 410
    assert (
        await visitor.get("/v1/mails/preferences/me", headers={"Authorization": f"Bearer {key}"})
    ).status_code == 401

    gone = StaffMember(
        id=staff_id, version=2, name="Lars", email="lars@vinculo.test", groups=("Sellers",), active=False
    )
    await office.hears(StaffChanged(member=gone))

    async def shut() -> bool:
        return (await visitor.get(link)).status_code == 410

    await eventually(shut)
    as_visitor = {"Cookie": f"__Host-vinculo-mails={cookie}"}
    assert (await visitor.get(PAGE, headers=as_visitor)).status_code == 410
    assert (await visitor.post(PAGE, data={"version": "0", "digest_hour": "6"}, headers=as_visitor)).status_code == 410
    assert (await visitor.post(one_click, data=CLICK)).status_code == 410
    assert page.status_code == 200
    assert await kept(office, staff_id) == {}


async def test_one_click_of_a_mail_program_leaves_as_few_mails_of_that_kind_as_there_can_be(
    office: Running, post: Sink, visitor: httpx2.AsyncClient
) -> None:
    giver, _, one_click = await told(office, post, "lotte")
    del visitor.headers["Sec-Fetch-Site"]

    for other in ({}, {"List-Unsubscribe": "Later"}, {**CLICK, "digest_hour": "3"}):
        assert (await visitor.post(one_click, data=other)).status_code == 422
    assert (await visitor.post(one_click.replace("orders", "weather"), data=CLICK)).status_code == 422
    assert await kept(office, giver) == {}
    for _ in range(2):
        assert (await visitor.post(one_click, data=CLICK)).status_code == 200
    as_multipart = {"List-Unsubscribe": (None, "One-Click")}
    answer = await visitor.post(one_click.replace("orders", "customers"), files=as_multipart)
    assert answer.status_code == 200
    assert await kept(office, giver) == {"orders": "daily", "customers": "off"}
    (found,) = await office.database.collection("preferences").find({"_id": giver})
    assert found["version"] == 2, "twice is once"

    heir = await office.employs("leo", "Sellers")
    mails = office.database.collection("mails")

    async def dropped() -> bool:
        # The choice takes effect within a second.
        customer = customer_created()
        await office.hears(customer, moved(customer, heir, giver))
        return bool(await mails.find_one({"recipient_id": giver, "state": "dropped"}))

    await eventually(dropped, every=0.5)


async def test_supervisors_choose_about_supervisors_mails_too_and_others_keep_theirs(
    office: Running, post: Sink, visitor: httpx2.AsyncClient
) -> None:
    _, link, _ = await told(office, post, "lucy", "Supervisors")

    assert 'name="unassigned" value="daily"' in (await enters(visitor, link)).text
