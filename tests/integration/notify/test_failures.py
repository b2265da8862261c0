"""SMTP servers that say no, later, or nothing; processes that die; people who leave."""

import asyncio

import httpx2
import pytest
from tests.integration.notify.conftest import notify_running, sent_mail
from tests.integration.notify.story import assigned, order_created
from tests.integration.notify.test_order_mails import arrived
from tests.support.running import Running
from tests.support.smtp import Mode, Sink, smtp_sink
from tests.support.waiting import eventually

from contracts.notify import MailFailed


@pytest.fixture
async def vera(notify: Running) -> httpx2.AsyncClient:
    """A supervisor, who sees all mails."""
    await notify.employs("vera", "Supervisors")
    client = await notify.as_("vera@vinculo.test")
    await notify.lets_in(client, path="/v1/mails")
    return client


async def in_state(client: httpx2.AsyncClient, state: str, attempts: int = 1) -> dict[str, object]:
    """The one mail, as soon as it is in that state after so many attempts."""

    async def look() -> dict[str, object] | None:
        items = (await client.get("/v1/mails")).json()["items"]
        fits = [mail for mail in items if mail["state"] == state and mail["attempts"] >= attempts]
        return fits[0] if fits else None

    mail = await eventually(look, timeout=30)
    assert mail is not None
    return mail


async def a_mail_to_maria(notify: Running) -> str:
    """Somebody ordered and the order is Maria's; her id."""
    maria = await notify.employs("maria", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, maria))
    return maria


async def test_a_server_that_says_later_gets_the_mail_later(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.TRY_LATER
    await a_mail_to_maria(notify)
    waiting = await in_state(vera, "queued")
    assert waiting["reason"] == "451 4.3.0 try later"
    sink.mode = Mode.ACCEPT

    sent = await in_state(vera, "sent", attempts=2)

    assert (sent["reason"], sent["doubtful"]) == (None, False)
    assert len(sink.to("maria@vinculo.test")) == 1


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.REFUSE_RECIPIENT])
async def test_a_refusal_is_final_and_told(notify: Running, sink: Sink, vera: httpx2.AsyncClient, mode: Mode) -> None:
    sink.mode = mode
    await a_mail_to_maria(notify)

    failed = await in_state(vera, "failed")

    told = await notify.tells(MailFailed)
    assert (told.mail.id, told.mail.reason) == (failed["id"], failed["reason"])
    assert str(failed["reason"]).startswith("55")


