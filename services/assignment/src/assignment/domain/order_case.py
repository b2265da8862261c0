"""The sheet on which one order is decided: collects who was passed over, writes the decision of a row."""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum

from assignment.domain.decisions import OrderDecision, Recipient, Role, to_tell
from assignment.domain.distribution import DrawOutcome, Pick
from assignment.domain.facts import OrderFacts, Roster
from assignment.domain.rows import PassedOver, Reason, Row
from assignment.domain.settings import Settings


class _Keep(Enum):
    KEEP = "keep"


KEEP = _Keep.KEEP


class OrderCase:
    """One order being decided; `decide_order` asks the questions, this answers with the whole decision."""

    __slots__ = ("_facts", "_passed_over", "_roster", "_settings")

    def __init__(self, facts: OrderFacts, roster: Roster, settings: Settings) -> None:
        self._facts = facts
        self._roster = roster
        self._settings = settings
        self._passed_over: dict[PassedOver, tuple[str, ...]] = {}

    def pass_over(self, staff_id: str, why: PassedOver) -> None:
        """Record somebody whose turn it would have been by precedence; once each."""
        known = self._passed_over.get(why, ())
        if staff_id not in known:
            self._passed_over[why] = (*known, staff_id)

    def row(
        self,
        row: Row,
        reason: Reason,
        *,
        order: str | _Keep | None = KEEP,
        card: str | _Keep = KEEP,
        tell: Iterable[Recipient] = (),
        asked: Pick | None = None,
        refused: bool = False,
    ) -> OrderDecision:
        """The decision of this row; order and card keep what they have unless given."""
        facts, roster = self._facts, self._roster
        order_before, card_before = facts.order.manager, facts.link.manager
        order_manager = order_before if order is KEEP else order
        card_manager = card_before if card is KEEP else card
        if asked is not None:
            for why, ids in asked.passed_over.items():
                known = self._passed_over.get(why)
                self._passed_over[why] = ids if known is None else tuple(dict.fromkeys(known + ids))
        return OrderDecision(
            row=row,
            reason=reason,
            order_manager=order_manager,
            order_changed=order_manager != order_before,
            card_manager=card_manager,
            card_changed=card_manager != card_before,
            card_stale=card_manager is not None and roster.active(card_manager) is None,
            roster_version=roster.version,
            settings_version=self._settings.version,
            refused=refused,
            recipients=to_tell(tell, facts.actor, roster),
            passed_over=self._passed_over,
            draw=asked.draw if asked is not None else None,
        )

    def actor_replaces_stale(self, actor: str, asked: Pick | None = None) -> OrderDecision:
        """O10, at once or after distribution was preferred and had nobody; who gets it then was not passed over."""
        tell = self._supervisors()
        if asked is not None:
            others = {why: tuple(each for each in ids if each != actor) for why, ids in asked.passed_over.items()}
            asked = replace(asked, passed_over={why: ids for why, ids in others.items() if ids})
        return self.row(Row.O10, Reason.ACTOR_REPLACED_STALE, order=actor, card=actor, tell=tell, asked=asked)

    def held(self) -> OrderDecision:
        """O9 with the setting hold."""
        return self.row(Row.O9, Reason.HELD, order=None, tell=self._supervisors_once())

    def unassigned(self, asked: Pick) -> OrderDecision:
        """O15: nobody."""
        off = asked.draw.outcome is DrawOutcome.OFF
        reason = Reason.UNASSIGNED_DISTRIBUTION_OFF if off else Reason.UNASSIGNED_NO_CANDIDATE
        return self.row(Row.O15, reason, order=None, tell=self._supervisors_once(), asked=asked)

    def _supervisors(self) -> tuple[Recipient, ...]:
        return tuple(Recipient(person.id, Role.SUPERVISOR) for person in self._roster.supervisors)

    def _supervisors_once(self) -> tuple[Recipient, ...]:
        return () if self._facts.order.supervisors_told else self._supervisors()
