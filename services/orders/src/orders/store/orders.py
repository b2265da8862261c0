"""Orders in MongoDB."""

from datetime import date, datetime
from typing import Any

from chassis.access import Scope
from chassis.commit import Insert, Replace
from chassis.mongo import Doc, Index, Mongo
from orders.domain.lifecycle import OPEN, State
from orders.domain.order import Assignment, AssignmentState, Channel, Kind, Offer, Order, Standing, Step
from orders.ports import OrderQuery
from orders.store.contact import contact_doc, contact_of
from orders.store.deeds import deed_doc, deed_of
from orders.store.lines import day_of, day_text, line_doc, line_of, money_of
from orders.store.ownership import is_owned, owned

ORDERS = "orders"
_OF_STANDING = ("version", "state", "manager_id", "choice_version", "assignment", "updated_at")
_NEWEST = (("created_at", -1), ("_id", -1))
_REMEMBERED = 1000
_LAST_CHARACTER = "\U0010ffff"


class MongoOrders:
    """Answers the port Orders."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)
        self._just_placed: dict[str, Doc] = {}

    async def prepare(self) -> None:
        """Indexes: each list of the API walks one of them in its own order."""
        await self._orders.ensure_indexes(
            Index(_NEWEST),
            Index((("manager_id", 1), *_NEWEST)),
            Index((("customer_id", 1), *_NEWEST)),
            Index((("state", 1), *_NEWEST)),
            Index((("number", 1),), unique=True),
            Index((("external_id", 1),), unique=True, partial={"external_id": {"$gt": ""}}),
            Index((("offer.valid_until", 1),), partial={"state": State.SENT}),
            Index((("link_id", 1), *_NEWEST), partial={"link_id": {"$gt": ""}}),
        )

    async def find(self, order_id: str, scope: Scope, *, claiming: bool = False) -> Order | None:
        doc = await self._orders.get(order_id)
        if doc is None or not (is_owned(doc, scope) or (claiming and _waits_for_anybody(doc))):
            return None
        return _order(doc)

    async def standing(self, order_id: str, scope: Scope) -> Standing | None:
        # Once from memory: the first decision comes a moment after the order, and `decided` notices what is outdated.
        doc = self._just_placed.pop(order_id, None) or await self._orders.get(order_id)
        return None if doc is None or not is_owned(doc, scope) else _standing(doc)

    async def decided(self, standing: Standing) -> bool:
        changed = {
            "manager_id": standing.manager_id,
            "assignment": _assignment_doc(standing.assignment),
            "updated_at": standing.updated_at,
        }
        return await self._orders.amend(standing.id, standing.version - 1, changed)

    async def page(
        self, scope: Scope, query: OrderQuery, after: tuple[datetime, str] | None, limit: int
    ) -> list[Order]:
        terms = [_within(scope, query), _matching(query)]
        if after is not None:
            at, order_id = after
            terms.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": order_id}}]})
            terms.append({"created_at": {"$lte": at}})
        docs = await self._orders.find({"$and": [term for term in terms if term] or [{}]}, sort=_NEWEST, limit=limit)
        return [_order(doc) for doc in docs]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[Order]:
        docs = await self._orders.find(_behind(after, scope), sort=[("_id", 1)], limit=limit)
        return [_order(doc) for doc in docs]

    async def standings(self, scope: Scope, after: str, limit: int) -> list[Standing]:
        projection = dict.fromkeys(_OF_STANDING, 1)
        docs = await self._orders.find(_behind(after, scope), sort=[("_id", 1)], limit=limit, projection=projection)
        return [_standing(doc) for doc in docs]

    async def lapsed(self, scope: Scope, today: date, limit: int) -> list[Order]:
        terms = [{"state": State.SENT, "offer.valid_until": {"$lt": day_text(today)}}, owned(scope)]
        docs = await self._orders.find(
            {"$and": [term for term in terms if term]}, sort=[("offer.valid_until", 1)], limit=limit
        )
        return [_order(doc) for doc in docs]

    def insertion(self, order: Order) -> Insert:
        doc = _doc(order)
        self._just_placed[order.id] = doc
        if len(self._just_placed) > _REMEMBERED:
            del self._just_placed[next(iter(self._just_placed))]
        return Insert(ORDERS, doc)

    def replacement(self, order: Order) -> Replace:
        return Replace(ORDERS, _doc(order), order.version - 1)


def _behind(after: str, scope: Scope) -> Doc:
    return {"$and": [term for term in (owned(scope), {"_id": {"$gt": after}}) if term]}


def _waits_for_anybody(doc: Doc) -> bool:
    return doc["manager_id"] is None and doc["assignment"]["state"] == AssignmentState.UNASSIGNED


def _within(scope: Scope, query: OrderQuery) -> Doc:
    mine = owned(scope)
    if not (mine and query.history and query.customer_id):
        return mine
    return {"$or": [mine, {"state": {"$nin": sorted(OPEN)}}]}


def _matching(query: OrderQuery) -> Doc:
    found: Doc = {}
    for name in ("kind", "external_id", "customer_id", "manager_id", "came_with"):
        if (value := getattr(query, name)) is not None:
            found[name] = str(value)
    if query.link_ids is not None:
        found["link_id"] = {"$in": list(query.link_ids)}
    if query.states is not None:
        found["state"] = {"$in": sorted(query.states)}
    if query.since is not None or query.until is not None:
        span: dict[str, Any] = {"$gte": query.since, "$lt": query.until}
        found["created_at"] = {bound: at for bound, at in span.items() if at is not None}
    if query.number_prefix is not None:
        # No pattern: MongoDB takes none with every character that somebody may send.
        found["number"] = {"$gte": query.number_prefix, "$lt": query.number_prefix + _LAST_CHARACTER}
    return found


def _doc(order: Order) -> Doc:
    return {
        "_id": order.id,
        "version": order.version,
        "number": order.number,
        "kind": order.kind,
        "channel": order.channel,
        "state": order.state,
        "customer_id": order.customer_id,
        "contact": contact_doc(order.contact),
        "currency": order.currency,
        "language": order.language,
        "country": order.country,
        "lines": [line_doc(line) for line in order.lines],
        "total": order.total.to_doc(),
        "manager_id": order.manager_id,
        "choice_version": order.choice_version,
        "assignment": _assignment_doc(order.assignment),
        "created_by": order.created_by,
        "link_id": order.link_id,
        "external_id": order.external_id,
        "ordered_at": order.ordered_at,
        "history": [_step_doc(step) for step in order.history],
        "came_with": list(order.came_with),
        "deeds": [deed_doc(deed) for deed in order.deeds],
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        **({} if order.offer is None else {"offer": _offer_doc(order.offer)}),
        **({} if order.quote_id is None else {"quote_id": order.quote_id}),
    }


def _offer_doc(offer: Offer) -> Doc:
    return {
        "revision": offer.revision,
        "valid_until": day_text(offer.valid_until),
        "order_id": offer.order_id,
        "sending_id": offer.sending_id,
    }


def _step_doc(step: Step) -> Doc:
    return {"to": step.to, "by": step.by, "at": step.at, "reason": step.reason}


def _assignment_doc(assignment: Assignment) -> Doc:
    return {
        "state": assignment.state,
        "number": assignment.number,
        "decision_id": assignment.decision_id,
        "row": assignment.row,
        "reason": assignment.reason,
    }


def _order(doc: Doc) -> Order:
    return Order(
        id=doc["_id"],
        version=doc["version"],
        number=doc["number"],
        kind=Kind(doc["kind"]),
        channel=Channel(doc["channel"]),
        state=State(doc["state"]),
        customer_id=doc["customer_id"],
        contact=contact_of(doc["contact"]),
        currency=doc["currency"],
        language=doc["language"],
        country=doc["country"],
        lines=tuple(line_of(line) for line in doc["lines"]),
        total=money_of(doc["total"]),
        manager_id=doc["manager_id"],
        choice_version=doc["choice_version"],
        assignment=_assignment(doc["assignment"]),
        created_by=doc["created_by"],
        link_id=doc["link_id"],
        external_id=doc["external_id"],
        ordered_at=doc["ordered_at"],
        history=tuple(map(_step, doc.get("history", ()))),
        offer=_offer(doc["offer"]) if "offer" in doc else None,
        quote_id=doc.get("quote_id"),
        came_with=tuple(doc.get("came_with", ())),
        deeds=tuple(map(deed_of, doc.get("deeds", ()))),
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )


def _offer(doc: Doc) -> Offer:
    return Offer(
        revision=doc["revision"],
        valid_until=day_of(doc["valid_until"]),
        order_id=doc["order_id"],
        sending_id=doc.get("sending_id"),
    )


def _step(doc: Doc) -> Step:
    return Step(to=State(doc["to"]), by=doc["by"], at=doc["at"], reason=doc["reason"])


def _standing(doc: Doc) -> Standing:
    return Standing(
        id=doc["_id"],
        version=doc["version"],
        state=State(doc["state"]),
        manager_id=doc["manager_id"],
        choice_version=doc["choice_version"],
        assignment=_assignment(doc["assignment"]),
        updated_at=doc["updated_at"],
    )


def _assignment(doc: Doc) -> Assignment:
    return Assignment(AssignmentState(doc["state"]), doc["number"], doc["decision_id"], doc["row"], doc["reason"])
