"""The pictures of the sample company's products."""

import csv
from io import BytesIO
from pathlib import Path

from PIL import Image

import devstack.demo
from devstack.demo.painting import painted

PRODUCTS = Path(devstack.demo.__file__).parent / "company" / "products.csv"


def test_each_product_has_a_small_picture_of_its_own_which_is_always_the_same() -> None:
    with PRODUCTS.open(encoding="utf-8") as file:
        pictures = [painted(row["sku"], row["category"]) for row in csv.DictReader(file)]
    assert len({*pictures}) == len(pictures) > 10
    for picture in pictures:
        assert picture is not None
        assert len(picture) < 20_000
        assert Image.open(BytesIO(picture)).size == (560, 420)
    assert pictures[0] == painted("COF-SID", "Coffee")


def test_a_category_without_a_motif_has_no_picture() -> None:
    assert painted("HAMMER", "Tools") is None
    assert painted("HAMMER", None) is None
