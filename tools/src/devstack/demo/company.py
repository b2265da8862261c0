"""Casa Miramar: coffee roasters and wholesale delicatessen, loaded as any company would load itself, and painted."""

import json
from pathlib import Path

import httpx2
from rich.console import Console

from devstack.demo.painting import painted
from devstack.demo.stage import checked
from devstack.importer.load import Tally
from devstack.importer.run import Import, run

SHOP_NAME = "Casa Miramar"
DOMAIN = "casamiramar.example"
_FILES = Path(__file__).with_name("company")
_KINDS = ("staff", "products", "customers")


class LoadFailed(Exception):
    """Some rows did not go in; they were shown."""


async def load_company(gateway: str, token: str, console: Console) -> dict[str, Tally]:
    """What went in now and what was there, by kind. Raises LoadFailed."""
    tallies = {}
    for kind in _KINDS:
        tallies[kind] = await run(Import(kind, _FILES / f"{kind}.csv"), gateway, token, console)
    if bad := sum(tally.bad for tally in tallies.values()):
        raise LoadFailed(f"{bad} rows of the sample company did not go in")
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=gateway, headers=headers, timeout=30, trust_env=False) as client:
        await _name_categories(client)
        await _hang_pictures(client)
    return tallies


async def _name_categories(client: httpx2.AsyncClient) -> None:
    """Those of ours that are not there."""
    there = {each["key"] for each in checked(await client.get("/v1/categories", params={"limit": "200"}))["items"]}
    for category in json.loads((_FILES / "categories.json").read_text(encoding="utf-8")):
        if category["key"] not in there:
            checked(await client.post("/v1/categories", json=category), 201)


async def _hang_pictures(client: httpx2.AsyncClient) -> None:
    """A picture for each product of ours that has none."""
    for product in checked(await client.get("/v1/products", params={"limit": "200"}))["items"]:
        picture = None if product["pictures"] else painted(product["sku"], product["category"])
        if picture is not None:
            path = f"/v1/products/{product['id']}/pictures"
            checked(await client.post(path, files={"picture": (f"{product['sku']}.png", picture)}), 201)
