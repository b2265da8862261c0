"""The story of the demo, step by step: each asserts what it tells."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from rich.console import Console

from devstack.demo.company import DOMAIN, load_company
from devstack.demo.stage import Decided, Request, Stage, StepFailed, checked, moment_of
from devstack.signing_in import token_of
from devstack.system import FIRST_ADMIN

ELENA, LUCIA, WEB_SHOP, VERA = (
    f"{name}@{DOMAIN}" for name in ("elena.marin", "lucia.ferrer", "webshop", "vera.stoeva")
)
_PEOPLE_GROUPS = ("Supervisors", "Managers", "Sellers")
_SELLERS_WHEEL = {"strategy": "round_robin", "pools": [{"name": "sellers", "groups": ["Sellers"]}]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step. `took`: what its milliseconds are measured to; `why`: the decision as a sentence."""

    ms: float
    took: str
    detail: str
    why: str = ""
    trace: str = ""


@dataclass
class Play:
    """What later steps know of earlier ones. `number` counts the plays on this system."""

    stage: Stage
    console: Console
    number: int = 1
    staff: dict[str, Any] = field(default_factory=dict)
    products: dict[str, Any] = field(default_factory=dict)
    customer: Mapping[str, Any] = field(default_factory=dict)
    owner_id: str = ""
    order_link: str = ""

    def named(self, name: str) -> str:
        """A name for a fresh customer."""
        return name if self.number == 1 else f"{name} {self.number}"

    def lines(self, **wanted: int) -> list[dict[str, Any]]:
        """Lines of an order: `COF_SID=2` are two of COF-SID."""
        skus = {name.replace("_", "-"): quantity for name, quantity in wanted.items()}
        return [{"product_id": self.products[sku]["id"], "quantity": quantity} for sku, quantity in skus.items()]


async def open_the_shop(play: Play) -> Outcome:
    """Step 1: a shop with staff in three groups, a catalogue in several currencies, customers in four languages."""
    stage, began = play.stage, Request()
    tallies = await load_company(stage.urls["gateway"], token_of(stage.urls["identity"], FIRST_ADMIN), play.console)
    play.staff = {member["email"]: member for member in await _all(stage, "staff")}
    await _bring_back(stage, play.staff[LUCIA])
    play.products = {product["sku"]: product for product in await _all(stage, "products")}
    customers = await _all(stage, "customers")
    await _turn_the_wheel_among_sellers(stage)
    while await _exists(stage, f"STORY-{play.number}-LINK"):
        play.number += 1

    groups = {name for member in play.staff.values() for name in member["groups"]}
    currencies = sorted({code for product in play.products.values() for code in product["prices"]})
    languages = sorted({customer["language"] for customer in customers if customer["language"]})
    if not groups.issuperset(_PEOPLE_GROUPS) or len(currencies) < 3 or not {"bg", "en", "es", "ro"} <= {*languages}:
        raise StepFailed(f"the company is not complete: {groups}, {currencies}, {languages}")
    added = sum(tally.created for tally in tallies.values())
    detail = (
        f"{len(play.staff)} members of staff, {len(play.products)} products in {', '.join(currencies)}, "
        f"{len(customers)} customers in {', '.join(languages)}; {added} of them new"
    )
    now = datetime.now(UTC)
    stage.saw(now, "gateway", detail)
    return Outcome(began.ms_until(now), "loaded", detail)


async def order_by_link(play: Play) -> Outcome:
    """Step 2: a customer with a manager orders through the personal link (RC-7, ML-27 to ML-29)."""
    stage, lucia = play.stage, play.staff[LUCIA]
    play.customer = await _new_customer(
        play, ELENA, "LINK", "Taberna del Puerto", "es", "EUR", discount_percent="10", manager_id=lucia["id"]
    )
    seller = stage.as_(LUCIA)
    link = checked(await seller.post("/v1/order-links", json={"customer_id": play.customer["id"]}), 201)
    play.order_link = link["url"]
    request, order = await _shop(play, OIL_PIC=2, COF_ESP=6, SWE_TUR=12)
    decided = await stage.decided(order["id"], request)
    _expect(decided, "O7", "CUSTOMER_MANAGER", lucia["id"])
    mailed = await stage.mailed(order, LUCIA)
    return _outcome(decided, request, mailed)


async def order_by_api(play: Play) -> Outcome:
    """Step 3: a new customer orders through the API; the wheel turns, card and order get the same manager (O14)."""
    stage = play.stage
    customer = await _new_customer(play, WEB_SHOP, "API", "Cafeneaua Gării", "ro", "RON", channel="api")
    request, order = await _order(play, WEB_SHOP, customer, "api", COF_SID=4, SWE_ROS=10)
    decided = await stage.decided(order["id"], request)
    _expect(decided, "O14", "DISTRIBUTED_NEW")
    await stage.card_shows(customer["id"], decided.manager_id)
    mailed = await stage.mailed(order, _email_of(play, decided.manager_id))
    return _outcome(decided, request, mailed)


