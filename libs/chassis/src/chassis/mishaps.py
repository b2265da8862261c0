"""What logs, traces, parked messages and records tell of an error.

An error quotes what was at hand: pydantic the input, MongoDB the key, an SMTP server the address. So the words of ours
alone (`Spoken`) are told; of any other its type, its code and the place, from where code and trace lead on.
"""

import errno
from collections.abc import Iterator
from traceback import walk_tb
from typing import Any

from chassis.errors import Spoken
from contracts.catalog import LISTENERS

_OURS = frozenset({"chassis", "contracts", *LISTENERS})
_MOST = 10
"""Errors told of one that came of others."""


def described(error: BaseException) -> str:
    """In one line: `DuplicateKeyError 11000 at orders.store.orders:88 add`, or `Transient: no order 17 yet`."""
    name = _named(error)
    if isinstance(error, Spoken):
        return f"{name}: {error}"
    if isinstance(error, BaseExceptionGroup):
        return f"{name} of {', '.join(map(described, error.exceptions[:_MOST]))}"
    places = list(_places(error))
    ours = [place for module, place in places if module.partition(".")[0] in _OURS]
    return f"{name} at {ours[-1]}" if ours else name


def retold(error: BaseException) -> list[dict[str, Any]]:
    """For a log: the error and what it came of, each with its type, our own words and the way it came, outermost
    first."""
    told = []
    for each in _with_causes(error):
        words = {"text": str(each)} if isinstance(each, Spoken) else {}
        told.append({"type": _named(each), **words, "at": [place for _, place in _places(each)]})
    return told


def _named(error: BaseException) -> str:
    kind = type(error)
    code = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else getattr(error, "code", None)
    return f"{kind.__qualname__} {code}" if isinstance(code, int | str) and str(code).isalnum() else kind.__qualname__


def _places(error: BaseException) -> Iterator[tuple[str, str]]:
    for frame, line in walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "?")
        yield module, f"{module}:{line} {frame.f_code.co_name}"


def _with_causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < _MOST:
        each = waiting.pop(0)
        if any(each is known for known in found):
            continue
        found.append(each)
        cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        waiting += [*getattr(each, "exceptions", ()), *([cause] if cause else [])]
    return found
