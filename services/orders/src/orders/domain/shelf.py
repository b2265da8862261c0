"""What of the catalogue a customer looks at: by category, by words, a page at a time (ML-28)."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from orders.domain.category import CategoryTree
from orders.domain.picture import Picture
from orders.domain.pricing import Price
from orders.domain.product import text_in

PAGE = 24
"""Items on a page."""


@dataclass(frozen=True, slots=True)
class Item:
    """A product on the shelf; `sought` is what its search looks through, `image_url` where the picture is that stands
    for it, be it of the shop's own `pictures` or of elsewhere."""

    id: str
    name: str
    category: str | None
    stock: int | None
    price: Price
    sought: str
    pictures: tuple[Picture, ...] = ()
    image_url: str | None = None
    description: str | None = None


@dataclass(frozen=True, eq=False)
class Shelf:
    """All items for customers on equal terms, in the order in which they are shown; the same object for as long as
    nothing changes."""

    revision: int
    items: Sequence[Item]
    tree: CategoryTree = field(default_factory=CategoryTree)
    languages: Sequence[str] = ()

    @cached_property
    def categories(self) -> Sequence[str]:
        """The keys of those that have items, in order; also of those above them."""
        own = {item.category for item in self.items if item.category}
        return self.tree.in_order({key for category in own for key in self.tree.within(category)})

    def called(self, category: str) -> str:
        """Its name in the customer's language."""
        return text_in(self.tree.names(category), *self.languages) or category


def arranged(items: Iterable[Item], tree: CategoryTree) -> list[Item]:
    """In the order of their categories, those without one last, and by name within each."""
    items = list(items)
    order = tree.in_order({item.category for item in items if item.category})
    place = {category: at for at, category in enumerate(order)}
    return sorted(items, key=lambda item: (place.get(item.category or "", len(place)), item.sought))


@dataclass(frozen=True, slots=True)
class Choice:
    """What to look at: `words` must all occur in name or sku; pages count from 1."""

    words: str = ""
    category: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class View:
    """One page of what was chosen; `found` counts all pages."""

    items: Sequence[Item]
    found: int
    page: int
    pages: int


def look(shelf: Shelf, choice: Choice) -> View:
    """The page that was chosen, or the last one if there are fewer."""
    words, wanted = folded(choice.words).split(), choice.category
    found = [
        item
        for item in shelf.items
        if (wanted is None or (item.category is not None and wanted in shelf.tree.within(item.category)))
        and all(word in item.sought for word in words)
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(choice.page, 1), pages)
    return View(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)


def folded(text: str) -> str:
    """The text as people compare it: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
