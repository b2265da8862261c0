"""What several commands share: the option `--data-dir`, whom they talk to, and how a command fails."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from devstack.layout import Layout
from devstack.signing_in import SignInFailed, token_of
from devstack.state import read_status
from devstack.system import FIRST_ADMIN

DataDir = Annotated[Path, typer.Option(help="Where the system keeps everything.", file_okay=False)]
DEFAULT_DATA_DIR = Path(".vinculo")


def fail(reason: str) -> NoReturn:
    """End the command with status 1 and a reason on stderr."""
    Console(stderr=True).print(reason, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def existing(data_dir: Path) -> Layout:
    """The layout of a data folder that `vinculo up` made."""
    if not data_dir.is_dir():
        fail(f"There is no system in {data_dir.absolute()}: `vinculo up` makes one.")
    return Layout.at(data_dir)


def only_in_development() -> None:
    """Refuse where the environment says that this is not development."""
    environment = os.environ.get("VINCULO_ENVIRONMENT", "development")
    if environment != "development":
        fail(f"Refused: VINCULO_ENVIRONMENT is {environment}, and this is for development only.")


def address(data_dir: Path, url: str | None, token: str | None) -> tuple[str, str]:
    """Gateway and bearer token: those given, else of the system in that folder and its first admin."""
    if url is not None:
        return url, token or fail("--url needs --token, or VINCULO_TOKEN in the environment.")
    only_in_development()
    status = read_status(existing(data_dir))
    if not status.is_running:
        fail("The system is not running: `vinculo up` starts it.")
    try:
        return status.urls["gateway"], token or token_of(status.urls["identity"], FIRST_ADMIN)
    except SignInFailed as failure:
        fail(str(failure))
