"""The audit finds what is there to find, and is not misled by what is merely out of step."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import lowest_id
from devstack.audit.findings import Finding
from devstack.audit.judging import judge_customer, judge_order
from devstack.audit.letters import WINDOW, Activity, Letters
from devstack.audit.streams import Record, in_turn, side_by_side

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALWAYS = Activity({"anna": [(AT - timedelta(days=9), True)], "boris": [(AT - timedelta(days=9), True)]})

pytestmark = pytest.mark.req("N3")


def shown(**changes: Any) -> Record:
    return {
        "id": "o1",
        "updated_at": AT.isoformat(),
        "manager_id": "anna",
        "decision_id": "d1",
        "decisions": 1,
    } | changes


def account(**changes: Any) -> Record:
    found = {"id": "o1", "manager_id": "anna", "decision_id": "d1", "decisions": 1, "recorded": ["d1"]}
    return found | {"said_manager_id": "anna"} | changes


def test_an_order_on_which_all_agree_is_fine() -> None:
    assert list(judge_order(shown(), account())) == []


def test_an_order_may_show_an_older_decision_if_it_says_the_same() -> None:
    # A decision that changes nothing is not told.
    assert list(judge_order(shown(), account(decision_id="d2", decisions=2, recorded=["d1", "d2"]))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, account()),
        (shown(), None),
        (shown(), account(recorded=[])),
        (shown(), account(recorded=["d1", "d2"])),
        (shown(), account(said_manager_id="boris")),
        (shown(), account(manager_id="boris", said_manager_id="boris")),
        (shown(decisions=0, decision_id=None), account()),
        (shown(decision_id="d9"), account()),
    ],
    ids=["lost", "undecided", "unrecorded", "decided twice", "other in ledger", "other shown", "untold", "invented"],
)
def test_an_order_on_which_somebody_disagrees_is_found(one: Record | None, other: Record | None) -> None:
    assert {finding.id for finding in judge_order(one, other)} == {"o1"}


def card(**changes: Any) -> Record:
    return {
        "id": "c1",
        "updated_at": AT.isoformat(),
        "manager_id": "anna",
        "link_version": 2,
        "merged_into": None,
    } | changes


def link(**changes: Any) -> Record:
    found = {"id": "c1", "link_version": 2, "manager_id": "anna", "decision_id": "d1", "linked_at": AT.isoformat()}
    return found | {"recorded": True, "gaps": 0, "merged_into": None} | changes


def test_a_card_that_was_merged_into_another_is_missed_by_nobody() -> None:
    assert list(judge_customer(None, link(merged_into="c2", manager_id=None))) == []
    assert len(list(judge_customer(None, link(merged_into="c2")))) == 1, "its link should have ended"


def test_a_customer_on_whom_all_agree_is_fine() -> None:
    assert list(judge_customer(card(), link())) == []
    nobody = {"manager_id": None, "link_version": 0}
    gone = card(merged_into="c2", link_version=1)
    assert list(judge_customer(gone, link(manager_id=None))) == []
    assert list(judge_customer(card(**nobody), link(**nobody, decision_id=None, linked_at=None))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, link()),
        (card(), None),
        (card(), link(recorded=False)),
        (card(), link(gaps=1)),
        (card(manager_id="boris"), link()),
        (card(link_version=1), link()),
    ],
    ids=["lost", "undecided", "unrecorded", "gap", "other manager", "untold"],
)
def test_a_customer_on_whom_somebody_disagrees_is_found(one: Record | None, other: Record | None) -> None:
    assert [finding.id for finding in judge_customer(one, other)] == ["c1"]


Came = tuple[str, Record]


def decision(identifier: str, *told: str, at: datetime = AT, away: Sequence[str] = ()) -> Came:
    return "decisions", {"id": identifier, "at": at.isoformat(), "told": list(told), "told_when_back": list(away)}


def mail(decision_id: str, to: str, *, at: datetime = AT, n: int = 0, **changes: Any) -> Came:
    found = {"decision_id": decision_id, "recipient_id": to, "template": "order", "state": "sent"}
    return "mails", found | {"id": identified(at, n), "sent_at": at.isoformat(), "digests": None} | changes


def covered(decision_id: str, to: str, *, at: datetime = AT, n: int = 0, **changes: Any) -> Came:
    found = {"decision_id": decision_id, "recipient_id": to, "order_id": "o1", "digest_id": None, "digests": None}
    return "covered", found | {"id": identified(at, n)} | changes


def identified(at: datetime, n: int) -> str:
    return f"{lowest_id(at)}-7000-8000-{n:012x}"


def findings(came: Sequence[Came], activity: Activity = ALWAYS, since: datetime | None = None) -> list[Finding]:
    letters = Letters(activity, since)
    found = [finding for part, record in came for finding in letters.takes(part, record)]
    return [*found, *letters.ended()]


@pytest.mark.parametrize("turned", [False, True], ids=["decision first", "mail first"])
def test_a_decision_and_its_mails_find_each_other_whichever_comes_up_first(turned: bool) -> None:
    records = [decision("d1", "anna", "boris"), mail("d1", "anna"), mail("d1", "boris", n=1)]
    assert findings(records[::-1] if turned else records) == []


def test_a_mail_that_was_never_written_is_found_under_its_decision() -> None:
    (found,) = findings([decision("d1", "anna", "boris"), mail("d1", "anna")])
    assert (found.about, found.id) == ("decision", "d1")
    assert "boris" in found.what


@pytest.mark.parametrize("later", [timedelta(0), 2 * WINDOW], ids=["at once", "much later"])
def test_a_second_mail_about_a_decision_is_found(later: timedelta) -> None:
    again = mail("d1", "anna", at=AT + later, n=1)
    assert [found.id for found in findings([decision("d1", "anna"), mail("d1", "anna"), again])] == [again[1]["id"]]


def test_a_second_digest_is_found_though_no_decision_asks_for_digests() -> None:
    first, again = (mail("t1", "anna", n=n, template="transfer_got") for n in (0, 1))
    assert [found.id for found in findings([first, again])] == [again[1]["id"]]


DIGESTED: dict[str, Any] = {"state": "digested", "sent_at": None, "digest_id": "g1"}


def test_an_order_that_waits_for_a_digest_or_stands_in_one_is_fine() -> None:
    kept = mail("d1", "anna", state="held", sent_at=None)
    told = mail("d2", "anna", n=1, digests=1, **DIGESTED)
    away = [covered("d1", "boris", n=2), covered("d2", "boris", n=3, digest_id="g2", digests=1)]
    assert findings([*(decision(each, "anna", away=["boris"]) for each in ("d1", "d2")), kept, told, *away]) == []


@pytest.mark.parametrize("digests", [0, 2], ids=["lost", "twice"])
def test_an_order_that_stands_in_no_digest_or_in_two_is_found(digests: int) -> None:
    daily = mail("d1", "anna", digests=digests, **DIGESTED)
    away = covered("d1", "boris", n=1, digest_id="g2", digests=digests)
    came = [decision("d1", "anna", away=["boris"]), daily, away]
    assert [found.id for found in findings(came)] == [daily[1]["id"], away[1]["id"]]


@pytest.mark.req("O8")
def test_a_covered_order_that_its_manager_will_never_hear_of_is_found_under_its_decision() -> None:
    # A mail of his own about the same decision does not stand for the digest.
    came = [decision("d1", "anna", away=["boris"]), mail("d1", "anna"), mail("d1", "boris", n=1)]
    assert sorted(found.about for found in findings(came)) == ["decision", "mail"]


@pytest.mark.req("O8")
def test_a_covered_order_that_is_noted_twice_or_that_nobody_asked_to_tell_is_found() -> None:
    again, unasked = covered("d1", "boris", n=1), covered("d2", "boris", n=2)
    came = [decision("d1", away=["boris"]), covered("d1", "boris"), again, unasked]
    assert [found.id for found in findings(came)] == [again[1]["id"], unasked[1]["id"]]


def test_what_passes_the_window_is_let_go_and_told_once() -> None:
    stream = [decision("d1", "anna"), *(decision(f"e{n}", at=AT + n * WINDOW) for n in range(1, 5))]
    letters = Letters(ALWAYS)
    found = [each for came in stream for each in letters.takes(*came)]
    assert [each.id for each in found] == ["d1"]
    assert list(letters.ended()) == []


def test_whoever_was_deactivated_after_the_decision_need_not_be_told() -> None:
    left = Activity({"anna": [(AT - timedelta(days=9), True), (AT + timedelta(seconds=1), False)]})
    assert findings([decision("d1", "anna")], left) == []


@pytest.mark.req("M1")
def test_a_mail_that_was_sent_to_somebody_inactive_is_found() -> None:
    left = Activity({"anna": [(AT - timedelta(days=9), True), (AT - timedelta(minutes=1), False)]})
    (found,) = findings([decision("d1", "anna"), mail("d1", "anna")], left)
    assert found.about == "mail"


def test_mails_of_decisions_before_the_beginning_are_left_alone() -> None:
    assert findings([mail("d0", "anna", at=AT - timedelta(minutes=1))], since=AT) == []


async def stream(*ids: str) -> AsyncIterator[Record]:
    for each in ids:
        yield {"id": each}


async def test_of_several_streams_the_oldest_record_comes_first() -> None:
    ages = {"a": AT, "b": AT, "c": AT + WINDOW, "d": AT + 2 * WINDOW}
    came = in_turn(lambda each: ages[each["id"]], left=stream("a", "d"), right=stream("b", "c"), none=stream())
    assert [(name, each["id"]) async for name, each in came] == [
        ("left", "a"),
        ("right", "b"),
        ("right", "c"),
        ("left", "d"),
    ]


async def test_streams_are_laid_side_by_side_by_id() -> None:
    pairs = [
        (one and one["id"], other and other["id"])
        async for one, other in side_by_side(stream("a", "b", "d"), stream("b", "c", "d"))
    ]
    assert pairs == [("a", None), ("b", "b"), (None, "c"), ("d", "d")]
