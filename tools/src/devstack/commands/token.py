"""`vinculo token`."""

from typing import Annotated

import typer

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, existing, fail, only_in_development
from devstack.signing_in import SignInFailed, token_of
from devstack.state import read_status


def token(
    email: Annotated[str, typer.Argument(help="The e-mail of a staff member.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print a bearer token of that staff member, and nothing else (development only)."""
    only_in_development()
    found = read_status(existing(data_dir))
    if not found.is_running:
        fail("The system is not running: `vinculo up` starts it.")
    try:
        typer.echo(token_of(found.urls["identity"], email))
    except SignInFailed as failure:
        fail(str(failure))