async def test_a_connection_lost_after_data_means_the_same_mail_again(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.DROP_AFTER_DATA
    await a_mail_to_maria(notify)
    assert (await in_state(vera, "unknown"))["doubtful"]
    sink.mode = Mode.ACCEPT

    sent = await in_state(vera, "sent", attempts=2)

    first, second = sink.to("maria@vinculo.test")
    assert first["Message-ID"] == second["Message-ID"] == sent["message_id"]
    metrics = (await vera.get("/metrics")).text
    assert "vinculo_mails_doubtful_total 1.0" in metrics
    assert 'vinculo_mails_total{result="in_doubt"} 1.0' in metrics


async def test_a_connection_lost_before_data_leaves_no_doubt(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.DROP_BEFORE_DATA
    await a_mail_to_maria(notify)
    assert not (await in_state(vera, "queued"))["doubtful"]
    sink.mode = Mode.ACCEPT

    assert not (await in_state(vera, "sent", attempts=2))["doubtful"]


async def test_a_kept_connection_that_died_is_replaced_at_once(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    await a_mail_to_maria(notify)
    await arrived(sink, "maria@vinculo.test")
    sink.hang_up()
    await a_mail_to_ivan(notify)

    (mail,) = await arrived(sink, "ivan@vinculo.test")

    sent = await sent_mail(notify, message_id=str(mail["Message-ID"]))
    assert sent["attempts"] == 1


async def a_mail_to_ivan(notify: Running) -> None:
    """Another order, Ivan's."""
    ivan = await notify.employs("ivan", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, ivan))


@pytest.mark.req("M1")
async def test_a_queued_mail_to_somebody_who_left_is_dropped(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.TRY_LATER
    maria = await a_mail_to_maria(notify)
    await in_state(vera, "queued")
    await notify.employs("maria", "Sellers", active=False, member_id=maria, version=2)
    sink.mode = Mode.ACCEPT

    dropped = await in_state(vera, "dropped")

    assert dropped["reason"] == "the recipient is not active"
    assert not sink.raw
    assert (await vera.post(f"/v1/mails/{dropped['id']}/resend")).status_code == 409


@pytest.mark.req("M1", "M2")
async def test_what_was_queued_for_somebody_who_left_is_not_sent_when_he_comes_back(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.TRY_LATER
    maria = await a_mail_to_maria(notify)
    await in_state(vera, "queued", attempts=1)
    await notify.employs("maria", "Sellers", active=False, member_id=maria, version=2)
    await in_state(vera, "dropped", attempts=1)
    await notify.employs("maria", "Sellers", member_id=maria, version=3)
    sink.mode = Mode.ACCEPT

    async def back() -> bool:
        known = await notify.database.collection("members").find_one({"_id": maria})
        return known is not None and known["version"] == 3

    await eventually(back)
    order = order_created()
    await notify.hears(order, assigned(order, maria))

    await arrived(sink, "maria@vinculo.test")
    assert len(sink.raw) == 1


async def test_a_failed_mail_can_be_sent_once_more_on_request(
    notify: Running, sink: Sink, vera: httpx2.AsyncClient
) -> None:
    sink.mode = Mode.REFUSE
    await a_mail_to_maria(notify)
    failed = await in_state(vera, "failed")
    sink.mode = Mode.ACCEPT
    key = {"Idempotency-Key": "again"}

    answers = [await vera.post(f"/v1/mails/{failed['id']}/resend", headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    (mail,) = await arrived(sink, "maria@vinculo.test")
    assert mail["Message-ID"] == failed["message_id"]
    await in_state(vera, "sent", attempts=2)


async def test_a_server_without_pipelining_and_eight_bits_gets_the_same_mail(mongo_uri: str, amqp_uri: str) -> None:
    async with smtp_sink(modern=False) as sink, notify_running(mongo_uri, amqp_uri, sink) as notify:
        await a_mail_to_maria(notify)

        (mail,) = await arrived(sink, "maria@vinculo.test")
        assert "Ferretería López" in mail.get_body(["html"]).get_content()
        assert sink.raw[0][1].isascii()


async def test_a_mail_left_by_a_crash_after_data_is_sent_again_and_doubtful(mongo_uri: str, amqp_uri: str) -> None:
    database = {"VINCULO_MONGO_DATABASE": "test_notify_crash"}
    async with smtp_sink() as sink:
        sink.mode = Mode.SILENT_AFTER_DATA
        async with notify_running(mongo_uri, amqp_uri, sink, **database) as notify:
            await notify.permits("Supervisors", {"mails.read": "all"})
            await notify.employs("vera", "Supervisors")
            await a_mail_to_maria(notify)
            await arrived(sink, "maria@vinculo.test")
            await notify.dies()
        sink.mode = Mode.ACCEPT
        async with notify_running(mongo_uri, amqp_uri, sink, **database) as notify:
            vera = await notify.as_("vera@vinculo.test")
            sent = await in_state(vera, "sent", attempts=2)

    assert sent["doubtful"]
    first, second = sink.to("maria@vinculo.test")
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_clean_stop_leaves_nothing_in_doubt(mongo_uri: str, amqp_uri: str) -> None:
    database = {"VINCULO_MONGO_DATABASE": "test_notify_stop"}
    async with smtp_sink() as sink:
        async with notify_running(mongo_uri, amqp_uri, sink, **database) as notify:
            await notify.permits("Supervisors", {"mails.read": "all"})
            await notify.employs("vera", "Supervisors")
            maria = await notify.employs("maria", "Sellers")
            orders = [order_created() for _ in range(40)]
            await asyncio.gather(*(notify.hears(order, assigned(order, maria)) for order in orders))
        async with notify_running(mongo_uri, amqp_uri, sink, **database) as notify:
            vera = await notify.as_("vera@vinculo.test")
            await arrived(sink, "maria@vinculo.test", 40)

            async def all_sent() -> bool:
                items = (await vera.get("/v1/mails", params={"limit": 200})).json()["items"]
                return len(items) == 40 and all(mail["state"] == "sent" for mail in items)

            await eventually(all_sent)
            items = (await vera.get("/v1/mails", params={"limit": 200})).json()["items"]

    assert not any(mail["doubtful"] for mail in items)
    assert len({mail["Message-ID"] for mail in sink.to("maria@vinculo.test")}) == len(sink.raw) == 40
