"""What customers tells the others."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from contracts.base import Act, Contract, Event, Record, StateEvent
from contracts.replay import Replay, ReplayFinished


class CustomerStatus(StrEnum):
    """Places the card: Current on top, Potential below (ML-23)."""

    CURRENT = "current"
    POTENTIAL = "potential"


class Temperature(StrEnum):
    """Ranks follow-up (ML-24)."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    NOT_INTERESTED = "not_interested"


class Personal(Contract):
    """Personal data, in a block of its own so that it can be emptied everywhere by one event. Phone and VAT number are
    as typed and, where they could be read, in one form: E.164, and with the country's prefix."""

    name: str
    contact_person: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    vat_number: str | None = None
    phone_e164: str | None = None
    vat_normalised: str | None = None


class Customer(Record):
    """The card without its personal data. `manager_id` is what the card shows; `external_id` is its key in another
    system. `choice_version`: its version after a human last chose its manager, or 0. `absorbed`: ids of cards that were
    merged into this one and stand for it since; `merged_into`: the card that stands for this one. `erased`: the person
    was forgotten, the personal block is empty for good. Whoever is not `active` cannot order by himself."""

    external_id: str | None = None
    status: CustomerStatus
    temperature: Temperature | None = None
    discount_percent: Decimal = Decimal(0)
    currency: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    channel: str
    manager_id: str | None = None
    choice_version: int | None = None
    link_version: int = 0
    created_by: str | None = None
    created_at: datetime
    updated_at: datetime
    absorbed: tuple[str, ...] = ()
    merged_into: str | None = None
    erased: bool = False
    active: bool = True


class AboutCustomer(StateEvent):
    """Full state of a card."""

    customer: Customer
    personal: Personal

    @property
    def record(self) -> Customer:
        return self.customer


class CustomerEvent(AboutCustomer):
    """Full state of a card after `act` (verbs: created, saved, linked, merged, unmerged, erased)."""

    act: Act


class CustomerCreated(CustomerEvent):
    """A card came to be (C1, C3-C5)."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.created.v1"


class CustomerUpdated(CustomerEvent):
    """A card changed: saved by a human (C7-C9), its manager was filled in from a link (verb `linked`), or another card
    was merged into it or taken out again (`merged`, `unmerged`)."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.updated.v1"


class CustomerMerged(CustomerEvent):
    """A card was found to be of the same customer as another, which stands for it from now on: what was of the one is
    of the other. This is the last state of the card that went."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.merged.v1"


class CustomerUnmerged(CustomerEvent):
    """The merging into `survivor_id` was taken back: the card stands for itself again, and gets back what came from it
    and is still where the merging put it."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.unmerged.v1"
    survivor_id: str


class CustomerErased(CustomerEvent):
    """A person asked to be forgotten: whoever keeps personal data of this customer empties it; ids and figures
    stay."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.erased.v1"


class CustomerRestated(AboutCustomer):
    """How a card is, told anew (N5). `choice_version`: that of the card after the last choice of its manager, or after
    it was merged into another."""

    TYPE: ClassVar[str] = "vinculo.customers.customer.restated.v1"

    choice_version: int = 0
    replay: Replay


class CustomersReplayFinished(ReplayFinished):
    """All cards were told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.customers.replay.finished.v1"


class CustomerNoteAdded(Event):
    """A note was put on a card (ML-18)."""

    TYPE: ClassVar[str] = "vinculo.customers.note.added.v1"
    customer_id: str
    note_id: str
    version: int
    priority: str
    text: str
    author_id: str | None = None
    created_at: datetime

    @property
    def subject(self) -> str:
        return self.note_id

    @property
    def sequence(self) -> int:
        return self.version
