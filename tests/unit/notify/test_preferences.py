"""Which mails somebody gets, and when his digest is due."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.notify.letters import NOW, letter, mail

from notify.domain.mail import State, asked_again, held, in_digest, unwanted
from notify.domain.preferences import EARLY, OF_SUPERVISORS, Kind, Preferences, Timing, refused
from notify.domain.templates import TO_CUSTOMERS, Template

LATER = NOW + timedelta(hours=1)
DAILY = Preferences("maria", timings={Kind.CUSTOMERS: Timing.DAILY, Kind.TRANSFERS: Timing.OFF})


def test_what_nobody_chose_comes_at_once() -> None:
    assert {Preferences("maria").timing_of(template) for template in Template} == {Timing.AT_ONCE}


def test_the_choice_holds_for_all_mails_of_its_kind() -> None:
    assert [DAILY.timing_of(each) for each in (Template.CARD_GOT, Template.CARD_LOST)] == [Timing.DAILY] * 2
    assert DAILY.timing_of(Template.TRANSFER_GAVE) is Timing.OFF
    assert DAILY.timing_of(Template.ORDER) is Timing.AT_ONCE


def test_every_mail_to_staff_can_be_chosen_but_the_digest_and_none_to_customers() -> None:
    everything = Preferences("maria", timings=dict.fromkeys(Kind, Timing.DAILY))

    at_once = {template for template in Template if everything.timing_of(template) is Timing.AT_ONCE}

    assert at_once == TO_CUSTOMERS | {Template.DIGEST}


def test_what_somebody_waits_for_cannot_be_turned_off() -> None:
    waited_for = {Kind.ORDERS, Kind.LINKS, Kind.UNASSIGNED, Kind.DEPARTURES}
    assert set(refused(dict.fromkeys(Kind, Timing.OFF))) == waited_for
    assert refused(dict.fromkeys(Kind, Timing.DAILY)) == []


def test_what_only_supervisors_get_is_told_apart() -> None:
    assert {Kind.UNASSIGNED, Kind.DEPARTURES, Kind.CHANGES} == OF_SUPERVISORS


@pytest.mark.parametrize(
    ("now", "zone", "hour", "due"),
    [
        # 10:05 in Madrid: today's hour is over.
        ("2026-11-22T09:05", "Europe/Madrid", 8, "2026-11-23T07:00"),
        ("2026-11-22T06:59", "Europe/Madrid", 8, "2026-11-22T07:00"),
        ("2026-11-22T07:00", "Europe/Madrid", 8, "2026-11-23T07:00"),
        # The clocks go forward in the night of 28 March 2027.
        ("2027-03-27T12:00", "Europe/Madrid", 8, "2027-03-28T06:00"),
        ("2026-11-22T23:30", "Asia/Tokyo", 8, "2026-11-23T23:00"),
        ("2026-11-22T06:59:59.5", "Europe/Madrid", 8, "2026-11-22T07:00"),
        # The hour from two to three comes twice in the night of 25 October 2026, the second time at one by UTC.
        ("2026-10-25T01:30", "Europe/Madrid", 2, "2026-10-26T01:00"),
    ],
)
def test_the_digest_is_due_at_the_readers_own_hour(now: str, zone: str, hour: int, due: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert Preferences("maria", digest_hour=hour).next_digest(at, zone) == datetime.fromisoformat(due).replace(
        tzinfo=UTC
    )


def test_choosing_the_same_again_changes_nothing() -> None:
    first = Preferences("maria").chosen({Kind.CUSTOMERS: Timing.DAILY, Kind.ORDERS: Timing.AT_ONCE}, 7, NOW)

    assert (first.version, first.created_at, first.timings) == (1, NOW, {Kind.CUSTOMERS: Timing.DAILY})
    assert first.chosen({Kind.CUSTOMERS: Timing.DAILY}, 7, NOW) is first
    assert first.chosen({Kind.CUSTOMERS: Timing.DAILY}, 8, LATER).digest_hour == 8
    nothing = first.chosen({}, 7, LATER)
    assert (nothing.version, nothing.created_at, nothing.updated_at) == (2, NOW, LATER)


def test_to_choose_what_comes_anyway_is_a_choice_too() -> None:
    assert Preferences("maria").chosen({}, EARLY, NOW).version == 1


@pytest.mark.parametrize(("kind", "timing"), [(Kind.ORDERS, Timing.DAILY), (Kind.TRANSFERS, Timing.OFF)])
def test_as_few_mails_of_a_kind_as_there_can_be_leave_the_other_choices(kind: Kind, timing: Timing) -> None:
    chosen = Preferences("maria", timings={Kind.CUSTOMERS: Timing.OFF})
    assert chosen.fewest(kind) == {Kind.CUSTOMERS: Timing.OFF, kind: timing}


def test_a_held_mail_is_due_to_nobody_until_it_is_told() -> None:
    new = mail(letter(Template.CARD_GOT))

    waits = held(new, NOW)
    told = in_digest(waits, "digest-1", LATER)

    assert (waits.state, waits.due_at, waits.in_hand) == (State.HELD, None, False)
    assert (told.state, told.digest_id, told.version) == (State.DIGESTED, "digest-1", new.version + 1)
    assert told.updated_at == LATER
    assert asked_again(told, NOW).state is State.QUEUED
    never = unwanted(new)
    assert (never.state, never.due_at, never.in_hand) == (State.DROPPED, None, False)
