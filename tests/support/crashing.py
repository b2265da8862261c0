"""`python -m tests.support.crashing orders all`: a service that kills itself at a named point when the test says so.

The service's own code knows nothing of it: what it stands on is wrapped before it starts. A point is armed by a file
`<service>.<point>` in the folder of VINCULO_TEST_CRASHES that holds a number: at that passage, counted from the
arming, the process renames the file to `….fired` and ends as by `kill -9`.
"""

import os
import runpy
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = "VINCULO_TEST_CRASHES"


class Point(StrEnum):
    """Where a process can die between hearing of something and having told everybody."""

    BEFORE_COMMIT = "before_commit"
    """Everything is written in the transaction, which is not committed yet."""
    AFTER_COMMIT = "after_commit"
    """Durable; neither answered nor published."""
    BEFORE_CHANGE = "before_change"
    """What nobody is told of is about to be changed, outside of any unit."""
    AFTER_CHANGE = "after_change"
    """Durable; nobody here knows yet."""
    BEFORE_PUBLISH = "before_publish"
    AFTER_CONFIRM = "after_confirm"
    """The broker has the message, the outbox row is still there."""
    BEFORE_ACK = "before_ack"
    """The effect is durable, the delivery is not acknowledged."""
    AFTER_DATA = "after_data"
    """The SMTP server has taken the mail, which is not recorded yet."""
    BEFORE_DIGEST = "before_digest"
    """Orders of an absence are claimed for a digest, which is not written yet (O8)."""


class Crashes:
    """The test's side: arms points and sees whether they have fired."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def environment(self) -> dict[str, str]:
        """For the services."""
        return {FOLDER: str(self._folder)}

    def arm(self, service: str, point: Point, nth: int) -> None:
        """The next process of the service that passes the point for the nth time dies there."""
        self._fired(service, point).unlink(missing_ok=True)
        new = self._folder / f"{service}.{point}.new"
        new.write_text(str(nth))
        new.rename(self._folder / f"{service}.{point}")

    def fired(self, service: str, point: Point) -> bool:
        """Whether it died there since the arming."""
        return self._fired(service, point).exists()

    def _fired(self, service: str, point: Point) -> Path:
        return self._folder / f"{service}.{point}.fired"


class _Fuse:
    """One point of one process."""

    def __init__(self, folder: Path, service: str, point: Point) -> None:
        self._file = folder / f"{service}.{point}"
        self._passed = 0

    def passed(self) -> None:
        try:
            nth = int(self._file.read_text())
        except FileNotFoundError:
            self._passed = 0
            return
        self._passed += 1
        if self._passed >= nth:
            with suppress(FileNotFoundError):
                # Of two replicas only one dies.
                self._file.rename(self._file.with_name(self._file.name + ".fired"))
                os.kill(os.getpid(), signal.SIGKILL)


def _wrap(owner: Any, name: str, *, before: _Fuse | None = None, after: _Fuse | None = None) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    @wraps(original)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before is not None:
            before.passed()
        result = await original(*args, **kwargs)
        if after is not None:
            after.passed()
        return result

    setattr(owner, name, wrapped)


def _main(service: str) -> None:
    from aio_pika import IncomingMessage

    from chassis.broker import Broker
    from chassis.commit import Committer
    from chassis.mongo import Collection, Mongo

    folder = Path(os.environ[FOLDER])

    def fuse(point: Point) -> _Fuse:
        return _Fuse(folder, service, point)

    _wrap(Committer, "_write", after=fuse(Point.BEFORE_COMMIT))
    _wrap(Mongo, "transact", after=fuse(Point.AFTER_COMMIT))
    _wrap(Collection, "_amend", before=fuse(Point.BEFORE_CHANGE), after=fuse(Point.AFTER_CHANGE))
    _wrap(Broker, "publish", before=fuse(Point.BEFORE_PUBLISH), after=fuse(Point.AFTER_CONFIRM))
    _wrap(IncomingMessage, "ack", before=fuse(Point.BEFORE_ACK))
    if service == "notify":
        from notify.gateways.smtp.dialogue import Dialogue

        _wrap(Dialogue, "deliver", after=fuse(Point.AFTER_DATA))
        _wrap(import_module("notify.usecases.send_digests"), "_mail", before=fuse(Point.BEFORE_DIGEST))
    sys.argv = [service, *sys.argv[2:]]
    runpy.run_module(service, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(sys.argv[1])
