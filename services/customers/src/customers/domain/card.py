"""The customer card and how it changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal, Self

from customers.domain.note import Preview

Status = Literal["current", "potential"]
Temperature = Literal["hot", "warm", "cold", "not_interested"]
Channel = Literal["office", "pos", "api"]


@dataclass(frozen=True, slots=True)
class Details:
    """What staff fills in (ML-8 to ML-17). `external_id`: the customer's key in another system, of one card only.
    Phone and VAT number are kept as typed and, in two fields of their own, in the form that compares. Whoever is not
    `active` is in no follow-up list, and his order links open nothing until he is active again."""

    name: str
    external_id: str | None = None
    vat_number: str | None = None
    contact_person: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    status: Status = "potential"
    temperature: Temperature | None = None
    discount_percent: Decimal = Decimal(0)
    currency: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    phone_e164: str | None = None
    vat_normalised: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """A manager field that a human set in this very save; None clears it."""

    manager_id: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """What assignment decided: the link's own version, and the version of the card that it looked at."""

    version: int
    card_version: int
    manager_id: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A customer. `version` counts what people can see and is what they lock on; `revision` counts every write, so
    that a link can be remembered without refusing the save of somebody who had the card open.

    `last_note`: the newest note of all that are read with the card. `absorbed`: the ids of cards that were merged into
    it; `known_as`: their external ids, and `known_by`: their e-mails and phones (identities), by which it is found too.
    `erased_at`: since when nothing personal is on it, for good."""

    id: str
    version: int
    revision: int
    details: Details
    channel: Channel
    manager_id: str | None
    choice_version: int
    link_version: int
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    last_note: Preview | None = None
    absorbed: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    erased_at: datetime | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids under which something of this customer may be kept: its own first."""
        return (self.id, *self.absorbed)

    @property
    def external_ids(self) -> tuple[str, ...]:
        """Its keys in other systems."""
        own = self.details.external_id
        return self.known_as if own is None else (own, *self.known_as)

    @property
    def owner_id(self) -> str | None:
        """Whose own it is: its manager's, without one its creator's (NX-16)."""
        return self.manager_id or self.created_by

    @classmethod
    def made(
        cls, identifier: str, details: Details, channel: Channel, chosen: Chosen | None, by: str, now: datetime
    ) -> Self:
        """A new card (C1, C3, C4); at the point of sale whoever made it is its manager (C5, NX-19 to NX-21)."""
        untold = by if channel == "pos" else None
        manager_id = untold if chosen is None else chosen.manager_id
        choice_version = 1 if chosen is not None else 0
        return cls(identifier, 1, 1, details, channel, manager_id, choice_version, 0, by, now, now)

    def saved(self, details: Details, chosen: Chosen | None, now: datetime) -> "Card":
        """After a human's save (C7-C9); the very same card if he changed nothing."""
        if chosen is None and details == self.details:
            return self
        version = self.version + 1
        saved = replace(self, details=details, version=version, revision=self.revision + 1, updated_at=now)
        if chosen is None:
            return saved
        return replace(saved, manager_id=chosen.manager_id, choice_version=version)

    def shows(self, note_id: str) -> bool:
        """Whether that is its newest note."""
        return self.last_note is not None and self.last_note.id == note_id

    def noted(self, last_note: Preview | None) -> "Card":
        """With that newest note after a change of any, which nobody locks on. The very same card if it shows that one
        and stands for no other: whoever takes cards apart looks at what either of them shows then."""
        if last_note == self.last_note and not self.absorbed:
            return self
        return replace(self, last_note=last_note, revision=self.revision + 1)

    def linked(self, link: Link, now: datetime) -> "Card":
        """After news of its link: the very same card if the news is old, the same `version` if nobody sees a
        difference. What a human chose on a later card than the decision looked at stands."""
        if link.version <= self.link_version:
            return self
        if self.was_chosen_after(link) or link.manager_id == self.manager_id:
            return replace(self, link_version=link.version, revision=self.revision + 1)
        return self.showing(link, now)

    def was_chosen_after(self, link: Link) -> bool:
        """Whether a human chose the manager on a later card than was looked at: the decision on that is on its way."""
        return link.card_version < self.choice_version

    def showing(self, link: Link, now: datetime) -> "Card":
        """With the manager of that link."""
        return replace(
            self,
            manager_id=link.manager_id,
            link_version=link.version,
            version=self.version + 1,
            revision=self.revision + 1,
            updated_at=now,
        )
