"""A process is known by number and start time, and its session outlives it."""

import os
import signal
import subprocess

from devstack.procfs import ProcessId, end_session, identify, session_members


def _session(script: str) -> tuple["subprocess.Popen[str]", ProcessId]:
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"{script}"], start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process, identify(process.pid)


def test_another_start_time_is_another_process() -> None:
    me = identify(os.getpid())
    assert me.is_alive()
    assert not ProcessId(me.pid, me.started - 1).is_alive()


def test_a_zombie_is_not_alive() -> None:
    process, leader = _session("echo; exec sleep 60")
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    assert not leader.is_alive()
    process.wait()


def test_what_a_dead_program_left_is_found_and_ended() -> None:
    process, leader = _session("sleep 60 & echo; wait")
    process.kill()
    process.wait()
    assert not leader.is_alive()
    assert len(session_members(leader)) == 1

    assert end_session(leader, grace=5)
    assert session_members(leader) == []
    assert not end_session(leader, grace=5)


def test_a_program_that_ignores_the_request_to_stop_is_ended_by_force() -> None:
    process, leader = _session("trap '' TERM; echo; while :; do sleep 60; done")

    assert end_session(leader, grace=0.2)
    assert process.wait(5) == -signal.SIGKILL


def test_somebody_elses_session_under_the_same_number_is_left_alone() -> None:
    process, leader = _session("echo; exec sleep 60")

    assert not end_session(ProcessId(leader.pid, leader.started - 1), grace=0)
    assert leader.is_alive()
    process.kill()
    process.wait()
