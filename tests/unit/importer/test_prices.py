"""New prices for products that are there already."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from devstack.importer import client as asking
from devstack.importer.client import Client
from devstack.importer.drafts import KINDS
from devstack.importer.load import Load, Tally
from devstack.importer.source import plain_source

Answer = httpx2.Response


@dataclass
class Catalogue:
    """One product behind a gateway. `lost` answers get lost after the change; `meddle` others change it before."""

    prices: dict[str, str] = field(default_factory=lambda: {"EUR": "12.50", "RON": "62.00"})
    version: int = 1
    lost: int = 0
    meddle: int = 0
    bad_rows: dict[int, str] = field(default_factory=dict)

    async def load(self, path: Path) -> Tally:
        transport = httpx2.MockTransport(self._answer)
        async with Client(httpx2.AsyncClient(transport=transport, base_url="http://gateway")) as client:
            return await Load("prices", client, self, "").run(plain_source(KINDS["prices"], path, (), None).drafts)

    def bad(self, line: int, reason: str) -> None:
        self.bad_rows[line] = reason

    def moved(self) -> None:
        return None

    def _answer(self, request: httpx2.Request) -> Answer:
        product: dict[str, Any] = {"id": "p1", "version": self.version, "prices": self.prices}
        if request.method == "GET":
            return Answer(200, json={"items": [product] if request.url.params["sku"] == "TEA" else [], "next": None})
        if self.meddle:
            self.meddle -= 1
            self.version += 1
            self.prices = {**self.prices, "USD": f"{self.version}.00"}
        if request.headers["If-Match"] != f'"{self.version}"':
            return Answer(412, json={"title": "changed meanwhile"})
        self.version += 1
        self.prices = json.loads(request.content)["prices"]
        if self.lost:
            self.lost -= 1
            return Answer(502)
        return Answer(200, json=product)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PAUSES", (0.0, 0.0))


def file(folder: Path, *rows: str) -> Path:
    path = folder / "prices.csv"
    path.write_text("\n".join(("sku,currency,price", *rows)))
    return path


async def test_new_prices_go_in_beside_the_others_and_twice_changes_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue()
    path = file(tmp_path, "TEA,EUR,13.00", "TEA,GBP,11.10", "TEA,RON,62")
    assert await catalogue.load(path) == Tally(changed=2, there=1)
    assert catalogue.prices == {"EUR": "13.00", "GBP": "11.10", "RON": "62.00"}
    version = catalogue.version
    assert await catalogue.load(path) == Tally(there=3)
    assert catalogue.version == version


async def test_the_last_row_of_a_product_and_currency_holds(tmp_path: Path) -> None:
    catalogue = Catalogue()
    await catalogue.load(file(tmp_path, "TEA,EUR,1", "TEA,EUR,2", "TEA,EUR,3"))
    assert catalogue.prices["EUR"] == "3.00"


async def test_bad_rows_are_told_with_their_line_and_the_others_go_in(tmp_path: Path) -> None:
    catalogue = Catalogue()
    tally = await catalogue.load(file(tmp_path, "NONE,EUR,1", "TEA,EUR,cheap", "TEA,,5", "TEA,EUR,9"))
    assert tally == Tally(changed=1, bad=3)
    assert catalogue.bad_rows == {
        2: "there is no product with sku 'NONE'",
        3: "price: 'cheap' is no clear number; write 1234.5",
        4: "currency: is missing",
    }


async def test_what_somebody_else_changes_meanwhile_stays(tmp_path: Path) -> None:
    catalogue = Catalogue(meddle=2)
    assert await catalogue.load(file(tmp_path, "TEA,EUR,9")) == Tally(changed=1)
    assert catalogue.prices == {"EUR": "9.00", "RON": "62.00", "USD": "3.00"}


async def test_a_lost_answer_changes_the_price_once(tmp_path: Path) -> None:
    catalogue = Catalogue(lost=1)
    assert await catalogue.load(file(tmp_path, "TEA,EUR,9")) == Tally(changed=1)
    assert (catalogue.prices["EUR"], catalogue.version) == ("9.00", 2)
