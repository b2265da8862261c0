"""Facts, settings and decisions as plain dicts and back, exactly; what the ledger keeps and replays (N1)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

_T = TypeVar("_T")
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def to_dict(value: Any) -> dict[str, Any]:
    """Strings, numbers, booleans, None, lists and dicts only; instants as ISO 8601, decimals as strings."""
    plain: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return plain


def from_dict(kind: type[_T], plain: Mapping[str, Any]) -> _T:
    """What `to_dict` wrote; raises pydantic's ValidationError for anything else."""
    value: _T = _adapter(kind).validate_python(plain)
    return value


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    known = _adapters.get(kind)
    if known is None:
        known = _adapters[kind] = TypeAdapter(kind)
    return known
