"""What of the catalogue a customer looks at."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contracts.money import Money
from orders.domain.category import Category, CategoryTree
from orders.domain.pricing import Price
from orders.domain.shelf import PAGE, Choice, Item, Shelf, arranged, folded, look

PRICE = Price(Money.of(Decimal(2), "EUR"), Money.of(Decimal(1), "EUR"))


def shelf(*named: tuple[str, str | None]) -> Shelf:
    """A shelf of products by name and category."""
    return Shelf(1, [Item(name, name, category, None, PRICE, folded(name)) for name, category in named])


def names(of: Shelf, choice: Choice) -> list[str]:
    return [item.name for item in look(of, choice).items]


@pytest.mark.req("ML-28")
def test_words_are_found_without_accents_and_case_and_all_must_occur() -> None:
    goods = shelf(("Té verde", None), ("Zahăr brun", None), ("Мед от Акация", None))
    assert names(goods, Choice("VERDE te")) == ["Té verde"]
    assert names(goods, Choice("zahar")) == ["Zahăr brun"]
    assert names(goods, Choice("акация")) == ["Мед от Акация"]
    assert names(goods, Choice("te brun")) == []


@pytest.mark.req("ML-28")
def test_a_category_shows_its_own_and_only_categories_with_items_are_offered() -> None:
    goods = shelf(("Tea", "Drinks"), ("Cup", "Paper"), ("Odd", None))
    assert names(goods, Choice(category="Paper")) == ["Cup"]
    assert list(goods.categories) == ["Drinks", "Paper"]


def test_a_page_too_far_is_the_last_one() -> None:
    goods = shelf(*((f"Product {n:03}", None) for n in range(PAGE + 1)))
    view = look(goods, Choice(page=9))
    assert ([item.name for item in view.items], view.page, view.pages) == ([f"Product {PAGE:03}"], 2, 2)
    assert look(shelf(), Choice()).pages == 1


@pytest.mark.req("ML-28")
def test_everything_stands_in_the_order_of_its_categories_then_of_names_and_what_has_none_comes_last() -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    tea, cups = (
        Category(id=key, version=1, key=key, name={}, position=position, created_at=at, updated_at=at)
        for position, key in enumerate(("tea", "cups"))
    )
    goods = shelf(("Zinc", None), ("Cup", "cups"), ("Té verde", "tea"), ("Odd", "unknown"), ("assam", "tea"))
    assert [item.name for item in arranged(goods.items, CategoryTree([cups, tea]))] == [
        "assam",
        "Té verde",
        "Cup",
        "Odd",
        "Zinc",
    ]
