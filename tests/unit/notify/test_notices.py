"""Mails about a departure (M1), and about what happened during an absence (O8)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.notify.letters import NOW, letter, order, printer
from tests.unit.notify.test_printer import bodies, printed

from notify.domain.absence import Absence, CoveredOrder, is_back, same_day
from notify.domain.letter import Covered, Departure
from notify.domain.templates import Template

HOUR = timedelta(hours=1)
AWAY = Absence("a1", 1, "m1", NOW - HOUR, NOW + HOUR)
WAITING = [CoveredOrder("c1", "m1", "o1", "k", "a1", NOW)]


@pytest.mark.req("M1")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Lucía Gómez is inactive: reassign 21 customers and 1 open order"),
        ("es", "Lucía Gómez ya no está en activo: reasigne 21 clientes y 1 pedido abierto"),
        ("ro", "Lucía Gómez nu mai este în activitate: realocați 21 de clienți și 1 comandă deschisă"),
        ("bg", "Lucía Gómez вече не е сред активните: преразпределете 21 клиенти и 1 отворена поръчка"),
    ],
)
def test_a_departure_is_counted_as_the_language_counts(language: str, subject: str) -> None:
    assert printer().subject(letter(Template.STAFF_LEFT, language)) == subject


@pytest.mark.req("M1")
def test_a_departure_leads_to_the_customers_that_are_left() -> None:
    left = Departure("staff-2:4", "staff-2", 1, 0)
    message = printed(letter(Template.STAFF_LEFT, departure=left))
    for body in bodies(message):
        assert "Reassign 1 customer and 0 open orders" in body
        assert "https://shop.test/stale?manager_id=staff-2" in body


@pytest.mark.req("O8")
def test_a_digest_lists_every_order_with_who_handled_it() -> None:
    orders = (Covered(order(), "Kai"), Covered(order(id="order-2", number="O-2", kind="quote"), None))
    message = printed(letter(Template.COVERED, covered=orders))
    assert message["Subject"] == "While you were away: 2 orders"
    text, html = bodies(message)
    assert "Order O-2026-000123: Ferretería López, S.L. · €13,518.75 · Kai\n" in text
    assert "Quote O-2: Ferretería López, S.L. · €13,518.75 · somebody else\n" in text
    assert 'href="https://shop.test/orders/order-2"' in html


@pytest.mark.req("O8")
def test_a_long_digest_is_cut_and_says_how_much_more_there_is() -> None:
    message = printed(letter(Template.COVERED, covered=(Covered(order(), "Kai"),) * 60))
    assert message["Subject"] == "While you were away: 60 orders"
    text, _ = bodies(message)
    assert text.count("O-2026-000123") == 50
    assert "…: 10 orders" in text


@pytest.mark.req("O8", "M3")
@pytest.mark.parametrize(
    ("absences", "back"),
    [
        ([AWAY], False),
        ([replace(AWAY, end=NOW)], True),
        ([replace(AWAY, cancelled=True)], True),
        ([replace(AWAY, end=NOW), replace(AWAY, id="a2")], False),
        ([replace(AWAY, end=NOW), replace(AWAY, id="a2", start=NOW + HOUR)], True),
        ([], False),
        ([replace(AWAY, id="a2", end=NOW)], False),
    ],
    ids=["away", "over", "taken back", "a second one holds", "the next is planned", "no news yet", "news of another"],
)
def test_somebody_is_back_when_no_absence_holds_and_news_of_his_own_has_come(
    absences: list[Absence], back: bool
) -> None:
    assert is_back(WAITING, absences, NOW) is back


@pytest.mark.req("O8", "M3")
def test_an_absence_holds_from_its_first_moment_on_and_news_of_each_one_that_orders_came_in_is_waited_for() -> None:
    assert not is_back(WAITING, [replace(AWAY, start=NOW)], NOW)
    over, outside_hours = replace(AWAY, end=NOW), replace(WAITING[0], absence_id=None)
    assert is_back([*WAITING, outside_hours], [over], NOW)
    assert not is_back([*WAITING, replace(WAITING[0], absence_id="a2")], [over], NOW)


@pytest.mark.req("O8")
def test_a_day_is_one_of_the_readers_own_calendar() -> None:
    late = NOW.replace(hour=23)
    assert same_day(NOW, late, "UTC")
    assert not same_day(NOW, late, "Europe/Madrid")
