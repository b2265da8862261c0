"""Where mails in hand wait for a free connection, and who goes after those that nobody has in hand any more."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context, copy_context
from datetime import UTC, datetime, timedelta

from opentelemetry.trace import SpanKind
from prometheus_client import Counter

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.mishaps import described
from chassis.telemetry import log, span
from notify.domain.mail import LEASE, Mail, Outcome, Result, State
from notify.ports import Mails, Outgoing

MAILS = Counter("vinculo_mails_total", "Attempts to send a mail, by what became of them", ["result"])
for _result in Result:
    # There from the start: an alarm does not hear of a figure that begins with its first one.
    MAILS.labels(_result.value)
DOUBTFUL = Counter("vinculo_mails_doubtful_total", "Mails that may have been sent before and are sent again")

_ROOM = 1000
_SWEEP_EVERY = 5.0
_SAFETY = timedelta(seconds=2)
_GATHER = 0.05
"""Seconds between settling and settling again: a write a mail costs more than the rest of it."""

Send = Callable[[Outgoing], Awaitable[Outcome]]
Settle = Callable[[Mail, Outcome], Awaitable[Mail | None]]


class SendingDesk:
    """Sends what is handed over, `at_once` at a time; what became of it is kept while the next is being sent."""

    def __init__(
        self, mails: Mails, clock: Clock, send: Send, settle: Settle, at_once: int, every: float = _SWEEP_EVERY
    ) -> None:
        self._mails = mails
        self._clock = clock
        self._send = send
        self._settle = settle
        self._at_once = at_once
        self._every = every
        self._waiting: deque[Outgoing] = deque()
        self._in_hand: dict[str, Mail] = {}
        self._renewed = datetime.min.replace(tzinfo=UTC)
        self._senders: set[asyncio.Task[None]] = set()
        self._attempted: list[tuple[Mail, Outcome, Context]] = []
        self._settling: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._more = False
        self._closed = False
        self._log = log("desk")

    def has_room(self) -> bool:
        """Whether mails may be taken in hand here."""
        return not self._closed and len(self._waiting) < _ROOM

    def hand_over(self, outgoing: Sequence[Outgoing]) -> None:
        """Sends these as soon as connections are free."""
        self._waiting.extend(outgoing)
        self._in_hand.update((each.mail.id, each.mail) for each in outgoing)
        if self._closed:
            return
        for _ in range(min(len(outgoing), self._at_once - len(self._senders))):
            self._senders.add(asyncio.create_task(self._send_all()))

    def look_again(self) -> None:
        """Something is due now."""
        self._wake.set()

    async def _send_all(self) -> None:
        try:
            while self._waiting and not self._closed:
                outgoing = self._waiting.popleft()
                if self._still_ours(outgoing.mail):
                    await self._send_one(outgoing)
                else:
                    self._let_go(outgoing.mail)
        finally:
            self._senders.discard(asyncio.current_task())
            if self._more:
                self._wake.set()

    async def _send_one(self, outgoing: Outgoing) -> None:
        mail = outgoing.mail
        attributes = {"vinculo.mail_id": mail.id, "vinculo.order_id": mail.order_id or ""}
        with span("send mail", parent=mail.traceparent, kind=SpanKind.CLIENT, attributes=attributes):
            try:
                outcome = await self._send(outgoing)
            except Exception as error:
                # Before anything was sent: the post itself never raises.
                self._log.exception("send_failed", mail=mail.id)
                outcome = Outcome(Result.DEFERRED, described(error))
            self._attempted.append((mail, outcome, copy_context()))
        if self._settling is None:
            self._settling = asyncio.create_task(self._settle_all())

    async def _settle_all(self) -> None:
        try:
            while self._attempted:
                group, self._attempted = self._attempted, []
                await asyncio.gather(
                    *(asyncio.create_task(self._keep(mail, outcome), context=trace) for mail, outcome, trace in group)
                )
                if not self._closed:
                    await asyncio.sleep(_GATHER)
        finally:
            self._settling = None

    async def _keep(self, mail: Mail, outcome: Outcome) -> None:
        MAILS.labels(outcome.result.value).inc()
        if outcome.reason is not None:
            self._log.warning(
                "mail_not_sent", mail=mail.id, order=mail.order_id, result=outcome.result.value, code=outcome.code
            )
        try:
            while True:
                try:
                    kept = await self._settle(mail, outcome)
                    break
                except Unavailable:
                    await asyncio.sleep(0.5)
            if kept is not None and kept.state is State.UNKNOWN:
                DOUBTFUL.inc()
        except Exception:
            self._log.exception("settle_failed", mail=mail.id)
        finally:
            self._let_go(mail)

    def _let_go(self, mail: Mail) -> None:
        if self._in_hand.get(mail.id) is mail:
            del self._in_hand[mail.id]

    def _still_ours(self, mail: Mail) -> bool:
        """Whether no other process can have taken it over, for instance while this one was suspended."""
        if self._in_hand.get(mail.id) is not mail:
            return False
        leased_until = max(mail.due_at or self._renewed, self._renewed + LEASE)
        return self._clock.now() < leased_until - _SAFETY

    async def run(self) -> None:
        """Goes round until cancelled: mails whose pause is over, that a crash left, or that nobody had room for."""
        while True:
            self._wake.clear()
            try:
                await self._renew()
                await self._sweep()
            except Exception as error:
                self._log.warning("sweep_failed", why=described(error))
            try:
                async with asyncio.timeout(self._every):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _renew(self) -> None:
        self._in_hand = {mail.id: mail for mail in self._in_hand.values() if self._still_ours(mail)}
        if not self._in_hand:
            return
        now = self._clock.now()
        await self._mails.keep_in_hand(list(self._in_hand.values()))
        self._renewed = now

    async def _sweep(self, most: int = 200) -> None:
        self._more = True
        while self.has_room():
            taken = await self._mails.take_over(most)
            DOUBTFUL.inc(sum(abandoned for _, abandoned in taken))
            self.hand_over([Outgoing(mail) for mail, _ in taken])
            if len(taken) < most:
                self._more = False
                return

    async def close(self) -> None:
        """Ends what is being sent and puts the rest back, so that the next process need not wait for its lease."""
        self._closed = True
        rest = [each.mail for each in self._waiting]
        self._waiting.clear()
        if rest:
            await self._mails.release(rest)
        while self._senders or self._settling:
            await asyncio.wait([*self._senders, *([self._settling] if self._settling else [])])
