"""Whose every customer and every order is, and why."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Contract, Event
from contracts.replay import Replay, ReplayFinished


class Recipient(Contract):
    """Who is to be told, and as what: `assignee`, `card_manager`, `former_manager`, `absent_manager`, `supervisor`;
    of a transfer also its `author`.

    An absent manager is told in one digest when he is back from `absence_id` (O8)."""

    staff_id: str
    role: str
    absence_id: str | None = None


class Decided(Contract):
    """Why: the ledger's id, the row of the decision table and the reason code (N1)."""

    decision_id: str
    row: str
    reason: str
    decided_at: datetime
    causation_id: str


class AboutDecision(Event):
    """Whose an order is; `number` counts the decisions of this order."""

    order_id: str
    number: int
    order_version: int
    manager_id: str | None = None

    @property
    def subject(self) -> str:
        return self.order_id

    @property
    def sequence(self) -> int:
        return self.number


class OrderDecision(AboutDecision):
    """Whose an order is now."""

    customer_id: str | None = None
    decided: Decided
    recipients: tuple[Recipient, ...] = ()


class OrderAssigned(OrderDecision):
    """The order has a manager (O2-O14)."""

    TYPE: ClassVar[str] = "vinculo.assignment.order.assigned.v1"


class OrderUnassigned(OrderDecision):
    """Nobody could be given the order; it waits in the queue (O15, N14)."""

    TYPE: ClassVar[str] = "vinculo.assignment.order.unassigned.v1"


class DecisionRestated(AboutDecision):
    """Whose an order is, told anew (N5), with everything up to `order_version` decided. `decided` None: the ledger has
    lost why."""

    TYPE: ClassVar[str] = "vinculo.assignment.decision.restated.v1"

    decided: Decided | None = None
    replay: Replay


class AboutLink(Event):
    """The link of a customer; `version` counts its changes."""

    customer_id: str
    version: int

    @property
    def subject(self) -> str:
        return self.customer_id

    @property
    def sequence(self) -> int:
        return self.version


class LinkEvent(AboutLink):
    """The link of a customer after a change; `card_version` is the card that was looked at: a choice that a human made
    on a later card stands."""

    card_version: int = 0
    manager_id: str | None = None
    previous_manager_id: str | None = None
    linked_at: datetime | None = None
    first_linked_at: datetime | None = None
    decided: Decided
    recipients: tuple[Recipient, ...] = ()


class CustomerManagerLinked(LinkEvent):
    """A customer has a manager, or another one than before."""

    TYPE: ClassVar[str] = "vinculo.assignment.customer.manager_linked.v1"


class CustomerManagerCleared(LinkEvent):
    """A customer has no manager any more (C8)."""

    TYPE: ClassVar[str] = "vinculo.assignment.customer.manager_cleared.v1"


class LinkRestated(AboutLink):
    """Whose a customer is, told anew (N5), with everything up to `card_version` decided. `version` 0: he never had a
    manager."""

    TYPE: ClassVar[str] = "vinculo.assignment.link.restated.v1"

    card_version: int
    manager_id: str | None = None
    replay: Replay


class LinksReplayFinished(ReplayFinished):
    """Whose every customer and every order is was told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.links_replay.finished.v1"
