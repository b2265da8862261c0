"""Two cards of one customer become one, and two again: pure.

One card survives and stands for the other, the duplicate. It keeps everything that it says and takes what it does not
say; what it took is kept with the merge, so that an undo knows what came from where. Discount and status are never
taken: what a customer pays does not change by tidying up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Self

from customers.domain.card import Card, Details
from customers.domain.note import Preview, newest
from customers.domain.search import identities

UNDOABLE_FOR = timedelta(days=30)

_TAKEN_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("external_id",),
    ("vat_number", "vat_normalised"),
    ("contact_person",),
    ("email",),
    ("phone", "phone_e164"),
    ("address",),
    ("temperature",),
    ("currency",),
    ("language",),
    ("country", "region"),
)
"""What fills a gap; the fields of a group mean something only together, and go by the name of the first."""


@dataclass(frozen=True, slots=True)
class Merge:
    """`duplicate` as it was told last; `filled`: the fields that the survivor took, with their values. An undone merge
    is kept, with the time."""

    id: str
    version: int
    survivor_id: str
    duplicate: Card
    filled: Mapping[str, Any]
    by: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def open(self) -> bool:
        """Whether the survivor still stands for the duplicate."""
        return self.undone_at is None

    def may_be_undone(self, now: datetime) -> bool:
        """For thirty days, and not if anything of it was erased."""
        return self.open and now < self.at + UNDOABLE_FOR and self.duplicate.erased_at is None

    def undone(self, by: str, now: datetime) -> Self:
        """After the undo; what the duplicate said is on its own card again and no longer here."""
        bare = replace(self.duplicate, details=_bare(self.duplicate.details), last_note=None, known_by=())
        nothing = MappingProxyType(dict.fromkeys(self.filled))
        return replace(self, version=self.version + 1, duplicate=bare, filled=nothing, undone_at=now, undone_by=by)

    def erased(self, now: datetime) -> Self:
        """Without anything personal."""
        return replace(
            self,
            version=self.version + 1,
            duplicate=erased(self.duplicate, now),
            filled=MappingProxyType(
                {name: None if name in _PERSONAL else value for name, value in self.filled.items()}
            ),
        )


@dataclass(frozen=True, slots=True)
class Undo:
    """Both cards after the undo; `returned`: fields that the survivor gave back, `kept`: those that somebody changed
    since the merge and that stay as they are."""

    survivor: Card
    restored: Card
    returned: tuple[str, ...]
    kept: tuple[str, ...]


_PERSONAL = (
    "contact_person",
    "email",
    "phone",
    "address",
    "vat_number",
    "phone_e164",
    "vat_normalised",
)


def merged(survivor: Card, duplicate: Card, merge_id: str, by: str, now: datetime) -> tuple[Card, Merge]:
    """The surviving card after it, and what is remembered of it."""
    filled: dict[str, Any] = {}
    for group in _TAKEN_TOGETHER:
        missing = all(getattr(survivor.details, name) is None for name in group)
        if missing and any(getattr(duplicate.details, name) is not None for name in group):
            filled |= {name: getattr(duplicate.details, name) for name in group}
    own = survivor.details.external_id or filled.get("external_id")
    surviving = _changed(
        survivor,
        now,
        details=replace(survivor.details, **filled),
        absorbed=(*survivor.absorbed, *duplicate.ids),
        known_as=(*survivor.known_as, *(each for each in duplicate.external_ids if each != own)),
        known_by=(*survivor.known_by, *_known_by(duplicate)),
        last_note=newest(survivor.last_note, duplicate.last_note),
    )
    went = _changed(duplicate, now)
    return surviving, Merge(merge_id, 1, survivor.id, went, MappingProxyType(filled), by, now)


def unmerged(survivor: Card, merge: Merge, now: datetime, *, theirs: Preview | None, kept: Preview | None) -> Undo:
    """Gives back what the survivor took and still says as it took it. The newest notes are then `theirs`, of the card
    that comes back, and `kept`."""
    filled = merge.filled
    same = {name for name, value in filled.items() if getattr(survivor.details, name) == value}
    groups = [group for group in _TAKEN_TOGETHER if group[0] in filled]
    back = [name for group in groups if same.issuperset(group) for name in group]
    back_names = tuple(group[0] for group in groups if same.issuperset(group))
    restored = merge.duplicate
    known = set(restored.external_ids)
    surviving = _changed(
        survivor,
        now,
        details=_without(survivor.details, back),
        absorbed=tuple(each for each in survivor.absorbed if each not in restored.ids),
        known_as=tuple(each for each in survivor.known_as if each not in known),
        known_by=_less(survivor.known_by, _known_by(restored)),
        last_note=kept,
    )
    return Undo(
        survivor=surviving,
        restored=_changed(restored, now, last_note=theirs),
        returned=back_names,
        kept=tuple(group[0] for group in groups if group[0] not in back_names),
    )


def erased(card: Card, now: datetime) -> Card:
    """The card of a person who is forgotten: ids, figures and whose it is stay."""
    return _changed(card, now, details=_bare(card.details), last_note=None, known_by=(), erased_at=now)


def _known_by(card: Card) -> tuple[str, ...]:
    return (*sorted(identities(card.details)), *card.known_by)


def _less(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    """Each once less: what came from several cards stays for the others."""
    return tuple((Counter(these) - Counter(those)).elements())


def _bare(details: Details) -> Details:
    return replace(_without(details, _PERSONAL), name="")


def _without(details: Details, names: Iterable[str]) -> Details:
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(details, **nothing)


def _changed(card: Card, now: datetime, **changes: Any) -> Card:
    return replace(card, version=card.version + 1, revision=card.revision + 1, updated_at=now, **changes)
