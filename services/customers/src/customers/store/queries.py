"""A search as MongoDB is asked: every filter is bounded by an index, and by whose cards may be seen."""

from chassis.access import Reach, Scope
from chassis.mongo import Doc
from customers.domain.search import Position, Query, Sort

ORDER_FIELD: dict[Sort, str] = {"name": "name_key", "updated_at": "updated_at", "created_at": "_id"}
"""Ids grow with the time of creation."""

_LAST_CHARACTER = "\U0010ffff"


def beginning_with(prefix: str) -> Doc:
    """Cards with a term that begins so. `$elemMatch`, because two bounds on an array may else be met by two terms."""
    return {"terms": {"$elemMatch": {"$gte": prefix, "$lt": prefix + _LAST_CHARACTER}}}


def filter_of(query: Query, scope: Scope) -> Doc:
    """The filter of a search within a scope."""
    exact = {
        "external_id": query.external_id,
        "status": query.status,
        "temperature": query.temperature,
        "manager_id": query.manager_id,
    }
    parts = [_scoped(scope), {name: value for name, value in exact.items() if value is not None}]
    if query.asked is not None:
        parts.append(_found(query.asked))
    if query.after is not None:
        parts.append(_following(ORDER_FIELD[query.sort], query.after, "$lt" if query.descending else "$gt"))
    return {"$and": [part for part in parts if part] or [{}]}


def _scoped(scope: Scope) -> Doc:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {"owner_id": scope.owner_id}
        case Reach.NONE:
            return {"_id": {"$in": []}}


def _found(asked: tuple[tuple[str, ...], ...]) -> Doc:
    if not asked:
        return {"_id": {"$in": []}}
    groups = [[beginning_with(prefix) for prefix in group] for group in asked]
    return {"$and": [group[0] if len(group) == 1 else {"$or": group} for group in groups]}


def _following(field: str, after: Position, beyond: str) -> Doc:
    if field == "_id":
        return {"_id": {beyond: after[0]}}
    value, identifier = after
    # The first condition bounds the index, the second passes over what was seen.
    return {
        field: {beyond + "e": value},
        "$or": [{field: {beyond: value}}, {"_id": {beyond: identifier}}],
    }
