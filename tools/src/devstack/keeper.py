"""Keeps one program running: starts it when its needs are met, and again whenever it ends."""

import threading
import time
from collections.abc import Callable, Sequence

from devstack.servers import Program, StartFailed
from devstack.state import ProgramState

_STEADY = 10.0
"""Seconds of being ready after which an end counts as the first one again."""
_TRIES = 5
"""Ends in a row after which a program that was never ready is given up."""

Report = Callable[[Program, ProgramState, str], None]


def pause_before(attempt: int) -> float:
    """Seconds to wait before a restart: none before the first, then doubling from half a second to 30."""
    return 0.0 if attempt <= 1 else float(min(30.0, 0.5 * 2 ** (attempt - 2)))


class Keeper:
    """A thread beside one program. It sleeps in the kernel until the program ends: idle, it costs nothing."""

    def __init__(
        self,
        program: Program,
        needs: Sequence["Keeper"],
        report: Report,
        start: Callable[[Program], None],
    ) -> None:
        self.program = program
        self.ready = threading.Event()
        self.given_up = threading.Event()
        self._needs = needs
        self._report = report
        self._start = start
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name=f"keep {program.name}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the program for good and wait until it is gone."""
        with self._starting:
            self._stopping.set()
        self.program.stop()
        self._thread.join()
        self._report(self.program, "stopped", "")

    def _keep(self) -> None:
        if not all(self._is_met(need) for need in self._needs):
            return
        was_ready, attempt = False, 0
        while not self._stopping.wait(pause_before(attempt)):
            steady_since, reason = self._run_once("restarting" if attempt else "starting")
            if self._stopping.is_set():
                return
            was_ready = was_ready or steady_since is not None
            steady = steady_since is not None and time.monotonic() - steady_since >= _STEADY
            attempt = 1 if steady else attempt + 1
            if not was_ready and attempt >= _TRIES:
                self._give_up(reason)
                return
            self._report(self.program, "restarting", reason)

    def _is_met(self, need: "Keeper") -> bool:
        while not need.ready.wait(0.1):
            if need.given_up.is_set():
                self._give_up(f"it needs {need.program.name}")
            if need.given_up.is_set() or self._stopping.is_set():
                return False
        return True

    def _give_up(self, reason: str) -> None:
        self.given_up.set()
        self._report(self.program, "failed", reason)

    def _run_once(self, state: ProgramState) -> tuple[float | None, str]:
        """Run it from start to end; since when it was ready, if ever, and why it ended."""
        try:
            with self._starting:
                if self._stopping.is_set():
                    return None, ""
                self._start(self.program)
            process = self.program.process
            assert process is not None
            self._report(self.program, state, "")
            self.program.wait_ready()
        except StartFailed as failure:
            self._end_attempt()
            return None, str(failure)
        except OSError as failure:
            return None, f"{self.program.name} cannot be started: {failure}"
        since = time.monotonic()
        self._report(self.program, "ready", "")
        self.ready.set()
        code = process.wait()
        self.program.sweep()
        return since, f"{self.program.name} ended with status {code}"

    def _end_attempt(self) -> None:
        if not self._stopping.is_set():
            self.program.stop()
