"""What people see of an import: a bar on a terminal, a line now and then elsewhere, and every bad row."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from devstack.importer.reporting import Report

_EVERY = 5.0
"""Seconds between lines where there is no terminal."""
_BAR_EVERY = 0.1
"""Seconds between steps of the bar."""


class Watch:
    """Shows how far a file was read and what became of its rows; bad ones go to stdout as they are found, and to the
    report if there is one."""

    def __init__(self, console: Console, name: str, report: Report | None = None) -> None:
        self._console = console
        self._report = report
        self._name = name
        self._bar: Progress | None = None
        self._look: Callable[[], tuple[int, int, str]] = lambda: (0, 1, "")
        self._told = time.monotonic()

    @contextmanager
    def showing(self, look: Callable[[], tuple[int, int, str]]) -> Iterator[None]:
        """Show `look()`, bytes read, bytes in all and a remark, for as long as the block lasts."""
        self._look = look
        if not self._console.is_terminal:
            yield
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[remark]}"))
        with Progress(*columns, TimeElapsedColumn(), console=self._console, transient=True) as self._bar:
            self._bar.add_task(escape(self._name), total=1, remark="")
            yield
        self._bar = None

    def moved(self) -> None:
        """Something went on."""
        if time.monotonic() - self._told < (_EVERY if self._bar is None else _BAR_EVERY):
            return
        self._told = time.monotonic()
        done, whole, remark = self._look()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=whole or 1, remark=remark)
        else:
            print(f"{self._name}: {100 * done // (whole or 1)} %  {remark}", file=sys.stderr, flush=True)

    def bad(self, line: int, reason: str) -> None:
        """A row did not go in."""
        self.tell(f"line {line}: {reason}")
        if self._report is not None:
            self._report(line, reason)

    def tell(self, text: str) -> None:
        """A line of plain text."""
        if self._bar is not None:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            # Ten times as quick, which counts where every row of a large file is bad.
            print(text, file=self._console.file)
