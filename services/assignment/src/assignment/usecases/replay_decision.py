"""A decision of the ledger is made again from what was known then: does it come out the same? (N1, N3)"""

from dataclasses import dataclass

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.records import Entry
from assignment.domain.replay import replay_entry
from assignment.domain.settings import Settings
from assignment.ports import Deps
from chassis.access import Scope
from chassis.errors import NotFound


@dataclass(frozen=True, slots=True)
class Replayed:
    """An entry, and the decision that its facts lead to with roster and settings of its versions."""

    entry: Entry
    decision: OrderDecision | CardDecision

    @property
    def same(self) -> bool:
        """Whether the ledger holds."""
        return self.decision == self.entry.decision


async def replay_decision(deps: Deps, decision_id: str, scope: Scope) -> Replayed:
    """NotFound if it is not there or not the caller's."""
    entry = await deps.ledger.get(decision_id, scope)
    if entry is None:
        raise NotFound
    version = entry.decision.roster_version
    roster = (await deps.companies.rosters(version, version)).as_of(version)
    return Replayed(entry, replay_entry(entry, roster, await _settings(deps, entry)))


async def _settings(deps: Deps, entry: Entry) -> Settings:
    """A card is decided without; so was an order before the first settings."""
    if not isinstance(entry.decision, OrderDecision):
        return Settings()
    kept = await deps.distribution.as_of(entry.decision.settings_version)
    return kept.settings if kept is not None else Settings()
