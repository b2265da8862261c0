"""`vinculo replicas check|rebuild`."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, address, fail

if TYPE_CHECKING:
    from devstack.audit.replicas import Survey


class Of(StrEnum):
    """What others keep replicas of, or show."""

    LINKS = "links"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    STAFF = "staff"


replicas = typer.Typer(help="What services keep of what others own.", no_args_is_help=True)

Kinds = Annotated[list[Of] | None, typer.Argument(help="Of what; everything if left out.")]
Url = Annotated[str | None, typer.Option(help="Gateway of another system; with a token of its own.")]
Token = Annotated[str | None, typer.Option(envvar="VINCULO_TOKEN", help="Of whoever has the permission audit.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Timeout = Annotated[float, typer.Option(help="Seconds to wait for everybody to have compared.")]


@replicas.command()
def check(
    of: Kinds = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
    timeout: Timeout = 600,
) -> None:
    """Have everything told anew and every replica compared with it; status 1 if one differs."""
    if not _report(_surveyed(of, data_dir, url, token, timeout, heal=False), as_json=as_json):
        raise typer.Exit(1)


@replicas.command()
def rebuild(
    of: Kinds = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
    timeout: Timeout = 600,
) -> None:
    """The same, and every replica takes over what differs. Nothing is decided or mailed again."""
    _report(_surveyed(of, data_dir, url, token, timeout, heal=True), as_json=as_json)


def _surveyed(
    of: Sequence[Of] | None, data_dir: Path, url: str | None, token: str | None, timeout: float, *, heal: bool
) -> "list[Survey]":
    # Imported here: what it needs takes longer to load than other commands take altogether.
    from devstack.audit.replicas import StillUnderWay, survey
    from devstack.importer.client import Client, NotTaken, Stopped

    url, token = address(data_dir, url, token)

    async def all_of_them() -> "list[Survey]":
        with Console(stderr=True).status("") as status:
            async with Client.of(url, token) as client:
                # Staff first, links last: what a record is compared with may depend on what was told before.
                kinds = [each for each in reversed(Of) if not of or each in of]
                return [await survey(client, kind, heal=heal, patience=timeout, moved=status.update) for kind in kinds]

    try:
        return asyncio.run(all_of_them())
    except (NotTaken, Stopped, StillUnderWay) as failure:
        fail(str(failure))


def _report(surveys: "list[Survey]", *, as_json: bool) -> bool:
    """Whether all agree."""
    agrees = all(each.agrees for each in surveys)
    if as_json:
        typer.echo(json.dumps({"agrees": agrees, "surveys": [asdict(each) for each in surveys]}, indent=2))
        return agrees
    console = Console()
    for survey in surveys:
        told = ", ".join(f"{count:,} {kind}" for kind, count in survey.told.items())
        console.print(f"Told anew: {told}.", highlight=False)
        for found in survey.services:
            for replica, counts in sorted(found.counts.items()):
                words = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
                console.print(f"  {found.service} has of {replica}: {words}", highlight=False)
            for each in found.drifted:
                fields = f" ({', '.join(each['fields'])})" if each["fields"] else ""
                healed = ", rebuilt" if each["healed"] else ""
                console.print(
                    f"    {each['replica']} {each['id']}: {each['found']}{fields}{healed}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
    if agrees:
        console.print("Every replica is as its owner tells it.")
    return agrees
