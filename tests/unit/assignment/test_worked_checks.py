"""The worked checks of the rules, as far as they are pure: those about duplicates belong to the inbox."""

from collections import Counter

import pytest
from tests.unit.assignment.company import (
    BOSS,
    CAREFUL,
    CLERK,
    M1,
    M2,
    M3,
    OFF,
    Company,
    K,
    away,
    card,
    gone,
    told,
)

from assignment.domain.facts import Channel
from assignment.domain.rows import Reason
from assignment.domain.settings import Settings


def with_manager(*people, cm: str | None = "M1", settings: Settings | None = None) -> Company:  # type: ignore[no-untyped-def]
    company = Company(*people, **({"settings": settings} if settings else {}))
    company.cards["c1"] = cm
    return company


@pytest.mark.req("O7", "RC-13", "ML-29")
def test_check_1_an_order_by_link_goes_to_the_customers_manager() -> None:
    company = with_manager(M1, M2)
    decision = company.save("o1", channel=Channel.LINK)
    assert (company.orders["o1"], company.cards["c1"]) == ("M1", "M1")
    assert (decision.reason, set(told(decision))) == (Reason.CUSTOMER_MANAGER, {"M1"})


@pytest.mark.req("O13", "RC-9", "RC-10")
def test_check_2_an_inactive_manager_is_replaced_from_the_wheel() -> None:
    company = with_manager(gone(M1), M2, M3)
    decision = company.save("o1")
    assert (company.orders["o1"], company.cards["c1"]) == ("M2", "M2")
    assert (decision.reason, set(told(decision))) == (Reason.INACTIVE_REPLACED, {"M2"})


@pytest.mark.req("O15", "O10")
def test_check_3_with_distribution_off_the_order_waits_for_a_manager_to_save_it() -> None:
    company = with_manager(gone(M1), M2, M3, BOSS, settings=OFF)
    waiting = company.save("o1")
    assert (company.orders["o1"], company.cards["c1"], waiting.card_stale) == (None, "M1", True)
    assert set(told(waiting)) == {"boss"}
    saved = company.save("o1", actor="M3")
    assert (company.orders["o1"], company.cards["c1"]) == ("M3", "M3")
    assert saved.reason is Reason.ACTOR_REPLACED_STALE


@pytest.mark.req("O11", "RC-12")
def test_check_4_a_new_customers_creator_gets_order_and_card_without_mail() -> None:
    company = Company(M1, M2)
    decision = company.save("o1", actor="M2")
    assert (company.orders["o1"], company.cards["c1"]) == ("M2", "M2")
    assert (decision.reason, told(decision)) == (Reason.CREATOR, {})


@pytest.mark.req("O7")
def test_check_5_creating_for_anothers_customer_gives_the_order_to_the_other() -> None:
    company = with_manager(M1, M2)
    decision = company.save("o1", actor="M2")
    assert (company.orders["o1"], set(told(decision))) == ("M1", {"M1"})


@pytest.mark.req("O4")
def test_check_6_choosing_oneself_for_anothers_customer_keeps_the_link() -> None:
    company = with_manager(M1, M2)
    decision = company.save("o1", actor="M2", explicit="M2")
    assert (company.orders["o1"], company.cards["c1"]) == ("M2", "M1")
    assert (decision.reason, set(told(decision))) == (Reason.ORDER_OVERRIDE_LINK_KEPT, {"M1"})


@pytest.mark.req("O2", "O5", "RC-14")
def test_check_7_an_order_that_carries_a_manager_fills_the_card() -> None:
    company = Company(M1, M3)
    company.save("o1", manager="M3")
    assert company.cards["c1"] == "M3"
    company.cards["c1"] = None
    company.save("o1", actor="M1")
    assert company.cards["c1"] == "M3"


@pytest.mark.req("O15", "O12", "O6")
def test_check_8_an_admins_save_assigns_nobody_and_the_first_managers_save_does() -> None:
    company = Company(M1, M2, M3, BOSS, settings=OFF)
    company.save("o1")
    company.save("o1", actor="boss")
    assert (company.orders["o1"], company.cards["c1"]) == (None, None)
    assert company.save("o1", actor="M2").reason is Reason.EDITOR
    assert (company.orders["o1"], company.cards["c1"]) == ("M2", "M2")
    assert company.save("o1", actor="M3").reason is Reason.NO_CHANGE
    assert (company.orders["o1"], company.cards["c1"]) == ("M2", "M2")


@pytest.mark.req("O8", "M3", "N4")
def test_check_9_the_cover_gets_the_order_and_the_card_stays_and_the_return_is_automatic() -> None:
    company = with_manager(away(M1, "K"), K, settings=CAREFUL)
    company.save("o1")
    assert (company.orders["o1"], company.cards["c1"]) == ("K", "M1")
    company.change(M1)
    company.save("o2")
    assert company.orders["o2"] == "M1"


@pytest.mark.req("C5", "NX-19")
def test_check_10_a_warehouse_user_at_the_point_of_sale_owns_the_customer() -> None:
    assert card(CLERK, channel=Channel.POS, actor="clerk").manager == "clerk"


@pytest.mark.req("O6", "RC-17")
def test_check_11_a_decided_order_decided_again_changes_nothing_and_tells_nobody() -> None:
    company = Company(M1, M2)
    company.save("o1")
    settled = (dict(company.orders), dict(company.cards), company.standing)
    for _ in range(5):
        assert told(company.save("o1")) == {}
    assert (company.orders, company.cards, company.standing) == settled


@pytest.mark.req("O14", "O7", "RC-1")
def test_check_13_two_orders_each_of_a_thousand_new_customers_agree_and_are_shared_fairly() -> None:
    company = Company(M2, M3)
    for number in range(1000):
        customer = f"c{number}"
        company.save(f"{customer}-a", customer, channel=Channel.LINK)
        company.save(f"{customer}-b", customer, channel=Channel.LINK)
        assert company.orders[f"{customer}-a"] == company.orders[f"{customer}-b"] == company.cards[customer]
    shares = Counter(company.cards.values())
    assert shares == {"M2": 500, "M3": 500}
    assert company.standing.wheels["everybody"].turns == 1000


@pytest.mark.req("O0", "M4")
def test_check_14_a_shipped_order_stays_when_the_card_moves() -> None:
    company = with_manager(M1, M2)
    company.save("o1")
    company.cards["c1"] = "M2"
    assert company.save("o1", terminal=True, actor="M2").reason is Reason.TERMINAL_NO_CHANGE
    assert company.orders["o1"] == "M1"
