"""The same suite for what is on offer: products, categories, exchange rates and pictures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.databases import Database
from tests.unit.orders.made import product, uuid

from chassis.access import Reach, Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from orders.domain.category import Category
from orders.domain.exchange import NO_RATES, ExchangeRate
from orders.domain.picture import SIZES, Picture
from orders.ports import Pictures, ProductQuery, Uses
from orders.store.pictures import FolderPictures

ALL, NOTHING = Scope.everything(), Scope(Reach.NONE)
ANA = Scope(Reach.OWN, "ana")


async def test_products_are_listed_by_sku_and_offered_as_they_are_now(uses: Uses, each_database: Database) -> None:
    now = uses.clock.now()
    shown = Picture("q1", "digest", 100, 80)
    made = [
        product(1, now, sku="B", category="tea", stock=3),
        product(2, now, sku="A", active=False, prices={"EUR": Decimal("1.00"), "JPY": Decimal(90)}),
        product(3, now, sku="C", pictures=(shown,)),
    ]
    await uses.commits.commit(Unit([uses.products.insertion(each) for each in made]))
    with pytest.raises(AlreadyExists):
        await uses.commits.commit(Unit([uses.products.insertion(product(4, now, sku="A"))]))
    assert await uses.products.page(ProductQuery(), None, 5) == [made[1], made[0], made[2]]
    assert await uses.products.page(ProductQuery(active=True), ("B", "p1"), 5) == [made[2]]
    assert await uses.products.page(ProductQuery(category="tea", sku="B"), None, 5) == [made[0]]
    assert await uses.products.picture_ids() == {"q1"}
    revision, offered = await uses.catalogue.offered()
    assert offered == [made[0], made[2]]
    assert await uses.catalogue.among(["p2", "p9"]) == {"p2": made[1]}
    cheaper = replace(made[0], version=2, prices={"EUR": Decimal("2.00")}, updated_at=now + timedelta(seconds=1))
    await uses.commits.commit(Unit([uses.products.replacement(cheaper)]))
    assert await uses.catalogue.offered() == (revision, offered)
    each_database.clock.forward(timedelta(seconds=2))
    assert (await uses.catalogue.offered())[1] == [cheaper, made[2]]
    assert await uses.products.find("p1") == cheaper


async def test_categories_are_known_by_key_and_stay_while_somebody_relies_on_them(uses: Uses) -> None:
    now = uses.clock.now()
    tea, green = (
        Category(
            id=key, version=1, key=key, name={"en": key.capitalize()}, parent=parent, created_at=now, updated_at=now
        )
        for key, parent in (("tea", None), ("green", "tea"))
    )
    await uses.commits.commit(Unit([uses.categories.insertion(tea), uses.categories.insertion(green)]))
    with pytest.raises(AlreadyExists):
        await uses.commits.commit(Unit([uses.categories.insertion(replace(tea, id="other"))]))
    assert [await uses.categories.page(None, 1), await uses.categories.page("green", 5)] == [[green], [tea]]
    assert (await uses.categories.tree()).within("green") == {"green", "tea"}
    await uses.commits.commit(Unit([uses.categories.deletion(green), uses.categories.unchanged(tea)]))
    with pytest.raises(VersionConflict):
        await uses.commits.commit(Unit([uses.categories.unchanged(green)]))
    assert (await uses.categories.tree()).find("green") == green
    uses.categories.changed()
    assert (await uses.categories.tree()).find("green") is await uses.categories.find("green") is None
    renamed = replace(tea, version=2, name={"en": "Teas"})
    await uses.commits.commit(Unit([uses.categories.replacement(renamed)]))
    assert await uses.categories.find("tea") == renamed


async def test_the_rate_of_a_day_is_the_last_one_before_it(uses: Uses, each_database: Database) -> None:
    now = uses.clock.now()

    def rate(base: str, day: int, worth: str, version: int = 1) -> ExchangeRate:
        on, at = date(2026, 1, day), now + timedelta(seconds=version)
        return ExchangeRate(
            base=base,
            currency="RON",
            valid_from=on,
            rate=Decimal(worth),
            version=version,
            set_by="ana",
            created_at=now,
            updated_at=at,
        )

    assert await uses.rates.of_day("RON", date(2026, 1, 5)) is NO_RATES
    rates = [rate("EUR", 1, "4.9"), rate("EUR", 5, "5.1"), rate("BGN", 3, "2.5")]
    await uses.commits.commit(Unit([uses.rates.keeping(each) for each in rates]))
    each_database.clock.forward(timedelta(seconds=2))
    assert (await uses.rates.of_day("RON", date(2026, 1, 5))).rates == (rates[1], rates[2])
    assert (await uses.rates.of_day("RON", date(2026, 1, 2))).rates == (rates[0],)
    better = rate("EUR", 5, "5.2", version=2)
    await uses.commits.commit(Unit([uses.rates.keeping(better)]))
    with pytest.raises(VersionConflict):
        await uses.commits.commit(Unit([uses.rates.keeping(better)]))
    uses.rates.learn(better)
    assert (await uses.rates.of_day("RON", date(2026, 1, 9))).rates == (better, rates[2])
    assert await uses.rates.page("EUR", None, None, 5) == [rates[0], better]
    assert await uses.rates.page(None, "RON", rates[2].id, 1) == [rates[0]]


async def test_renderings_of_pictures_are_kept_until_they_are_removed(uses: Uses) -> None:
    await _keeps_renderings(uses.pictures)


async def test_a_folder_keeps_renderings_too(tmp_path: Path) -> None:
    folder = FolderPictures(tmp_path / "pictures")
    await folder.prepare()
    await _keeps_renderings(folder)


async def _keeps_renderings(pictures: Pictures) -> None:
    day = datetime(2026, 1, 5, tzinfo=UTC)
    await pictures.keep(uuid(1), {size: b"%d" % size for size in SIZES}, day)
    await pictures.keep(uuid(2), {SIZES[0]: b"other"}, day + timedelta(days=1))
    assert [await pictures.read(uuid(1), size) for size in SIZES] == [b"%d" % size for size in SIZES]
    assert [await pictures.read(uuid(2), SIZES[1]), await pictures.read("nobody's", SIZES[0])] == [None, None]
    assert await pictures.kept_before(day) == set()
    assert await pictures.kept_before(day + timedelta(hours=1)) == {uuid(1)}
    for _ in range(2):
        await pictures.remove(uuid(1))
    assert await pictures.kept_before(day + timedelta(days=2)) == {uuid(2)}
    assert await pictures.read(uuid(1), SIZES[0]) is None
