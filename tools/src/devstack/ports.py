"""Free ports on loopback, kept for later starts so that addresses stay the same."""

import json
import random
import socket
from pathlib import Path

_OWN_RANGE = range(20_000, 32_000)
"""Below the range from which the kernel serves outgoing connections: none of those takes a port of ours."""

_given: set[int] = set()


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def any_free() -> int:
    """Some free port, which no other system has claimed; each only once in a process, so that it is still free for
    whoever does not listen yet."""
    while (port := random.choice(_OWN_RANGE)) in _given or (claim := _claimed(port)) is None:  # noqa: S311
        continue
    claim.close()
    _given.add(port)
    return port


def _claimed(port: int) -> socket.socket | None:
    """The claim on a free port, which stands until it is closed; None if it is taken or claimed."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        # An abstract address: known to the whole machine, gone with the process, leaves no file.
        claim.bind(f"\0vinculo-port-{port}")
    except OSError:
        claim.close()
        return None
    if not is_free(port):
        claim.close()
        return None
    return claim


class PortBook:
    """The ports of one data folder, by name; taken for as long as this object lives.

    A port that is handed out is claimed before anything listens on it, so that several systems that start at
    the same moment do not choose the same.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        self._claims: list[socket.socket] = []

    def kept(self, name: str) -> int:
        """The port of an earlier start if it is still free, else a new one, kept from now on."""
        kept = self._ports.get(name)
        if kept is not None and self._claim(kept):
            return kept
        while not self._claim(port := any_free()):
            continue
        self._ports[name] = port
        self._file.write_text(json.dumps(self._ports, indent=2) + "\n")
        return port

    def first_free(self, wanted: int) -> int:
        """`wanted`, or the next port after it that is free; not kept."""
        return next(port for port in range(wanted, 65_536) if self._claim(port))

    def _claim(self, port: int) -> bool:
        claim = _claimed(port)
        if claim is not None:
            self._claims.append(claim)
        return claim is not None
