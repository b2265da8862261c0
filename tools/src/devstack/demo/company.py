"""Casa Miramar: coffee roasters and wholesale delicatessen, loaded as any company would load itself."""

from pathlib import Path

from rich.console import Console

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
        tallies[kind] = await run(Import(kind, _FILES / f"{kind}.csv", gateway, token), console)
    if bad := sum(tally.bad for tally in tallies.values()):
        raise LoadFailed(f"{bad} rows of the sample company did not go in")
    return tallies
