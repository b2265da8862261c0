"""What `vinculo up` shows: progress while it starts, then the services' log lines, prefixed and coloured."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from devstack.state import ProgramState

_COLOURS = ("cyan", "magenta", "green", "blue", "yellow", "bright_cyan", "bright_magenta", "bright_blue")
_LEVELS = {"debug": "dim", "info": "", "warning": "yellow", "error": "bold red", "critical": "bold red"}
_PREFIX = 14


class Screen:
    """A terminal, or a file or pipe, which gets the same as plain lines; safe to use from several threads."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._colours: dict[str, str] = {}
        self._began: dict[str, float] = {}
        self._states: dict[str, ProgramState] = {}
        self._refresh: Callable[[], None] = lambda: None

    def tell(self, markup: str) -> None:
        """Print one line of rich markup."""
        with self._lock:
            self._console.print(markup, highlight=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[None]:
        """Show what is still awaited, turning, as long as the block lasts; on a terminal only."""
        with self._console.status("starting …") as status:

            def refresh() -> None:
                awaited = (name for name, state in self._states.items() if state != "ready")
                status.update(f"starting {', '.join(awaited)} …")

            self._refresh = refresh
            yield
            self._refresh = lambda: None

    def changed(self, name: str, state: ProgramState, reason: str) -> None:
        """Tell that a program is in another state."""
        self._states[name] = state
        self._refresh()
        match state:
            case "ready":
                seconds = time.monotonic() - self._began.get(name, time.monotonic())
                self.tell(f"[green]✓[/] {name} [dim]ready after {seconds:.1f} s[/]")
            case "failed":
                self.tell(f"[bold red]✗ {name} does not start and is given up[/]\n{escape(reason)}")
            case "restarting" if reason:
                self.tell(f"[yellow]↻ {escape(reason.splitlines()[0])}: starting again[/]")
            case "starting" | "restarting":
                self._began[name] = time.monotonic()
            case "stopped":
                pass

    def said(self, name: str, line: str) -> None:
        """Show a line that a program wrote."""
        with self._lock:
            colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
            text = Text(f"{name:<{_PREFIX}}", style=colour)
            self._console.print(text.append(readable(line)), soft_wrap=True)


def readable(line: str) -> Text:
    """A structured log line (a JSON object with `event`) as people read it; any other line as it is."""
    try:
        fields = json.loads(line)
    except ValueError:
        return Text(line)
    if not isinstance(fields, dict) or "event" not in fields:
        return Text(line)
    return _structured(fields)


def _structured(fields: Mapping[str, object]) -> Text:
    rest = dict(fields)
    event, level = str(rest.pop("event")), str(rest.pop("level", "info"))
    text = Text(style=_LEVELS.get(level, ""))
    clock = str(rest.pop("timestamp", rest.pop("time", "")))[11:19]
    if clock:
        text.append(f"{clock} ", style="dim")
    text.append(f"{level:<8}{event}")
    trouble = rest.pop("exception", None)
    for key, value in rest.items():
        text.append(f" {key}=", style="dim").append(str(value))
    if trouble:
        text.append(f"\n{trouble}")
    return text
