"""From a decision to the mail or the digest that tells it, without a server."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.fakes.clock import HandClock
from tests.fakes.documents import Memory, MemoryCommits
from tests.fakes.notify import Tray, assembled
from tests.fakes.staff import Company
from tests.unit.notify.letters import order

from chassis.access import Scope
from chassis.errors import Transient, Unavailable
from contracts.notify import MailFailed
from notify.domain.mail import UNWANTED, Mail, Outcome, Result, State
from notify.domain.preferences import Kind, Timing
from notify.domain.templates import Template, of_order
from notify.ports import Deps, Search
from notify.usecases.announce import Addressee, Announcement, announce
from notify.usecases.choose_mails import ChooseMails, choose
from notify.usecases.send_daily_digest import send_daily_digest
from notify.usecases.settle_mail import settle_mail

ALL = Scope.everything()


@dataclass
class Office:
    """The service with one seller, and what reached the desk."""

    deps: Deps
    commits: MemoryCommits
    company: Company
    clock: HandClock
    desk: Tray = field(default_factory=Tray)

    async def wants(self, kind: Kind, timing: Timing) -> None:
        before = await self.deps.archive.preferences.get("ana")
        await choose(self.deps, ChooseMails("ana", before.version, {kind: timing}, 12))
        self.clock.forward(timedelta(seconds=2))

    async def decides(self, number: int, manager_id: str = "ana") -> None:
        """Ana is told whose the order is."""
        about = Announcement(
            decision_id=f"d{number}",
            reason="CUSTOMER_MANAGER",
            decided_at=self.clock.now(),
            manager_id=manager_id,
            addressees=[Addressee("ana", "manager")],
            template=of_order,
            order=order(id=f"o{number}"),
        )
        await announce(self.deps, self.desk, about)

    async def mails(self) -> list[Mail]:
        return await self.deps.archive.mails.search(Search(), ALL)


@pytest.fixture
async def office() -> Office:
    clock, memory, company = HandClock(), Memory(), Company()
    commits = MemoryCommits(memory, clock)
    company.employs("ana")
    return Office(await assembled(memory, commits, clock, company), commits, company, clock)


async def test_a_decision_that_is_told_twice_is_one_mail(office: Office) -> None:
    await office.decides(1)
    await office.decides(1)
    (mail,) = await office.mails()
    assert (mail.state, mail.in_hand, mail.to) == (State.QUEUED, True, "ana@shop.test")
    assert [each.mail for each in office.desk.handed] == [mail]


async def test_without_room_at_the_desk_the_mail_is_anybodys(office: Office) -> None:
    office.desk.room = False
    await office.decides(1)
    (mail,) = await office.mails()
    assert (mail.in_hand, mail.due_at, office.desk.handed) == (False, office.clock.now(), [])


async def test_nobody_is_told_who_is_not_active_and_whoever_is_not_known_yet_is_waited_for(office: Office) -> None:
    office.company.employs("ana", active=False)
    await office.decides(1)
    assert await office.mails() == []
    office.company.forgets("ana")
    with pytest.raises(Transient):
        await office.decides(1)


async def test_what_somebody_turned_off_is_recorded_and_never_sent(office: Office) -> None:
    office.company.employs("ben")
    await office.wants(Kind.ORDERS_OF_OTHERS, Timing.OFF)
    await office.decides(1, manager_id="ben")
    (mail,) = await office.mails()
    assert (mail.template, mail.state, mail.reason) == (Template.ORDER_CARD_MANAGER, State.DROPPED, UNWANTED)
    assert office.desk.handed == []


async def test_what_is_wanted_once_a_day_waits_for_its_hour_and_is_told_in_one_mail(office: Office) -> None:
    await office.wants(Kind.ORDERS, Timing.DAILY)
    await office.decides(1)
    office.clock.forward(timedelta(minutes=1))
    await office.decides(2)
    await send_daily_digest(office.deps, office.desk, "ana")
    assert [each.state for each in await office.mails()] == [State.HELD, State.HELD]

    office.clock.forward(timedelta(hours=3))
    await send_daily_digest(office.deps, office.desk, "ana")
    await send_daily_digest(office.deps, office.desk, "ana")
    told = {each.template: each for each in await office.mails()}
    digest = told[Template.DIGEST]
    assert (digest.state, digest.in_hand, office.desk.looked) == (State.QUEUED, False, 1)
    assert [each.order_id for each in await office.deps.archive.mails.of_digest(digest.decision_id)] == ["o1", "o2"]
    assert len(await office.mails()) == 3


async def test_a_digest_whose_answer_was_lost_is_not_written_again(office: Office) -> None:
    await office.wants(Kind.ORDERS, Timing.DAILY)
    await office.decides(1)
    office.clock.forward(timedelta(hours=3))
    office.commits.loses_next = True
    with pytest.raises(Unavailable):
        await send_daily_digest(office.deps, office.desk, "ana")
    await send_daily_digest(office.deps, office.desk, "ana")
    assert sorted(each.state for each in await office.mails()) == [State.DIGESTED, State.QUEUED]


async def test_whoever_left_gets_no_digest(office: Office) -> None:
    await office.wants(Kind.ORDERS, Timing.DAILY)
    await office.decides(1)
    office.company.employs("ana", active=False)
    office.clock.forward(timedelta(hours=3))
    await send_daily_digest(office.deps, office.desk, "ana")
    assert [each.state for each in await office.mails()] == [State.HELD]


async def test_of_two_that_have_a_mail_in_hand_the_one_that_sent_it_is_believed(office: Office) -> None:
    await office.decides(1)
    (mail,) = await office.mails()
    busy, taken = Outcome(Result.DEFERRED, "busy"), Outcome(Result.ACCEPTED)
    later = await settle_mail(office.deps, mail, busy)
    assert later is not None
    assert await settle_mail(office.deps, mail, busy) is None
    sent = await settle_mail(office.deps, mail, taken)
    assert sent is not None
    assert (sent.state, sent.version) == (State.SENT, later.version + 1)
    assert await settle_mail(office.deps, later, taken) is None
    assert office.commits.told == []


async def test_everybody_hears_of_a_mail_that_failed(office: Office) -> None:
    await office.decides(1)
    (mail,) = await office.mails()
    await settle_mail(office.deps, mail, Outcome(Result.REFUSED, "no such mailbox"))
    (event,) = office.commits.told
    assert isinstance(event, MailFailed)
    assert (event.mail.id, event.mail.state, event.mail.reason) == (mail.id, "failed", "no such mailbox")
