"""What becomes of a mail."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.notify.letters import NOW, letter, mail

from chassis.ids import made_at
from notify.domain.mail import GIVE_UP_AFTER, Outcome, Result, State, after, asked_again, mail_id, pause
from notify.domain.templates import Template, of_card, of_order

MAIL = mail(letter(Template.ORDER))


def test_one_decision_and_one_person_make_one_id_in_the_order_of_decisions() -> None:
    identifier = mail_id("decision", "maria", NOW)

    assert identifier == mail_id("decision", "maria", NOW)
    assert len({identifier, mail_id("decision", "ivan", NOW), mail_id("other", "maria", NOW)}) == 3
    assert (UUID(identifier).version, made_at(identifier)) == (7, NOW)
    assert identifier < mail_id("a", "a", NOW + timedelta(milliseconds=1))


def test_an_accepted_mail_is_sent_and_never_due_again() -> None:
    sent = after(replace(MAIL, reason="451 later"), Outcome(Result.ACCEPTED), NOW)

    assert (sent.state, sent.sent_at, sent.due_at, sent.in_hand, sent.reason) == (State.SENT, NOW, None, False, None)
    assert (sent.version, sent.attempts) == (MAIL.version + 1, 1)


def test_a_refused_mail_is_failed_with_what_the_server_said() -> None:
    failed = after(MAIL, Outcome(Result.REFUSED, "550 no"), NOW)

    assert (failed.state, failed.reason, failed.due_at) == (State.FAILED, "550 no", None)


def test_a_deferred_mail_is_due_after_a_growing_pause() -> None:
    once = after(MAIL, Outcome(Result.DEFERRED, "451 later"), NOW)
    twice = after(once, Outcome(Result.DEFERRED, "451 later"), NOW)

    assert (once.state, once.in_hand, once.due_at) == (State.QUEUED, False, NOW + timedelta(seconds=5))
    assert (twice.due_at, twice.attempts) == (NOW + timedelta(seconds=10), 2)
    assert pause(1000) == timedelta(hours=2)


def test_after_48_hours_of_trying_a_mail_is_failed() -> None:
    late = NOW + GIVE_UP_AFTER - timedelta(seconds=4)

    failed = after(MAIL, Outcome(Result.DEFERRED, "451 later"), late)

    assert (failed.state, failed.due_at) == (State.FAILED, None)
    assert failed.reason == "not taken within 48 hours: 451 later"
    in_time = after(MAIL, Outcome(Result.DEFERRED, "451 later"), late - timedelta(seconds=1))
    assert (in_time.state, in_time.due_at) == (State.QUEUED, MAIL.queued_at + GIVE_UP_AFTER)


def test_a_mail_lost_after_data_is_unknown_doubtful_and_due_again() -> None:
    unknown = after(MAIL, Outcome(Result.IN_DOUBT, "lost"), NOW)

    assert (unknown.state, unknown.doubtful, unknown.message_id) == (State.UNKNOWN, True, MAIL.message_id)
    assert unknown.due_at == NOW + timedelta(seconds=5)
    assert after(unknown, Outcome(Result.ACCEPTED), NOW).doubtful


@pytest.mark.req("M1")
def test_a_mail_to_somebody_inactive_is_dropped_and_was_no_attempt() -> None:
    dropped = after(MAIL, Outcome(Result.RECIPIENT_INACTIVE, "not active"), NOW)

    assert (dropped.state, dropped.due_at, dropped.attempts) == (State.DROPPED, None, 0)


def test_asking_again_starts_a_new_period_under_the_same_message_id() -> None:
    failed = after(MAIL, Outcome(Result.REFUSED, "550 no"), NOW)
    later = NOW + timedelta(days=30)

    again = asked_again(failed, later)

    assert (again.state, again.due_at, again.queued_at, again.in_hand) == (State.QUEUED, later, later, False)
    assert (again.message_id, again.attempts, again.reason) == (MAIL.message_id, 1, None)
    assert (again.version, again.updated_at) == (failed.version + 1, later)
    sent = after(MAIL, Outcome(Result.ACCEPTED), NOW)
    assert asked_again(replace(sent, in_hand=True), later) == replace(again, version=sent.version + 1)
    assert after(again, Outcome(Result.DEFERRED, "451"), later).state is State.QUEUED


def test_what_the_server_said_is_told_without_the_address_in_it() -> None:
    said = Outcome(Result.REFUSED, "550 <Ana+x@Lopez.test>: no mailbox ana+x@lopez.test", "new@lopez.test")
    assert said.without("ana+x@lopez.test") == replace(said, reason="550 <->: no mailbox -")
    assert Outcome(Result.ACCEPTED).without("ana@lopez.test") == Outcome(Result.ACCEPTED)


def test_the_address_that_was_written_to_is_kept() -> None:
    assert after(MAIL, Outcome(Result.ACCEPTED, new_address="new@shop.test"), NOW).to == "new@shop.test"


@pytest.mark.req("O4", "O8", "O10", "O15")
@pytest.mark.parametrize(
    ("recipient", "role", "manager", "template"),
    [
        ("maria", "assignee", "maria", Template.ORDER),
        ("maria", "supervisor", "maria", Template.ORDER),
        ("ivan", "card_manager", "maria", Template.ORDER_CARD_MANAGER),
        ("ivan", "absent_manager", "maria", Template.ORDER_CARD_MANAGER),
        ("vera", "supervisor", "maria", Template.ORDER_SUPERVISOR),
        ("vera", "supervisor", None, Template.UNASSIGNED),
    ],
)
def test_the_mail_about_an_order_depends_on_who_has_it(
    recipient: str, role: str, manager: str | None, template: Template
) -> None:
    assert of_order(recipient, role, manager) is template


@pytest.mark.req("C1", "C7", "C8")
@pytest.mark.parametrize(
    ("recipient", "role", "manager", "template"),
    [
        ("maria", "assignee", "maria", Template.CARD_GOT),
        ("ivan", "former_manager", "maria", Template.CARD_LOST),
        ("ivan", "former_manager", None, Template.CARD_LOST),
        ("vera", "supervisor", "maria", Template.CARD_SUPERVISOR),
    ],
)
def test_the_mail_about_a_card_depends_on_who_has_it(
    recipient: str, role: str, manager: str | None, template: Template
) -> None:
    assert of_card(recipient, role, manager) is template
