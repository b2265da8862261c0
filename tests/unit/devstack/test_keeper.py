"""When a program is started again, and when it is given up."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from devstack.keeper import Keeper, pause_before
from devstack.servers import Program
from devstack.state import ProgramState


class Script(Program):
    """A shell script that is ready once it made the file `ready`."""

    def __init__(self, name: str, folder: Path, script: str) -> None:
        super().__init__(name, folder)
        self._script = script

    def prepare(self) -> None:
        (self.data_dir / "ready").unlink(missing_ok=True)

    def argv(self) -> Sequence[str]:
        return ["/bin/sh", "-c", f"cd {self.data_dir}; echo start >> starts; {self._script}"]

    def is_ready(self) -> bool:
        return (self.data_dir / "ready").exists()

    @property
    def starts(self) -> int:
        return (self.data_dir / "starts").read_text().count("start")


class Log:
    """Collects reports and waits for the one a test is about."""

    def __init__(self) -> None:
        self.states: list[tuple[str, ProgramState, str]] = []
        self._changed = threading.Condition()

    def __call__(self, program: Program, state: ProgramState, reason: str) -> None:
        with self._changed:
            self.states.append((program.name, state, reason))
            self._changed.notify_all()

    def wait_for(self, name: str, state: ProgramState, times: int = 1) -> None:
        with self._changed:
            found = self._changed.wait_for(
                lambda: sum(each[:2] == (name, state) for each in self.states) >= times, timeout=20
            )
        assert found, self.states


def _keep(program: Program, log: Log, *needs: Keeper) -> Keeper:
    def start(it: Program) -> None:
        it.start()

    return Keeper(program, needs, log, start)


def test_the_first_restart_is_at_once_and_later_ones_wait_longer_and_longer() -> None:
    assert [pause_before(attempt) for attempt in range(6)] == [0, 0, 0.5, 1, 2, 4]
    assert pause_before(100) == 30


def test_a_program_that_ends_is_started_again(tmp_path: Path) -> None:
    log, program = Log(), Script("one", tmp_path, "touch ready; exec sleep 60")
    keeper = _keep(program, log)
    keeper.start()
    log.wait_for("one", "ready")
    assert program.process is not None
    program.process.kill()

    log.wait_for("one", "ready", times=2)
    assert program.starts == 2
    keeper.stop()
    assert program.identity is None
    assert log.states[-1][1] == "stopped"


def test_a_program_that_never_gets_ready_is_given_up_with_the_end_of_its_log(tmp_path: Path) -> None:
    log = Log()
    keeper = _keep(Script("broken", tmp_path, "echo no such thing; exit 3"), log)
    keeper.start()

    log.wait_for("broken", "failed")
    reason = next(reason for _, state, reason in log.states if state == "failed")
    assert "status 3" in reason
    assert "no such thing" in reason
    keeper.stop()


def test_a_program_starts_only_when_what_it_needs_is_ready(tmp_path: Path) -> None:
    log = Log()
    store = _keep(Script("store", tmp_path / "store", "sleep 0.3; touch ready; exec sleep 60"), log)
    service = _keep(Script("service", tmp_path / "service", "touch ready; exec sleep 60"), log, store)
    service.start()
    store.start()

    log.wait_for("service", "ready")
    order = [(name, state) for name, state, _ in log.states]
    assert order.index(("store", "ready")) < order.index(("service", "starting"))
    service.stop()
    store.stop()


def test_what_needs_a_program_that_was_given_up_is_given_up_too(tmp_path: Path) -> None:
    log = Log()
    store = _keep(Script("store", tmp_path / "store", "exit 1"), log)
    service = _keep(Script("service", tmp_path / "service", "touch ready; exec sleep 60"), log, store)
    service.start()
    store.start()

    log.wait_for("service", "failed")
    assert ("service", "failed", "it needs store") in log.states


def test_stopping_does_not_wait_for_what_is_still_awaited(tmp_path: Path) -> None:
    log = Log()
    store = _keep(Script("store", tmp_path / "store", "exec sleep 60"), log)
    service = _keep(Script("service", tmp_path / "service", "exec sleep 60"), log, store)
    service.start()
    store.start()
    log.wait_for("store", "starting")

    began = time.monotonic()
    service.stop()
    store.stop()
    assert time.monotonic() - began < 5
