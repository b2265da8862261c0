"""`vinculo up`."""

import signal
import subprocess
import sys
import threading
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, fail, only_in_development
from devstack.console import Screen
from devstack.install import InstallFailed, install_missing
from devstack.layout import Layout
from devstack.state import AlreadyRunning, Status, end_leftovers, hold, read_status
from devstack.supervisor import Supervisor
from devstack.system import GATEWAY_PORT, SERVICES, assemble

_MOST_REPLICAS = 16


def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when everything is ready.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where the gateway answers.")] = GATEWAY_PORT,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    scale: Annotated[list[str] | None, typer.Option(help="SERVICE=REPLICAS, may be repeated.")] = None,
    quiet: Annotated[bool, typer.Option(help="Do not show what the services log.")] = False,
) -> None:
    """Start the whole system: in the foreground until Ctrl-C, or with --detach in the background."""
    only_in_development()
    replicas = _replicas(scale or [])
    layout = Layout.at(data_dir)
    screen = Screen(Console())
    try:
        install_missing(screen)
        if detach:
            _in_background(layout, screen, port, scale or [])
        else:
            _in_foreground(layout, screen, port, replicas, shows_output=not quiet)
    except (AlreadyRunning, InstallFailed) as problem:
        fail(str(problem))


def _replicas(scale: list[str]) -> dict[str, int]:
    replicas = {}
    for each in scale:
        service, _, number = each.partition("=")
        if service not in SERVICES or not number.isdecimal() or not 1 <= int(number) <= _MOST_REPLICAS:
            raise typer.BadParameter(
                f"{each!r} is not SERVICE=1..{_MOST_REPLICAS} with one of {', '.join(SERVICES)}",
                param_hint="--scale",
            )
        replicas[service] = int(number)
    return replicas


def _in_foreground(layout: Layout, screen: Screen, port: int, replicas: dict[str, int], *, shows_output: bool) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with hold(layout):
        if leftovers := end_leftovers(layout):
            screen.tell(f"[yellow]stopped what an earlier start left running: {', '.join(leftovers)}[/]")
        system = assemble(layout, port, replicas)
        for remark in system.remarks:
            screen.tell(f"[yellow]{escape(remark)}[/]")
        supervisor = Supervisor(system, layout, screen, shows_output)
        began = time.monotonic()
        supervisor.start()
        try:
            with screen.progress():
                all_ready = supervisor.wait_settled(stop.is_set)
            if not stop.is_set():
                _tell_outcome(screen, supervisor.status, layout, time.monotonic() - began)
                screen.tell(
                    "[dim]Ctrl-C stops everything[/]" if all_ready else "[dim]the rest runs; Ctrl-C stops it[/]"
                )
            stop.wait()
        finally:
            screen.tell("stopping …")
            supervisor.stop()
            screen.tell("stopped")


def _in_background(layout: Layout, screen: Screen, port: int, scale: list[str]) -> None:
    with hold(layout):
        pass  # refuses here rather than in the background
    command = [sys.executable, "-m", "devstack", "up", "--quiet", "--port", str(port), "--data-dir", str(layout.root)]
    command += [argument for each in scale for argument in ("--scale", each)]
    began = time.monotonic()
    with layout.supervisor_log.open("wb") as log:
        child = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    status = _follow(child, layout, screen)
    _tell_outcome(screen, status, layout, time.monotonic() - began)
    if not status.is_ready:
        raise typer.Exit(1)


def _follow(child: "subprocess.Popen[bytes]", layout: Layout, screen: Screen) -> Status:
    """Show how a supervisor in the background gets on, until everything is ready or given up."""
    shown: dict[str, str] = {}
    status = Status()
    with screen.progress():
        while not (status.programs and status.is_settled):
            if child.poll() is not None:
                fail(f"It ended with status {child.returncode}:\n{layout.supervisor_log.read_text()}")
            time.sleep(0.1)
            current = read_status(layout)
            if current.supervisor is None or current.supervisor.pid != child.pid:
                continue
            if not status.programs:
                for remark in current.remarks:
                    screen.tell(f"[yellow]{escape(remark)}[/]")
            status = current
            for program in status.programs:
                if shown.get(program.name) != program.state:
                    shown[program.name] = program.state
                    reason = f"see {layout.of(program.name)}" if program.state == "failed" else ""
                    screen.changed(program.name, program.state, reason)
    return status


def _tell_outcome(screen: Screen, status: Status, layout: Layout, seconds: float) -> None:
    failed = [program.name for program in status.programs if program.state == "failed"]
    if failed:
        screen.tell(f"[bold red]not running: {', '.join(failed)}[/]  [dim]logs: {layout.root}/NAME/NAME.log[/]")
    else:
        screen.tell(f"[bold green]everything is ready after {seconds:.1f} s[/]")
    for name in ("gateway", "mails", "identity"):
        screen.tell(f"  {name:<9} {status.urls[name]}")
