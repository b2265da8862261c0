"""The card follows what assignment links."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.customers.conftest import Office
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import (
    CustomerManagerCleared,
    CustomerManagerLinked,
    Decided,
    LinkEvent,
    LinkRestated,
    LinksReplayFinished,
)
from contracts.customers import CustomerUpdated
from contracts.replay import Replay

pytestmark = pytest.mark.asyncio(loop_scope="module")


def news(kind: type[LinkEvent], customer_id: str, version: int, card: int, manager: str | None) -> LinkEvent:
    decided = Decided(
        decision_id=new_id(), row="O14", reason="DISTRIBUTED_NEW", decided_at=datetime.now(UTC), causation_id=new_id()
    )
    return kind(customer_id=customer_id, version=version, card_version=card, manager_id=manager, decided=decided)


async def _made(office: Office, **fields: Any) -> str:
    made = await office.admin.post("/v1/customers", json={"name": "X", **fields})
    return str(made.json()["id"])


async def _shown(office: Office, customer_id: str) -> tuple[int, str | None]:
    card = (await office.admin.get(f"/v1/customers/{customer_id}")).json()
    return card["version"], card["manager"] and card["manager"]["id"]


@pytest.mark.req("RC-5", "RC-10", "RC-14")
async def test_a_link_fills_the_card_and_older_news_changes_nothing(office: Office) -> None:
    ana, ben = office.ids["ana"], office.ids["ben"]
    customer = await _made(office)
    second = news(CustomerManagerLinked, customer, 2, 1, ben)
    await office.service.hears(second, second, news(CustomerManagerLinked, customer, 1, 1, ana))
    told = await office.service.tells(CustomerUpdated, lambda event: event.subject == customer)
    assert (told.act.verb, told.act.actor.kind, told.act.choice) == ("linked", "system", None)
    assert (told.customer.manager_id, told.customer.version, told.customer.link_version) == (ben, 2, 2)
    await office.service.hears(news(CustomerManagerCleared, customer, 3, 2, None))
    await office.service.tells(CustomerUpdated, lambda event: (event.subject, event.sequence) == (customer, 3))
    assert await _shown(office, customer) == (3, None)
    assert [event.sequence for event in office.service.told_of(customer, CustomerUpdated)] == [2, 3]


@pytest.mark.req("RC-6")
async def test_what_a_human_chose_on_a_later_card_stands(office: Office) -> None:
    ana, ben = office.ids["ana"], office.ids["ben"]
    customer = await _made(office)
    await office.admin.patch(f"/v1/customers/{customer}", json={"manager_id": ana}, headers={"If-Match": '"1"'})
    await office.service.hears(
        news(CustomerManagerLinked, customer, 1, 1, ben),
        news(CustomerManagerLinked, customer, 2, 2, ana),
        news(CustomerManagerCleared, customer, 3, 2, None),
    )
    await office.service.tells(CustomerUpdated, lambda event: (event.subject, event.act.verb) == (customer, "linked"))
    seen = office.service.told_of(customer, CustomerUpdated)
    assert [(event.customer.version, event.customer.manager_id) for event in seen] == [(2, ana), (3, None)]


async def test_news_that_nobody_sees_refuses_nobodys_save(office: Office) -> None:
    ana = office.ids["ana"]
    customer = await _made(office, manager_id=ana)
    await office.service.hears(news(CustomerManagerLinked, customer, 1, 1, ana))
    for version in range(1, 20):
        saved = await office.admin.patch(
            f"/v1/customers/{customer}", json={"name": f"X{version}"}, headers={"If-Match": f'"{version}"'}
        )
        assert saved.status_code == 200
    await office.service.hears(news(CustomerManagerCleared, customer, 2, 20, None))
    last = await office.service.tells(
        CustomerUpdated, lambda event: (event.subject, event.act.verb) == (customer, "linked")
    )
    assert (last.customer.version, last.customer.link_version) == (21, 2)


async def _told_anew(office: Office, heal: bool, *links: tuple[str, int, int, str | None]) -> dict[str, dict[str, Any]]:
    """Tells links anew: customer, version, card and manager. What drifted, by customer."""
    replay = Replay(id=new_id(), heal=heal)
    told = [
        LinkRestated(customer_id=each, version=version, card_version=card, manager_id=manager, replay=replay)
        for each, version, card, manager in links
    ]
    await office.service.hears(*told, LinksReplayFinished(replay=replay, told={"links": len(told)}))
    path = f"/v1/customers/replicas/{replay.id}"

    async def finished() -> bool:
        return bool((await office.admin.get(path)).json()["finished"])

    await eventually(finished)
    return {each["id"]: each for each in (await office.admin.get(f"{path}/drift")).json()["items"]}


@pytest.mark.req("N5", "RC-10")
async def test_news_of_a_link_that_was_lost_is_made_good_when_links_are_told_anew(office: Office) -> None:
    ana, ben = office.ids["ana"], office.ids["ben"]
    never, lost, written = await _made(office), await _made(office), await _made(office, manager_id=ana)
    links = [(never, 0, 1, None), (lost, 1, 1, ben), (written, 0, 1, None)]

    found = await _told_anew(office, False, *links)
    assert {each: (drift["found"], drift["fields"], drift["healed"]) for each, drift in found.items()} == {
        lost: ("behind", ["manager_id"], False),
        written: ("different", ["manager_id"], False),
    }
    assert await _shown(office, lost) == (1, None), "a check changes nothing"

    found = await _told_anew(office, True, *links)
    assert all(drift["healed"] for drift in found.values())
    assert [await _shown(office, each) for each in (never, lost, written)] == [(1, None), (2, ben), (2, None)]
    (told,) = office.service.told_of(lost, CustomerUpdated)
    assert (told.act.verb, told.customer.manager_id, told.customer.link_version) == ("linked", ben, 1)
    assert await _told_anew(office, True, *links) == {}
    await office.service.hears(
        news(CustomerManagerLinked, lost, 1, 1, ana), news(CustomerManagerCleared, lost, 2, 2, None)
    )
    await office.service.tells(CustomerUpdated, lambda event: (event.subject, event.sequence) == (lost, 3))
    assert await _shown(office, lost) == (3, None)


@pytest.mark.req("N5", "RC-6")
async def test_a_choice_that_is_not_decided_yet_stands_when_links_are_told_anew(office: Office) -> None:
    ana, ben = office.ids["ana"], office.ids["ben"]
    customer, gone = await _made(office), new_id()
    chosen = {"manager_id": ana}
    await office.admin.patch(f"/v1/customers/{customer}", json=chosen, headers={"If-Match": '"1"'})
    found = await _told_anew(office, True, (customer, 1, 1, ben), (gone, 1, 1, ben))
    assert {each: (drift["found"], drift["healed"]) for each, drift in found.items()} == {
        customer: ("undecided", False),
        gone: ("missing", False),
    }
    assert await _shown(office, customer) == (2, ana)
    assert await _told_anew(office, True, (customer, 2, 2, ana)) == {}


@pytest.mark.req("M1", "RC-19")
async def test_the_card_of_a_deactivated_manager_is_stale_and_he_is_out(office: Office) -> None:
    dora = await office.service.employs("dora", "Sellers")
    hers = await office.service.as_("dora@vinculo.test")
    await office.service.lets_in(hers, path="/v1/customers")
    customer = await _made(office, manager_id=dora)
    await office.service.employs("dora", "Sellers", active=False, member_id=dora, version=2)

    async def stale() -> bool:
        manager = (await office.admin.get(f"/v1/customers/{customer}")).json()["manager"]
        return bool(manager == {"id": dora, "name": "Dora", "state": "stale"})

    async def out() -> bool:
        return (await hers.get("/v1/customers")).status_code == 403

    await eventually(stale)
    await eventually(out)
