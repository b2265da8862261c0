"""Processes that start warm: what a service imports is imported once, and every process of it is a fork of that.

Importing costs a service one and a half seconds, and hundreds of tests want one of their own.
"""

import asyncio
import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future
from functools import cache
from importlib import import_module
from typing import Any

_LARGEST = 1 << 16


class Process:
    """A running service; as much of a child process as a test needs."""

    def __init__(self, pid: int, ended: Future[int]) -> None:
        self.pid = pid
        self._ended = ended

    @property
    def returncode(self) -> int | None:
        """As of a child of one's own: negative if a signal ended it; None while it runs."""
        return self._ended.result() if self._ended.done() else None

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if not self._ended.done():
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Its return code, when it ended."""
        return await asyncio.wrap_future(self._ended)


class _Kept:
    """A process that has imported a service and is forked for each start."""

    def __init__(self, service: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.support.warm", service, str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )
        self._ended: dict[int, Future[int]] = {}
        self._started: Future[Process]
        self._starting = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._parent.kill)

    def start(self, environment: dict[str, str]) -> Process:
        with self._starting:
            self._started = Future()
            self._control.send(json.dumps(environment).encode())
            return self._started.result(60)

    def _listen(self) -> None:
        while message := self._control.recv(_LARGEST):
            told: dict[str, int] = json.loads(message)
            pid = told["pid"]
            if "code" in told:
                self._ended.pop(pid).set_result(told["code"])
            else:
                ended = self._ended[pid] = Future()
                self._started.set_result(Process(pid, ended))


_kept = cache(_Kept)


async def start(service: str, environment: dict[str, str]) -> Process:
    """`python -m <service> all` in that environment."""
    return await asyncio.to_thread(lambda: _kept(service).start(environment))


def _main(service: str, control: socket.socket) -> None:
    build = import_module(f"{service}.app").build
    signals, wake = socket.socketpair()
    signals.setblocking(False)
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(signals, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is signals:
                    signals.recv(_LARGEST)
                    _report(control)
                    continue
                request = control.recv(_LARGEST)
                if not request:
                    return
                pid = os.fork()
                if pid == 0:
                    selector.close()
                    for each in (control, signals, wake):
                        each.close()
                    _serve(service, build, json.loads(request))
                control.send(json.dumps({"pid": pid}).encode())


def _report(control: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        control.send(json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}).encode())


def _serve(service: str, build: Any, environment: dict[str, str]) -> None:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = [service, "all"]
        import_module("chassis.runtime").main(build)
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _main(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
