"""What several commands share: the option `--data-dir` and how a command fails."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from devstack.layout import Layout

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
