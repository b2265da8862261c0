"""An order's record made again from its ledger: what assignment knows of it beyond what orders tells (N5)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from assignment.domain.decisions import OrderDecision, Role
from assignment.domain.facts import Act, OrderFacts
from assignment.domain.records import Entry, OrderRecord, Wait


def refolded(told: OrderRecord, entries: Sequence[Entry], programs: Collection[str]) -> OrderRecord:
    """`told` has what orders tells of the order; `entries` are all its decisions, the oldest first, at least one.
    `programs` are members of staff who are no people: what they do is nobody's attention (RC-4).

    Its version is that of the last event that was decided on, never a later one: what is still under way must find
    the record as it would be without this."""
    record = replace(told, version=len(entries), decisions=len(entries), decision_id=entries[-1].id, order_version=0)
    since: datetime | None = None
    for entry in entries:
        decision = entry.decision
        if isinstance(decision, OrderDecision) and isinstance(entry.facts, OrderFacts):
            record = _decided(record, entry, entry.facts, decision, since, programs)
            terminal = entry.facts.order.terminal
            record = replace(record, closed_at=(record.closed_at or entry.at) if terminal else None)
            since = record.wait.since if record.wait is not None and not terminal else None
        elif not isinstance(decision, OrderDecision):
            record = replace(record, manager_id=decision.manager, assigned_at=entry.at, wait=None)
            since = None
        record = replace(record, first_manager_id=record.first_manager_id or record.manager_id)
    return record


def _decided(
    record: OrderRecord,
    entry: Entry,
    facts: OrderFacts,
    decision: OrderDecision,
    waiting_since: datetime | None,
    programs: Collection[str],
) -> OrderRecord:
    manager = decision.order_manager
    kept = record.order_version > 0 and not decision.order_changed
    if facts.order.act is Act.SAVED and facts.actor not in programs:
        record = record.handled(facts.actor, facts.acted_at or entry.at)
    return replace(
        record,
        order_version=max(record.order_version, facts.order.version),
        manager_id=manager,
        assigned_at=record.assigned_at if kept else entry.at if manager is not None else None,
        supervisors_told=record.supervisors_told
        or (manager is None and any(each.role is Role.SUPERVISOR for each in decision.recipients)),
        wait=None if manager is not None else Wait.after(decision, facts.customer, waiting_since or entry.at),
    )
