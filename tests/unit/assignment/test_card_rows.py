"""One test a row of the customer card table."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.assignment.company import CLERK, M1, M2, NOW, card, gone, told

from assignment.domain.facts import Act, Channel, StaffFact
from assignment.domain.rows import Reason, Row


@pytest.mark.req("C1", "RC-5", "RC-6")
@pytest.mark.parametrize("channel", [Channel.OFFICE, Channel.API])
def test_a_card_created_with_an_active_manager_gets_him(channel: Channel) -> None:
    decision = card(M1, channel=channel, touched=True, explicit="M1", actor="M2")
    assert (decision.row, decision.reason, decision.manager) == (Row.C1, Reason.CARD, "M1")
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("C1")
def test_a_manager_who_puts_himself_on_a_card_gets_no_mail() -> None:
    assert told(card(M1, touched=True, explicit="M1", actor="M1")) == {}


@pytest.mark.req("C2")
@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("channel", [Channel.OFFICE, Channel.POS])
@pytest.mark.parametrize("x", ["M1", "nobody"])
def test_an_inactive_or_unknown_manager_is_refused(act: Act, channel: Channel, x: str) -> None:
    cm = "M2" if act is Act.SAVED else None
    decision = card(gone(M1), M2, act=act, channel=channel, cm=cm, touched=True, explicit=x, actor="M2")
    assert (decision.row, decision.reason, decision.refused) == (Row.C2, Reason.MANAGER_INACTIVE, True)
    assert (decision.manager, decision.changed, told(decision)) == (cm, False, {})


@pytest.mark.req("C1", "C4", "C7", "M1")
@pytest.mark.parametrize(
    ("act", "channel", "row"),
    [
        (Act.CREATED, Channel.OFFICE, Row.C1),
        (Act.CREATED, Channel.POS, Row.C4),
        (Act.SAVED, Channel.OFFICE, Row.C7),
    ],
)
def test_a_manager_deactivated_after_the_save_has_the_card_stale_and_is_given_nothing_more(
    act: Act, channel: Channel, row: Row
) -> None:
    decision = card(
        gone(M1, since=NOW),
        act=act,
        channel=channel,
        touched=True,
        explicit="M1",
        acted_at=NOW - timedelta(seconds=1),
        unassigned_orders=("o7",),
    )
    assert (decision.row, decision.manager, decision.changed) == (row, "M1", True)
    assert (decision.orders, told(decision)) == ((), {})


@pytest.mark.req("C2", "M1")
def test_a_manager_deactivated_before_the_save_is_refused_also_if_seen_late() -> None:
    decision = card(gone(M1, since=NOW), touched=True, explicit="M1", acted_at=NOW)
    assert (decision.row, decision.manager) == (Row.C2, None)


@pytest.mark.req("C5", "M1")
def test_a_creator_at_the_point_of_sale_who_was_deactivated_since_has_the_card_stale() -> None:
    decision = card(gone(CLERK, since=NOW), channel=Channel.POS, actor="clerk", acted_at=NOW - timedelta(seconds=1))
    assert (decision.row, decision.manager) == (Row.C5, "clerk")


@pytest.mark.req("C3")
def test_a_card_created_in_the_office_without_manager_stays_empty() -> None:
    decision = card(M1, actor="M1")
    assert (decision.row, decision.reason, decision.manager) == (Row.C3, Reason.CARD_EMPTY, None)
    assert told(decision) == {}


@pytest.mark.req("C4", "NX-20")
def test_a_seller_named_at_the_point_of_sale_gets_the_customer() -> None:
    decision = card(M1, CLERK, channel=Channel.POS, touched=True, explicit="M1", actor="clerk")
    assert (decision.row, decision.reason, decision.manager) == (Row.C4, Reason.POS_EXPLICIT, "M1")
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("C5", "NX-19", "NX-21")
def test_whoever_creates_a_customer_at_the_point_of_sale_becomes_the_manager() -> None:
    decision = card(CLERK, channel=Channel.POS, actor="clerk")
    assert (decision.row, decision.reason, decision.manager) == (Row.C5, Reason.POS_CREATOR, "clerk")
    assert told(decision) == {}


@pytest.mark.req("C5")
@pytest.mark.parametrize("actor", [None, "clerk"])
def test_a_disabled_or_missing_creator_at_the_point_of_sale_leaves_the_card_empty(actor: str | None) -> None:
    decision = card(gone(CLERK), channel=Channel.POS, actor=actor)
    assert (decision.row, decision.manager) == (Row.C3, None)


@pytest.mark.req("C6")
@pytest.mark.parametrize("explicit", [None, "M2"])
def test_a_customer_found_at_the_point_of_sale_keeps_the_manager(explicit: str | None) -> None:
    decision = card(
        M1,
        M2,
        CLERK,
        cm="M1",
        channel=Channel.POS,
        matches_existing=True,
        actor="clerk",
        touched=explicit is not None,
        explicit=explicit,
    )
    assert (decision.row, decision.reason, decision.manager) == (Row.C6, Reason.POS_EXISTING, "M1")
    assert (decision.changed, told(decision)) == (False, {})


@pytest.mark.req("C7", "NX-12", "RC-6")
def test_a_changed_card_takes_the_unassigned_open_orders_along_and_tells_both() -> None:
    decision = card(
        M1, M2, act=Act.SAVED, cm="M1", touched=True, explicit="M2", actor="boss", unassigned_orders=("o7", "o9")
    )
    assert (decision.row, decision.reason, decision.manager) == (Row.C7, Reason.CARD_CHANGED, "M2")
    assert decision.orders == ("o7", "o9")
    assert told(decision) == {"M2": "assignee", "M1": "former_manager"}


@pytest.mark.req("C7", "M1")
def test_a_changed_card_tells_no_inactive_former_manager_and_not_the_actor() -> None:
    decision = card(gone(M1), M2, act=Act.SAVED, cm="M1", touched=True, explicit="M2", actor="M2")
    assert (decision.manager, told(decision)) == ("M2", {})


@pytest.mark.req("C7")
def test_an_empty_card_filled_by_hand_is_a_change_too() -> None:
    decision = card(M2, act=Act.SAVED, touched=True, explicit="M2")
    assert (decision.row, told(decision)) == (Row.C7, {"M2": "assignee"})


@pytest.mark.req("C8")
def test_a_cleared_card_loses_its_manager_and_the_orders_stay() -> None:
    decision = card(M1, act=Act.SAVED, cm="M1", touched=True, actor="boss", unassigned_orders=("o7",))
    assert (decision.row, decision.reason, decision.manager) == (Row.C8, Reason.CARD_CLEARED, None)
    assert (decision.orders, told(decision)) == ((), {"M1": "former_manager"})


@pytest.mark.req("C9")
@pytest.mark.parametrize("fields", [{}, {"touched": True, "explicit": "M1"}], ids=["untouched", "set to the same"])
def test_an_untouched_manager_is_never_recomputed(fields: dict[str, object]) -> None:
    decision = card(gone(M1), M2, act=Act.SAVED, cm="M1", actor="M2", **fields)
    assert (decision.row, decision.reason, decision.manager) == (Row.C9, Reason.NO_CHANGE, "M1")
    assert (decision.changed, told(decision)) == (False, {})


@pytest.mark.req("C9")
def test_clearing_an_empty_card_changes_nothing() -> None:
    assert card(act=Act.SAVED, touched=True).row is Row.C9


@pytest.mark.req("C7", "M1")
@pytest.mark.parametrize(
    ("people", "waiting", "row", "orders"),
    [((M1, M2), ("o1",), Row.C7, ("o1",)), ((M1, M2), (), Row.C9, ()), ((gone(M1), M2), ("o1",), Row.C9, ())],
    ids=["somebody", "nothing waits any more", "who has it left"],
)
def test_what_is_left_of_a_choice_follows_whom_the_card_has_by_now(
    people: tuple[StaffFact, ...], waiting: tuple[str, ...], row: Row, orders: tuple[str, ...]
) -> None:
    left: dict[str, Any] = {"touched": True, "explicit": "M2", "unassigned_orders": waiting, "goes_on": True}
    decision = card(*people, cm="M1", act=Act.SAVED, actor="boss", **left)
    assert (decision.row, decision.manager, decision.changed, decision.orders) == (row, "M1", False, orders)
    assert told(decision) == {}
