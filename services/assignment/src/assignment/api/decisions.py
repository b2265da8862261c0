"""The ledger over HTTP: every decision, and why (N1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.plain import to_dict
from assignment.domain.records import Entry
from assignment.domain.rows import PassedOver, Reason, Row
from assignment.domain.texts import TEXTS
from assignment.ports import Deps, LedgerQuery
from assignment.usecases.explain_decision import explain_decision
from assignment.usecases.replay_decision import replay_decision
from chassis.access import scope
from chassis.errors import NotFound
from chassis.http import Caller, Limit, Page, View, decode_cursor, encode_cursor, page_of, tag
from chassis.languages import spoken

_Id = Annotated[str | None, Query(max_length=100)]


class CandidateView(View):
    """Somebody who could have got it: chosen, or passed over and why."""

    staff_id: str
    name: str | None
    chosen: bool
    passed_over: PassedOver | None


class DecisionView(View):
    """A decision. `facts` are what it was made on, with their versions; `outcome` all that came out, also how the
    wheel stood. `corrects` is the decision in whose place it came."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    about: str
    row: Row
    reason: Reason
    order_id: str | None
    order_ids: tuple[str, ...]
    customer_id: str | None
    number: int
    order_manager_id: str | None
    card_manager_id: str | None
    settings_version: int | None
    roster_version: int
    facts: dict[str, Any]
    outcome: dict[str, Any]
    candidates: tuple[CandidateView, ...]
    causation_id: str
    corrects: str | None


class ExplanationView(View):
    """Why, as a sentence."""

    id: str
    language: str
    text: str


class RemadeView(View):
    """A decision made again from what was known then, by the rules of today. `same` false: the ledger does not hold, or
    the rules have changed since."""

    id: str
    same: bool
    roster_version: int
    settings_version: int | None
    recorded: dict[str, Any]
    replayed: dict[str, Any]


def decisions_router(deps: Deps) -> APIRouter:
    """The routes of /v1/decisions."""
    router = APIRouter(prefix="/v1/decisions", tags=["decisions"])

    @router.get("", operation_id="listDecisions")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        order_id: _Id = None,
        customer_id: _Id = None,
        reason: Reason | None = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[DecisionView]:
        """The newest first."""
        after = None if cursor is None else decode_cursor(cursor, str)[0]
        query = LedgerQuery(order_id, customer_id, reason, after=after)
        found = await deps.ledger.find(query, scope(caller, "decisions.read"), limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.id))
        names = (await deps.companies.current()).names
        return Page(items=[_view(entry, names) for entry in shown], next=following)

    @router.get("/{decision_id}", operation_id="getDecision")
    async def get(decision_id: str, caller: Caller, response: Response) -> DecisionView:
        """One decision."""
        entry = await deps.ledger.get(decision_id, scope(caller, "decisions.read"))
        if entry is None:
            raise NotFound
        tag(response, 1)
        return _view(entry, (await deps.companies.current()).names)

    @router.get("/{decision_id}/explain", operation_id="explainDecision")
    async def explain(
        decision_id: str,
        caller: Caller,
        lang: Annotated[
            str | None, Query(pattern="^[a-zA-Z]{2}(-[a-zA-Z0-9]{1,8})*$", max_length=35, examples=["es"])
        ] = None,
    ) -> ExplanationView:
        """Why, in the reader's language unless another is asked for; with names."""
        language = spoken(TEXTS, lang or caller.language)
        text = await explain_decision(deps, decision_id, scope(caller, "decisions.read"), language)
        return ExplanationView(id=decision_id, language=language, text=text)

    @router.get("/{decision_id}/replay", operation_id="replayDecision")
    async def replay(decision_id: str, caller: Caller) -> RemadeView:
        """Decides again with its facts, and the staff and settings of its versions; changes nothing."""
        replayed = await replay_decision(deps, decision_id, scope(caller, "decisions.read"))
        decision = replayed.entry.decision
        return RemadeView(
            id=decision_id,
            same=replayed.same,
            roster_version=decision.roster_version,
            settings_version=decision.settings_version if isinstance(decision, OrderDecision) else None,
            recorded=to_dict(decision),
            replayed=to_dict(replayed.decision),
        )

    return router


def _view(entry: Entry, names: Mapping[str, str]) -> DecisionView:
    decision = entry.decision
    order = decision if isinstance(decision, OrderDecision) else None
    card_manager = decision.manager if isinstance(decision, CardDecision) else decision.card_manager
    return DecisionView(
        id=entry.id,
        version=1,
        created_at=entry.at,
        updated_at=entry.at,
        about="order" if order is not None else "card",
        row=decision.row,
        reason=decision.reason,
        order_id=entry.order_ids[0] if order is not None else None,
        order_ids=entry.order_ids,
        customer_id=entry.customer_id,
        number=entry.number,
        order_manager_id=order.order_manager if order is not None else None,
        card_manager_id=card_manager,
        settings_version=order.settings_version if order is not None else None,
        roster_version=decision.roster_version,
        facts=to_dict(entry.facts),
        outcome=to_dict(decision),
        candidates=_candidates(order, names) if order is not None else (),
        causation_id=entry.cause,
        corrects=entry.corrects,
    )


def _candidates(decision: OrderDecision, names: Mapping[str, str]) -> tuple[CandidateView, ...]:
    chosen = decision.order_manager
    first = [CandidateView(staff_id=chosen, name=names.get(chosen), chosen=True, passed_over=None)] if chosen else []
    return (
        *first,
        *(
            CandidateView(staff_id=staff_id, name=names.get(staff_id), chosen=False, passed_over=why)
            for why, ids in decision.passed_over.items()
            for staff_id in ids
        ),
    )
