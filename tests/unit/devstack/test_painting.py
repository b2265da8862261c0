"""The pictures of the sample company's products."""

import csv
import json
from io import BytesIO
from pathlib import Path

from PIL import Image

import devstack.demo
from devstack.demo.painting import painted

COMPANY = Path(devstack.demo.__file__).parent / "company"


def products() -> list[dict[str, str]]:
    with (COMPANY / "products.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_product_has_a_small_picture_of_its_own_which_is_always_the_same() -> None:
    pictures = [painted(row["sku"], row["category"]) for row in products()]
    assert len({*pictures}) == len(pictures) > 10
    for picture in pictures:
        assert picture is not None
        assert len(picture) < 20_000
        assert Image.open(BytesIO(picture)).size == (560, 420)
    assert pictures[0] == painted("COF-SID", "Coffee")


def test_each_category_is_named_in_four_languages() -> None:
    categories = json.loads((COMPANY / "categories.json").read_text(encoding="utf-8"))
    assert {category["key"] for category in categories} == {row["category"] for row in products()}
    assert all(set(category["name"]) == {"en", "es", "ro", "bg"} for category in categories)


def test_a_category_without_a_motif_has_no_picture() -> None:
    assert painted("HAMMER", "Tools") is None
    assert painted("HAMMER", None) is None
