"""Many mails over few connections: each has its own end, whatever becomes of its neighbours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.support.smtp import Mode, Sink, smtp_sink
from tests.support.waiting import eventually

from notify.domain.mail import Outcome, Result
from notify.gateways.smtp import SmtpPost, SmtpServer


@dataclass(frozen=True)
class Note:
    """A message that says which it is; a line of it begins with a dot."""

    name: str

    def to_bytes(self, *, eight_bit: bool) -> bytes:
        return f"Subject: {self.name}\r\n\r\n.hidden\r\n{self.name}\r\n".encode()


@asynccontextmanager
async def posting(sink: Sink, connections: int = 1) -> AsyncIterator[SmtpPost]:
    post = SmtpPost(SmtpServer("127.0.0.1", sink.port), "mails@shop.test", connections)
    yield post
    await post.close()


async def sent(post: SmtpPost, *names: str) -> list[Outcome]:
    """What became of a mail to each of them, all handed over at once."""
    async with asyncio.timeout(20):
        return await asyncio.gather(*(post.send(f"{name}@shop.test", Note(name)) for name in names))


@pytest.mark.parametrize("modern", [True, False])
async def test_mails_that_follow_each_other_on_one_connection_arrive_whole(modern: bool) -> None:
    async with smtp_sink(modern) as sink, posting(sink) as post:
        outcomes = await sent(post, "ana", "ben", "eva", "leo")

        assert {outcome.result for outcome in outcomes} == {Result.ACCEPTED}
        assert sink.connections == 1
        assert [recipient for recipient, _ in sink.raw] == [
            f"{name}@shop.test" for name in ("ana", "ben", "eva", "leo")
        ]
        for recipient, message in sink.raw:
            assert message == Note(recipient.split("@")[0]).to_bytes(eight_bit=True)


@pytest.mark.parametrize("modern", [True, False])
async def test_a_refused_recipient_costs_his_neighbours_nothing(modern: bool) -> None:
    async with smtp_sink(modern) as sink, posting(sink) as post:
        sink.unknown = {"ben@shop.test", "eva@shop.test"}

        outcomes = await sent(post, "ana", "ben", "eva", "leo")

        assert [outcome.result for outcome in outcomes] == [
            Result.ACCEPTED,
            Result.REFUSED,
            Result.REFUSED,
            Result.ACCEPTED,
        ]
        assert [recipient for recipient, _ in sink.raw] == ["ana@shop.test", "leo@shop.test"]


@pytest.mark.parametrize("modern", [True, False])
async def test_what_the_server_said_is_kept_without_the_address(modern: bool) -> None:
    async with smtp_sink(modern) as sink, posting(sink) as post:
        sink.unknown = {"ben@shop.test"}

        (outcome,) = await sent(post, "ben")

        assert outcome.reason == "550 5.1.1 <->: no such mailbox"


@pytest.mark.req("NX-3")
async def test_a_server_is_asked_for_a_domain_of_other_letters_as_servers_know_it() -> None:
    async with smtp_sink() as sink, posting(sink) as post:
        sink.unknown = {"eva@xn--mller-kva.de"}

        taken, unknown, refused = [
            await post.send(to, Note("x")) for to in ("ana@MÜLLER.de", "eva@müller.de", "añá@shop.test")
        ]

        assert [taken.result, unknown.result, refused.result] == [Result.ACCEPTED, Result.REFUSED, Result.REFUSED]
        assert unknown.reason == "550 5.1.1 <->: no such mailbox"
        assert [recipient for recipient, _ in sink.raw] == ["ana@xn--mller-kva.de"]


async def test_a_message_that_is_refused_leaves_the_one_behind_it_alone() -> None:
    async with smtp_sink() as sink, posting(sink) as post:
        sink.mode = Mode.TRY_LATER

        outcomes = await sent(post, "ana", "ben", "eva")

        assert [outcome.result for outcome in outcomes] == [Result.DEFERRED] * 3
        assert sink.connections == 1


async def _there(sink: Sink) -> int:
    return len(sink.raw)


async def test_only_the_mail_whose_data_was_out_is_in_doubt_when_the_connection_goes() -> None:
    async with smtp_sink() as sink, posting(sink) as post:
        sink.mode = Mode.SILENT_AFTER_DATA
        first = asyncio.create_task(sent(post, "ana", "ben", "eva"))
        await eventually(lambda: _there(sink))
        sink.mode = Mode.ACCEPT
        sink.hang_up()

        outcomes = await first

        assert [outcome.result for outcome in outcomes] == [Result.IN_DOUBT, Result.ACCEPTED, Result.ACCEPTED]
        assert [recipient for recipient, _ in sink.raw] == ["ana@shop.test", "ben@shop.test", "eva@shop.test"]


async def test_whoever_comes_while_the_only_connection_is_busy_has_his_turn() -> None:
    async with smtp_sink() as sink, posting(sink) as post:
        first = asyncio.create_task(sent(post, "ana"))
        for _ in range(3):
            await asyncio.sleep(0)

        outcomes = [*await sent(post, "ben", "eva"), *await first]

        assert [outcome.result for outcome in outcomes] == [Result.ACCEPTED] * 3
        assert sink.connections == 1


async def test_what_comes_while_others_are_sent_uses_the_free_connections() -> None:
    async with smtp_sink() as sink, posting(sink, connections=3) as post:
        await sent(post, *(f"n{number}" for number in range(12)))

        assert sink.connections == 3
        assert len(sink.raw) == 12
