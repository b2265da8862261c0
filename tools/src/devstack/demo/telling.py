"""How the story looks: on a terminal in colours, elsewhere as the same plain lines."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from devstack.commands.options import DEFAULT_DATA_DIR
from devstack.demo.stage import Moment
from devstack.demo.story import Outcome
from devstack.system import FIRST_ADMIN

_COLOURS = {"customers": "green", "orders": "cyan", "assignment": "magenta", "notify": "yellow", "gateway": "blue"}


class Teller:
    """Prints each step as soon as it was played."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def title(self, text: str) -> None:
        """The head of it all."""
        self._print(Text.assemble("\n", (text, "bold"), "\n"))

    def step(self, number: int, name: str, outcome: Outcome, moments: Iterable[Moment]) -> None:
        """A step that went as it should."""
        took = f"{_duration(outcome.ms)} {outcome.took}"
        self._print(Text.assemble(("✓ ", "bold green"), (f"{number}  {name}", "bold"), (f"  {took}", "green")))
        self._moments(moments)
        if outcome.why:
            self._print(Text.assemble(" " * 12, (f"“{outcome.why}”", "italic")))
        if outcome.trace:
            self._print(Text.assemble(" " * 12, (f"trace {outcome.trace}", "dim")))
        self._print(Text())

    def failed(self, number: int, name: str, reason: str, moments: Iterable[Moment]) -> None:
        """A step that went wrong."""
        self._print(Text.assemble(("✗ ", "bold red"), (f"{number}  {name}", "bold")))
        self._moments(moments)
        self._print(Text.assemble(" " * 12, (reason, "red"), "\n"))

    def addresses(self, urls: Mapping[str, Any], data_dir: Path) -> None:
        """Where to go from here."""
        option = "" if data_dir == DEFAULT_DATA_DIR else f" --data-dir {data_dir}"
        rows = {
            "gateway": urls["gateway"],
            "mails": urls["mails"],
            "order link": urls.get("order_link") or "",
            "a token": f".venv/bin/vinculo token {FIRST_ADMIN}{option}",
            "try it": f'curl -H "Authorization: Bearer $(.venv/bin/vinculo token {FIRST_ADMIN}{option})" '
            f"{urls['gateway']}/v1/customers",
        }
        for name, value in rows.items():
            if value:
                self._print(Text.assemble((f"  {name:<11}", "dim"), value))
        self._print(Text())

    def _moments(self, moments: Iterable[Moment]) -> None:
        for moment in sorted(moments, key=lambda each: each.at_ms):
            colour = _COLOURS.get(moment.service, "")
            clock = f"{moment.at_ms / 1000:8.3f} s  "
            self._print(Text.assemble((clock, "dim"), (f"{moment.service:<11}", colour), moment.what))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)


def _duration(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 10_000 else f"{ms / 1000:.1f} s"
