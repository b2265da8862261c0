"""In which order categories are shown, what is found in them, and how they are called."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contracts.money import Money
from orders.domain.category import Category, CategoryTree
from orders.domain.pricing import Price
from orders.domain.product import text_in
from orders.domain.shelf import Choice, Item, Shelf, look

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PRICE = Price(Money.of(Decimal(1), "EUR"), Money.of(Decimal(1), "EUR"))


def category(key: str, position: int = 0, parent: str | None = None, **name: str) -> Category:
    return Category(
        id=key,
        version=1,
        key=key,
        name=name or {"en": key},
        position=position,
        parent=parent,
        created_at=NOW,
        updated_at=NOW,
    )


TREE = CategoryTree(
    [
        category("black", 2, "tea"),
        category("green", 1, "tea", en="Green tea", bg="Зелен чай"),
        category("tea", 2, es="Té", ro="Ceai"),
        category("coffee", 1),
        category("empty", 0),
    ]
)


def test_categories_stand_in_their_order_each_before_those_below_it_and_unknown_ones_last() -> None:
    keys = ["Paper", "green", "tea", "black", "cups", "coffee"]
    assert TREE.in_order(keys) == ["coffee", "tea", "green", "black", "cups", "Paper"]


def test_a_category_is_known_by_its_key_and_by_who_is_below_it() -> None:
    assert (len(TREE), TREE.find("tea"), TREE.find("Paper")) == (5, category("tea", 2, es="Té", ro="Ceai"), None)
    assert [key for key in ("tea", "green", "empty", "Paper") if TREE.has_below(key)] == ["tea"]
    assert TREE.names(None) == {}


def test_a_ring_of_parents_ends_somewhere() -> None:
    ring = CategoryTree([category("a", parent="b"), category("b", parent="a"), category("c", parent="c")])
    assert [each.key for each in ring.above("a")] == ["a", "b"]
    assert ring.within("c") == {"c"}
    assert set(ring.in_order(["a", "b", "c"])) == {"a", "b", "c"}


def test_a_text_is_in_the_language_asked_for_else_the_shops_else_any() -> None:
    texts = {"ro": "Ceai", "es": "Té"}
    assert text_in(texts, "ro", "es") == "Ceai"
    assert text_in(texts, "bg", "ro") == "Ceai"
    assert text_in(texts, "ro-MD", "es") == "Ceai"
    assert text_in({**texts, "ro-MD": "Ceai!"}, "ro-MD", "es") == "Ceai!"
    assert text_in(texts, "bg", "en") == "Té"
    assert text_in({}, "bg", "en") is None


@pytest.mark.req("ML-27", "ML-28")
def test_a_category_shows_what_is_below_it_and_is_called_in_the_customers_language() -> None:
    goods = [Item(key, key, key, None, PRICE, key) for key in ("green", "coffee", "Paper")]
    shelf = Shelf(1, [*goods, Item("odd", "odd", None, None, PRICE, "odd")], TREE, ("bg", "ro"))
    assert list(shelf.categories) == ["coffee", "tea", "green", "Paper"]
    assert [shelf.called(key) for key in shelf.categories] == ["coffee", "Ceai", "Зелен чай", "Paper"]
    assert [item.id for item in look(shelf, Choice(category="tea")).items] == ["green"]
    assert [item.id for item in look(shelf, Choice(category="Paper")).items] == ["Paper"]
    assert look(shelf, Choice(category="empty")).found == 0
    assert look(shelf, Choice()).found == 4
