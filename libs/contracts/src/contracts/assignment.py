"""What assignment tells the others: who works here, who may do what, and whose everything is."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Contract, Event
from contracts.replay import Replay, ReplayFinished


class StaffMember(Contract):
    """A member of staff as others need him. `active` false takes effect everywhere at once (M1)."""

    id: str
    version: int
    name: str
    email: str
    groups: tuple[str, ...]
    active: bool
    language: str = "en"
    time_zone: str = "UTC"


class AboutStaff(Event):
    """How a member of staff is."""

    member: StaffMember

    @property
    def subject(self) -> str:
        return self.member.id

    @property
    def sequence(self) -> int:
        return self.member.version


class StaffChanged(AboutStaff):
    """A member of staff was created or changed (NX-14, M1, M2)."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.changed.v1"


class StaffRestated(AboutStaff):
    """How a member of staff is, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.restated.v1"

    replay: Replay


class StaffReplayFinished(ReplayFinished):
    """All members, groups and absences were told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.replay.finished.v1"


class Absence(Contract):
    """Away from `start` until just before `end`; `cover_id` stands in (M3). `cancelled`: it was taken back before it
    began."""

    id: str
    version: int
    staff_id: str
    start: datetime
    end: datetime
    cover_id: str | None = None
    cancelled: bool = False


class AboutAbsence(Event):
    """How an absence is."""

    absence: Absence

    @property
    def subject(self) -> str:
        return self.absence.id

    @property
    def sequence(self) -> int:
        return self.absence.version


class AbsenceChanged(AboutAbsence):
    """An absence was planned, moved, ended or cancelled (M3)."""

    TYPE: ClassVar[str] = "vinculo.assignment.absence.changed.v1"


class AbsenceRestated(AboutAbsence):
    """How an absence is, told anew (N5). One that was cancelled is not told."""

    TYPE: ClassVar[str] = "vinculo.assignment.absence.restated.v1"

    replay: Replay


class AboutGroup(Event):
    """What a group permits: name of a permission to `own`, `all`, true or false."""

    name: str
    version: int
    permissions: dict[str, str | bool]

    @property
    def subject(self) -> str:
        return self.name

    @property
    def sequence(self) -> int:
        return self.version


class GroupChanged(AboutGroup):
    """The permissions of a group changed (NX-15)."""

    TYPE: ClassVar[str] = "vinculo.assignment.group.changed.v1"


class GroupRestated(AboutGroup):
    """What a group permits, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.group.restated.v1"

    replay: Replay


class Recipient(Contract):
    """Who is to be told, and as what: `assignee`, `card_manager`, `former_manager`, `absent_manager`, `supervisor`;
    of a transfer also its `author`.

    An absent manager is told in one digest when he is back from `absence_id` (O8)."""

    staff_id: str
    role: str
    absence_id: str | None = None


class StaffDeactivated(Event):
    """A member was deactivated and leaves customers or open orders to be reassigned (M1): told once each time, to
    the supervisors among `recipients`. `sequence` is the member's version."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.deactivated.v1"

    staff_id: str
    version: int
    since: datetime
    customers: int
    open_orders: int
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.staff_id

    @property
    def sequence(self) -> int:
        return self.version


class Decided(Contract):
    """Why: the ledger's id, the row of the decision table and the reason code (N1)."""

    decision_id: str
    row: str
    reason: str
    decided_at: datetime
    causation_id: str


class OrderDecision(Event):
    """Whose an order is now. `sequence` counts the decisions of this order."""

    order_id: str
    customer_id: str | None = None
    number: int
    order_version: int
    manager_id: str | None = None
    decided: Decided
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.order_id

    @property
    def sequence(self) -> int:
        return self.number


class OrderAssigned(OrderDecision):
    """The order has a manager (O2-O14)."""

    TYPE: ClassVar[str] = "vinculo.assignment.order.assigned.v1"


class OrderUnassigned(OrderDecision):
    """Nobody could be given the order; it waits in the queue (O15, N14)."""

    TYPE: ClassVar[str] = "vinculo.assignment.order.unassigned.v1"


class LinkEvent(Event):
    """The link of a customer after a change; `version` counts the changes of this link, `card_version` is the card
    that was looked at: a choice that a human made on a later card stands."""

    customer_id: str
    version: int
    card_version: int = 0
    manager_id: str | None = None
    previous_manager_id: str | None = None
    linked_at: datetime | None = None
    first_linked_at: datetime | None = None
    decided: Decided
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.customer_id

    @property
    def sequence(self) -> int:
        return self.version


class CustomerManagerLinked(LinkEvent):
    """A customer has a manager, or another one than before."""

    TYPE: ClassVar[str] = "vinculo.assignment.customer.manager_linked.v1"


class CustomerManagerCleared(LinkEvent):
    """A customer has no manager any more (C8)."""

    TYPE: ClassVar[str] = "vinculo.assignment.customer.manager_cleared.v1"


class DecisionRestated(Event):
    """Whose an order is, told anew (N5), with everything up to `order_version` decided. `decided` None: the ledger has
    lost why."""

    TYPE: ClassVar[str] = "vinculo.assignment.decision.restated.v1"

    order_id: str
    number: int
    order_version: int
    manager_id: str | None = None
    decided: Decided | None = None
    replay: Replay

    @property
    def subject(self) -> str:
        return self.order_id

    @property
    def sequence(self) -> int:
        return self.number


class LinkRestated(Event):
    """Whose a customer is, told anew (N5), with everything up to `card_version` decided. `version` 0: he never had a
    manager."""

    TYPE: ClassVar[str] = "vinculo.assignment.link.restated.v1"

    customer_id: str
    version: int
    card_version: int
    manager_id: str | None = None
    replay: Replay

    @property
    def subject(self) -> str:
        return self.customer_id

    @property
    def sequence(self) -> int:
        return self.version


class LinksReplayFinished(ReplayFinished):
    """Whose every customer and every order is was told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.links_replay.finished.v1"


class TransferShare(Contract):
    """What one person got or gave away in a transfer; `first_customer_ids` are a few of the customers."""

    staff_id: str
    customers: int
    orders: int = 0
    first_customer_ids: tuple[str, ...] = ()


class TransferFinished(Event):
    """A transfer has moved what it could (M4, N8); each recipient gets one digest of it. `undo_of`: it gave back what
    that transfer had moved. `counts` are customers by outcome."""

    TYPE: ClassVar[str] = "vinculo.assignment.transfer.finished.v1"

    transfer_id: str
    version: int
    author_id: str
    undo_of: str | None = None
    counts: dict[str, int]
    got: tuple[TransferShare, ...]
    gave: tuple[TransferShare, ...]
    finished_at: datetime
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.transfer_id

    @property
    def sequence(self) -> int:
        return self.version