async def order_by_manager(play: Play) -> Outcome:
    """Step 4: a manager creates an order for a customer without one; he has him now, and no mail (RC-12, O11)."""
    stage, elena = play.stage, play.staff[ELENA]
    customer = await _new_customer(play, VERA, "OFFICE", "Хлебарница Слънце", "bg", "BGN")
    request, order = await _order(play, ELENA, customer, "office", COF_HUE=2, SWE_HON=5, PRE_LJU=24)
    decided = await stage.decided(order["id"], request)
    _expect(decided, "O11", "CREATOR", elena["id"])
    await stage.card_shows(customer["id"], elena["id"])
    await _no_mail(stage, decided, elena, request.at)
    return Outcome(
        decided.after_ms, "decided", f"{_told(decided)}; no mail about her own act", decided.why, request.trace
    )


async def order_after_deactivation(play: Play) -> Outcome:
    """Step 5: a manager is deactivated, his customer orders again: somebody else gets order and card (O13, M1)."""
    stage, lucia = play.stage, play.staff[LUCIA]
    member = await _set_active(stage, lucia, active=False)
    gone_at = moment_of(member["updated_at"])
    stage.saw(gone_at, "assignment", f"{lucia['name']} is deactivated")
    request, order = await _shop(play, OIL_PIC=1, CHE_MAN=2)
    decided = await stage.decided(order["id"], request)
    _expect(decided, "O13", "INACTIVE_REPLACED")
    if decided.manager_id == lucia["id"]:
        raise StepFailed("the order went to the deactivated manager")
    play.owner_id = decided.manager_id
    await stage.card_shows(play.customer["id"], decided.manager_id)
    mailed = await stage.mailed(order, _email_of(play, decided.manager_id))
    await _no_mail(stage, decided, lucia, gone_at)
    return _outcome(decided, request, mailed, f"; none to {lucia['name']}")


async def ask_as_another(play: Play) -> Outcome:
    """Step 6: another seller asks for that customer, and finds nobody (NX-17, NX-18)."""
    stage = play.stage
    others = (
        member
        for member in play.staff.values()
        if "Sellers" in member["groups"] and member["email"] != LUCIA and member["id"] != play.owner_id
    )
    other, owner = next(others), next(each for each in play.staff.values() if each["id"] == play.owner_id)
    path = f"/v1/customers/{play.customer['id']}"
    checked(await stage.as_(owner["email"]).get(path), 200)
    request = Request()
    checked(await stage.as_(other["email"]).get(path, headers=request.headers), 404)
    at = datetime.now(UTC)
    found = checked(await stage.as_(other["email"]).get("/v1/customers", params={"q": play.customer["email"]}))
    if found["items"]:
        raise StepFailed(f"{other['name']} finds {play.customer['name']} in the list")
    stage.saw(at, "customers", f"{other['name']} asks for {play.customer['name']}: 404")
    detail = f"{other['name']} gets 404 and an empty list, {owner['name']} sees the card"
    return Outcome(request.ms_until(at), "answered", detail, trace=request.trace)


Step = Callable[[Play], Awaitable[Outcome]]
STORY: Mapping[str, Step] = {
    "A shop with staff in three groups, a catalogue in three currencies, customers in four languages": open_the_shop,
    "A customer with a manager orders through the personal link": order_by_link,
    "A new customer orders through the API": order_by_api,
    "A manager creates an order for a customer without one": order_by_manager,
    "A manager is deactivated, and his customer orders again": order_after_deactivation,
    "Another seller asks for that customer": ask_as_another,
}


async def _all(stage: Stage, kind: str) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = checked(await stage.admin.get(f"/v1/{kind}", params={"limit": "200", **cursor}))
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = {"cursor": page["next"]}


async def _exists(stage: Stage, external_id: str) -> bool:
    page = checked(await stage.admin.get("/v1/customers", params={"external_id": external_id}))
    return bool(page["items"])


async def _set_active(stage: Stage, member: Mapping[str, Any], *, active: bool) -> Any:
    path = f"/v1/staff/{member['id']}"
    now = checked(await stage.admin.get(path))
    if now["active"] is active:
        return now
    return checked(await stage.admin.patch(path, json={"active": active}, headers={"If-Match": f'"{now["version"]}"'}))


