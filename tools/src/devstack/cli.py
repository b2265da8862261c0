"""The command line `vinculo`. A further command is a function of its own module, registered here."""

import typer

from devstack.commands.audit import audit
from devstack.commands.demo import demo
from devstack.commands.down import down
from devstack.commands.events import events
from devstack.commands.import_ import import_
from devstack.commands.replicas import replicas
from devstack.commands.status import status
from devstack.commands.token import token
from devstack.commands.up import up

app = typer.Typer(
    name="vinculo",
    help="Runs Vinculo on this machine and talks to it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(down)
app.command()(status)
app.command()(token)
app.command(name="import")(import_)
app.command()(audit)
app.command()(demo)
app.add_typer(events, name="events")
app.add_typer(replicas, name="replicas")
