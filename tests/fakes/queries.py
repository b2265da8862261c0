"""The part of MongoDB's query language that the stores speak, on plain documents. Whatever else is asked is refused
loudly."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.mongo import Doc, Filter

_TYPES = {"string": str, "date": datetime}
_NOTHING = object()


def value_at(doc: Any, path: str, nothing: Any = None) -> Any:
    """What lies at a dotted path, of an array its elements by number; `nothing` if nothing does."""
    for name in path.split("."):
        if isinstance(doc, list) and name.isdecimal():
            doc = doc[int(name)] if int(name) < len(doc) else nothing
        else:
            doc = doc.get(name, nothing) if isinstance(doc, Mapping) else nothing
    return doc


def matches(doc: Doc, query: Filter) -> bool:
    """Whether a document answers a query."""
    return all(_answers(doc, name, wanted) for name, wanted in query.items())


def _answers(doc: Doc, name: str, wanted: Any) -> bool:
    match name:
        case "$and":
            return all(matches(doc, each) for each in wanted)
        case "$or":
            return any(matches(doc, each) for each in wanted)
        case "$nor":
            return not any(matches(doc, each) for each in wanted)
        case "$expr":
            return bool(_evaluated(doc, wanted))
    value = value_at(doc, name, _NOTHING)
    if not isinstance(wanted, Mapping) or not any(key.startswith("$") for key in wanted):
        wanted = {"$eq": wanted}
    if "$exists" in wanted:
        return bool((value is not _NOTHING) == wanted["$exists"])
    return _meets(None if value is _NOTHING else value, wanted)


def _meets(value: Any, wanted: Mapping[str, Any]) -> bool:
    return all(_compares(value, operator, operand) for operator, operand in wanted.items())


def _compares(value: Any, operator: str, operand: Any) -> bool:
    match operator:
        case "$ne":
            return not _compares(value, "$eq", operand)
        case "$eq":
            return bool(value == operand) or (isinstance(value, list) and operand in value)
        case "$in":
            return any(_compares(value, "$eq", each) for each in operand)
        case "$nin":
            return not _compares(value, "$in", operand)
        case "$type":
            return isinstance(value, _TYPES[operand])
        case "$regex":
            texts = value if isinstance(value, list) else [value]
            return any(isinstance(text, str) and re.search(operand, text) for text in texts)
        case "$elemMatch":
            return isinstance(value, list) and any(_meets(each, operand) for each in value)
    if isinstance(value, list):
        return any(_compares(each, operator, operand) for each in value)
    if type(value) is not type(operand):
        return False
    match operator:
        case "$gt":
            return bool(value > operand)
        case "$gte":
            return bool(value >= operand)
        case "$lt":
            return bool(value < operand)
        case "$lte":
            return bool(value <= operand)
    raise NotImplementedError(operator)


def in_order(docs: Iterable[Doc], sort: Sequence[tuple[str, int]]) -> list[Doc]:
    """Sorted by dotted paths; what is missing comes first."""
    ordered = list(docs)
    for path, direction in reversed(sort):
        ordered.sort(key=lambda doc: rank(value_at(doc, path)), reverse=direction < 0)
    return ordered


def rank(value: Any) -> tuple[bool, Any]:
    """Where it comes among other values."""
    return value is not None, value if value is not None else 0


def projected(doc: Doc, projection: Mapping[str, Any] | None) -> Doc:
    """What of the document is answered."""
    if not projection:
        return doc
    if all(how == 1 for how in projection.values()):
        only: Doc = _only(doc, ["_id", *projection])
        return only
    kept = {name: value for name, value in doc.items() if name not in projection}
    for name, how in projection.items():
        if how != 0:
            kept[name] = [each for each in doc[name] if _meets(each, how["$elemMatch"])][:1]
    return kept


def _only(value: Any, paths: Iterable[str]) -> Any:
    if isinstance(value, list):
        return [_only(each, paths) for each in value]
    below: dict[str, list[str]] = {}
    for head, _, rest in (path.partition(".") for path in paths):
        below.setdefault(head, []).extend([rest] if rest else [])
    return {name: _only(value[name], rests) if rests else value[name] for name, rests in below.items() if name in value}


def grouped(docs: Iterable[Doc], group: Mapping[str, Any]) -> list[Doc]:
    """The stage `$group`."""
    by: dict[str, tuple[Any, list[Doc]]] = {}
    for doc in docs:
        key = _evaluated(doc, group["_id"])
        by.setdefault(repr(key), (key, []))[1].append(doc)
    fields = {name: expression for name, expression in group.items() if name != "_id"}
    return [
        {"_id": key, **{name: _accumulated(found, each) for name, each in fields.items()}} for key, found in by.values()
    ]


def _evaluated(doc: Doc, expression: Any) -> Any:
    match expression:
        case "$$ROOT":
            return doc
        case str() if expression.startswith("$"):
            return value_at(doc, expression[1:])
        case {"$eq": [one, other]}:
            return _evaluated(doc, one) == _evaluated(doc, other)
        case {"$ne": [one, other]}:
            return _evaluated(doc, one) != _evaluated(doc, other)
        case {"$gte": [one, other]}:
            return _evaluated(doc, one) >= _evaluated(doc, other)
        case {"$in": [one, others]}:
            return _evaluated(doc, one) in others
        case {"$and": each}:
            return all(_evaluated(doc, one) for one in each)
        case {"$cond": [asked, then, otherwise]}:
            return _evaluated(doc, then if _evaluated(doc, asked) else otherwise)
        case {"$last": of}:
            return (_evaluated(doc, of) or [None])[-1]
        case Mapping():
            return {name: _evaluated(doc, each) for name, each in expression.items()}
    return expression


def _accumulated(docs: Sequence[Doc], accumulator: Mapping[str, Any]) -> Any:
    ((operator, expression),) = accumulator.items()
    values = [_evaluated(doc, expression) for doc in docs]
    match operator:
        case "$sum":
            return sum(values)
        case "$first":
            return values[0]
        case "$last":
            return values[-1]
        case "$min":
            return min(values)
        case "$max":
            return max(values)
    raise NotImplementedError(operator)


def updated(doc: Doc, update: Mapping[str, Any]) -> Doc:
    """The document after an update."""
    doc = dict(doc)
    for operator, fields in update.items():
        for name, operand in fields.items():
            match operator:
                case "$set":
                    doc[name] = operand
                case "$inc":
                    doc[name] += operand
                case "$push":
                    doc[name] = [*doc[name], operand]
                case "$pop" if operand == 1:
                    doc[name] = doc[name][:-1]
                case _:
                    raise NotImplementedError(operator)
    return doc