async def _bring_back(stage: Stage, member: Mapping[str, Any]) -> None:
    """The play before sent her away: make her active again, and wait until every service has heard of it."""
    await _set_active(stage, member, active=True)

    async def heard() -> bool:
        doors = [await stage.as_(member["email"]).get(f"/v1/{door}") for door in ("customers", "orders", "mails")]
        cards = checked(await stage.admin.get("/v1/customers", params={"manager_id": member["id"]}))["items"]
        return all(door.is_success for door in doors) and all(card["manager"]["state"] == "active" for card in cards)

    await stage.until(f"{member['name']} back at work", heard)


async def _turn_the_wheel_among_sellers(stage: Stage) -> None:
    now = checked(await stage.admin.get("/v1/distribution"))
    if [pool["name"] for pool in now["pools"]] == ["sellers"] and now["strategy"] == "round_robin":
        return
    headers = {"If-Match": f'"{now["version"]}"'}
    checked(await stage.admin.put("/v1/distribution", json=_SELLERS_WHEEL, headers=headers))


async def _new_customer(
    play: Play, by: str, step: str, name: str, language: str, currency: str, **more: str
) -> Mapping[str, Any]:
    body = {
        "external_id": f"STORY-{play.number}-{step}",
        "name": play.named(name),
        "email": f"story-{play.number}-{step.lower()}@customers.example",
        "status": "current",
        "language": language,
        "currency": currency,
        **more,
    }
    customer: Mapping[str, Any] = checked(await play.stage.as_(by).post("/v1/customers", json=body), 201)
    made_by = next(member["name"] for member in play.staff.values() if member["email"] == by)
    play.stage.saw(moment_of(customer["created_at"]), "customers", f"{made_by} adds {customer['name']}")
    return customer


async def _shop(play: Play, **wanted: int) -> tuple[Request, Mapping[str, Any]]:
    """The customer opens his link, fills his cart and sends it."""
    stage, browser = play.stage, play.stage.anybody()
    shop = checked(await browser.get(play.order_link))
    stage.saw(
        datetime.now(UTC), "orders", f"{shop['customer']['name']} opens the link: {len(shop['products'])} products"
    )
    for line in play.lines(**wanted):
        checked(await browser.post("/shop/cart", json=line))
    request = Request()
    order = checked(
        await browser.post("/shop/orders", json={"submission_id": str(uuid4())}, headers=request.headers), 201
    )
    _saw_order(stage, order)
    return request, order


async def _order(
    play: Play, by: str, customer: Mapping[str, Any], channel: str, **wanted: int
) -> tuple[Request, Mapping[str, Any]]:
    body = {"customer_id": customer["id"], "channel": channel, "lines": play.lines(**wanted)}
    client = play.stage.as_(by)
    request = Request()
    order = checked(await client.post("/v1/orders", json=body, headers=request.headers), 201)
    _saw_order(play.stage, order)
    return request, order


def _saw_order(stage: Stage, order: Mapping[str, Any]) -> None:
    total = f"{order['total']['amount']} {order['total']['currency']}"
    what = f"{order['number']} of {order['customer']['name']}: {len(order['lines'])} lines, {total}"
    stage.saw(moment_of(order["created_at"]), "orders", what)


def _expect(decided: Decided, row: str, reason: str, manager_id: str | None = None) -> None:
    if (decided.row, decided.reason) != (row, reason):
        raise StepFailed(f"decided by {decided.row} {decided.reason} instead of {row} {reason}: {decided.why}")
    if manager_id is not None and decided.manager_id != manager_id:
        raise StepFailed(f"the order went to {decided.manager}: {decided.why}")


async def _no_mail(stage: Stage, decided: Decided, member: Mapping[str, Any], since: datetime) -> None:
    """StepFailed if anything was mailed to somebody since then, or is going to be about this order."""
    box = (await stage.admin.get(f"{stage.urls['mails']}/api/mails", params={"to": member["email"]})).json()
    if member["id"] in decided.told or any(moment_of(mail["received_at"]) > since for mail in box):
        raise StepFailed(f"{member['name']} got a mail")


def _email_of(play: Play, staff_id: str) -> str:
    return next(str(member["email"]) for member in play.staff.values() if member["id"] == staff_id)


def _told(decided: Decided) -> str:
    order = decided.order
    total = f"{order['total']['amount']} {order['total']['currency']}"
    return f"{order['number']} ({total}) → {decided.manager}: {decided.reason}"


def _outcome(decided: Decided, request: Request, mailed: datetime, remark: str = "") -> Outcome:
    ms = request.ms_until(mailed)
    detail = f"{_told(decided)}, decided after {decided.after_ms:.0f} ms, mail after {ms:.0f} ms{remark}"
    return Outcome(ms, "in the mailbox", detail, decided.why, request.trace)
