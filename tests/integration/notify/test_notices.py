"""Mails about a departure (M1), the digest after an absence (O8), and that of a transfer (M4), over the bus and through
SMTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from tests.integration.notify.conftest import notify_running
from tests.integration.notify.story import assigned, customer_created, decided, order_created
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import (
    Absence,
    AbsenceChanged,
    AbsenceRestated,
    OrderAssigned,
    Recipient,
    StaffDeactivated,
    TransferFinished,
    TransferShare,
)
from contracts.orders import OrderCreated, OrderRestated
from contracts.replay import Replay

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = timedelta(hours=1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(mongo_uri: str, module_amqp_uri: str, post: Sink) -> AsyncIterator[Running]:
    async with notify_running(mongo_uri, module_amqp_uri, post) as service:
        yield service


def covered(order: OrderCreated, cover: str, absent: str, absence_id: str) -> OrderAssigned:
    """The order went to the cover; the absent manager is to be told in his digest."""
    return OrderAssigned(
        order_id=order.order.id,
        customer_id=order.order.customer_id,
        number=1,
        order_version=1,
        manager_id=cover,
        decided=decided("COVER"),
        recipients=(
            Recipient(staff_id=cover, role="assignee"),
            Recipient(staff_id=absent, role="absent_manager", absence_id=absence_id),
        ),
    )


def away(staff_id: str, absence_id: str, *, version: int = 1, ends: timedelta = HOUR) -> AbsenceChanged:
    now = datetime.now(UTC)
    return AbsenceChanged(
        absence=Absence(id=absence_id, version=version, staff_id=staff_id, start=now - HOUR, end=now + ends)
    )


async def mails(post: Sink, name: str, count: int) -> list[str]:
    """Subjects of that many mails to him."""

    async def look() -> bool:
        return len(post.to(f"{name}@vinculo.test")) >= count

    await eventually(look)
    return [mail["Subject"] for mail in post.to(f"{name}@vinculo.test")]


@pytest.mark.req("M1")
async def test_each_active_supervisor_is_asked_once_to_reassign(office: Running, post: Sink) -> None:
    gone = await office.employs("gustavo", "Sellers", active=False, version=4)
    boss, other, former = [
        await office.employs(name, "Supervisors", active=name != "former") for name in ("boss", "other", "former")
    ]
    told = StaffDeactivated(
        staff_id=gone,
        version=4,
        since=datetime.now(UTC),
        customers=3,
        open_orders=1,
        recipients=tuple(Recipient(staff_id=each, role="supervisor") for each in (boss, other, former)),
    )
    await office.hears(told, told)

    expected = ["Gustavo is inactive: reassign 3 customers and 1 open order"]
    assert await mails(post, "boss", 1) == expected
    assert await mails(post, "other", 1) == expected
    # The next time that he is deactivated is another task.
    await office.hears(told.model_copy(update={"version": 6, "customers": 1}))
    assert await mails(post, "boss", 2) == [*expected, "Gustavo is inactive: reassign 1 customer and 1 open order"]
    assert post.to("former@vinculo.test") == []


@pytest.mark.req("O8", "M3")
async def test_whoever_was_away_gets_one_digest_when_he_is_back(office: Running, post: Sink) -> None:
    marta, kai = await office.employs("marta", "Sellers"), await office.employs("kai", "Sellers")
    absence, orders = new_id(), [order_created() for _ in range(3)]
    await office.hears(*orders[:2], *(covered(order, kai, marta, absence) for order in orders[:2]))
    # News of the absence comes after news of what it led to.
    await office.hears(away(marta, absence))
    await mails(post, "kai", 2)
    await office.hears(orders[2], covered(orders[2], kai, marta, absence))
    await mails(post, "kai", 3)
    assert post.to("marta@vinculo.test") == []

    await office.hears(away(marta, absence, version=2, ends=timedelta(0)))

    assert await mails(post, "marta", 1) == ["While you were away: 3 orders"]
    (digest,) = post.to("marta@vinculo.test")
    body = digest.get_body(["html"])
    assert body is not None
    html = body.get_content()
    assert html.count("· Kai") == 3
    assert all(f"/orders/{order.order.id}" in html for order in orders)


@pytest.mark.req("O8", "N5")
async def test_a_digest_leaves_no_order_out_and_comes_when_what_was_lost_is_told_anew(
    office: Running, post: Sink
) -> None:
    rita, kurt = await office.employs("rita", "Sellers"), await office.employs("kurt", "Sellers")
    absence, orders = away(rita, new_id(), ends=timedelta(0)).absence, [order_created() for _ in range(2)]
    await office.hears(*orders, *(covered(order, kurt, rita, absence.id) for order in orders))
    await mails(post, "kurt", 2)
    lost = orders[0]
    await office.database.collection("orders").delete_many({"_id": lost.order.id})
    replay = Replay(id=new_id(), heal=True)
    # News of the absence never came.
    await office.hears(AbsenceRestated(absence=absence, replay=replay))

    async def claimed() -> bool:
        return (
            await office.database.collection("covered_orders").count({"staff_id": rita, "digest_id": {"$gt": ""}}) == 2
        )

    await eventually(claimed)
    await office.hears(OrderRestated(order=lost.order, contact=lost.contact, replay=replay))

    assert await mails(post, "rita", 1) == ["While you were away: 2 orders"]
    assert len(post.to("rita@vinculo.test")) == 1


@pytest.mark.req("O8")
async def test_there_is_one_digest_a_day(office: Running, post: Sink) -> None:
    nora, kaya = await office.employs("nora", "Sellers"), await office.employs("kaya", "Sellers")
    olaf = await office.employs("olaf", "Sellers")
    for seen, absent in enumerate((nora, nora, olaf), start=1):
        absence, order = new_id(), order_created()
        await office.hears(away(absent, absence), order, covered(order, kaya, absent, absence))
        await mails(post, "kaya", seen)
        await office.hears(away(absent, absence, version=2, ends=timedelta(0)))
        await mails(post, "nora", 1)
    # He is back later, and has his.
    await mails(post, "olaf", 1)
    assert len(post.to("nora@vinculo.test")) == 1
    yesterday = datetime.now(UTC) - timedelta(days=1)
    await office.database.collection("covered_orders").update_many(
        {"staff_id": nora, "mailed": True}, {"$set": {"digest_at": yesterday}}
    )
    assert await mails(post, "nora", 2) == ["While you were away: 1 order"] * 2


@pytest.mark.req("M1", "O8")
async def test_somebody_inactive_gets_no_digest(office: Running, post: Sink) -> None:
    olga, kai = await office.employs("olga", "Sellers"), await office.employs("kim", "Sellers")
    pia, absences = await office.employs("pia", "Sellers"), (new_id(), new_id())
    for absent, absence in zip((olga, pia), absences, strict=True):
        order = order_created()
        await office.hears(away(absent, absence), order, covered(order, kai, absent, absence))
    await mails(post, "kim", 2)
    await office.employs("olga", "Sellers", active=False, member_id=olga, version=2)

    async def left() -> bool:
        found = await office.database.collection("members").find_one({"_id": olga})
        return found is not None and not found["active"]

    await eventually(left)
    for absent, absence in zip((olga, pia), absences, strict=True):
        await office.hears(away(absent, absence, version=2, ends=timedelta(0)))
    await mails(post, "pia", 1)
    assert post.to("olga@vinculo.test") == []


@pytest.mark.req("M4")
async def test_a_transfer_is_told_once_to_each_of_those_concerned(office: Running, post: Sink) -> None:
    former, ion = await office.employs("felipe", "Sellers"), await office.employs("ion", "Sellers")
    gone, boss = await office.employs("irene", "Sellers", active=False), await office.employs("berta", "Supervisors")
    customer = customer_created()
    await office.hears(customer)
    first = (customer.customer.id, new_id())
    told = TransferFinished(
        transfer_id=new_id(),
        version=9,
        author_id=boss,
        counts={"assigned": 3, "conflict": 1},
        got=(
            TransferShare(staff_id=ion, customers=2, orders=1, first_customer_ids=first),
            TransferShare(staff_id=gone, customers=1),
        ),
        gave=(TransferShare(staff_id=former, customers=3, orders=1, first_customer_ids=first),),
        finished_at=datetime.now(UTC),
        recipients=tuple(
            Recipient(staff_id=person, role=role)
            for person, role in (
                (ion, "assignee"),
                (gone, "assignee"),
                (former, "former_manager"),
                (boss, "author"),
            )
        ),
    )

    await office.hears(told, told)

    assert await mails(post, "ion", 1) == ["Yours now: 2 customers of Felipe"]
    assert await mails(post, "felipe", 1) == ["Handed over to 2 colleagues: 3 customers"]
    assert await mails(post, "berta", 1) == ["Transfer done: 3 customers"]
    assert post.to("irene@vinculo.test") == []
    (mail,) = post.to("ion@vinculo.test")
    body = mail.get_body(["html"])
    assert body is not None
    assert f"/customers/{customer.customer.id}" in body.get_content()
    assert "Pan y Vino" in body.get_content()


async def test_somebody_in_two_roles_gets_one_mail(office: Running, post: Sink) -> None:
    both, order = await office.employs("bruna", "Sellers", "Supervisors"), order_created()
    twice = assigned(order, both, (both, "supervisor"), (both, "card_manager"))
    last = order_created()
    await office.hears(order, twice, last, assigned(last, both))

    assert await mails(post, "bruna", 2) == ["Order O-2026-000123 · Ferretería López · €33.75"] * 2
    recorded = await office.database.collection("mails").find({"recipient_id": both})
    assert sorted(each["order_id"] for each in recorded) == sorted((order.order.id, last.order.id))
