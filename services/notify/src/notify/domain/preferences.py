"""Which mails somebody wants at once, which once a day, and which not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from notify.domain.templates import Template


class Kind(StrEnum):
    """What a mail is about, as somebody chooses."""

    ORDERS = "orders"
    """Orders, quotes and purchases that are his, and what became of his quotes (NX-3..NX-6)."""
    ORDERS_OF_OTHERS = "orders_of_others"
    """Orders of his customers that others have (O4)."""
    CUSTOMERS = "customers"
    """Customers whom he got or lost (C1, C4, C7, C8)."""
    TRANSFERS = "transfers"
    """Transfers that he is part of (M4)."""
    ABSENCES = "absences"
    """What was done while he was away (O8)."""
    LINKS = "links"
    """Order links that got around (N9)."""
    UNASSIGNED = "unassigned"
    """To supervisors: orders that nobody has (O15)."""
    DEPARTURES = "departures"
    """To supervisors: what somebody who left leaves behind (M1)."""
    CHANGES = "changes"
    """To supervisors: whose orders and customers became whose (O10)."""


class Timing(StrEnum):
    """When he wants them."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


NEVER_OFF = frozenset({Kind.ORDERS, Kind.LINKS, Kind.UNASSIGNED, Kind.DEPARTURES})
"""Somebody waits until he acts on these."""

OF_SUPERVISORS = frozenset({Kind.UNASSIGNED, Kind.DEPARTURES, Kind.CHANGES})
"""Nobody else gets these."""

EARLY = 8
"""The hour of the digest unless he chooses another."""

_KINDS: Mapping[Template, Kind] = MappingProxyType(
    {
        Template.ORDER: Kind.ORDERS,
        Template.ORDER_CARD_MANAGER: Kind.ORDERS_OF_OTHERS,
        Template.ORDER_SUPERVISOR: Kind.CHANGES,
        Template.UNASSIGNED: Kind.UNASSIGNED,
        Template.CARD_GOT: Kind.CUSTOMERS,
        Template.CARD_LOST: Kind.CUSTOMERS,
        Template.CARD_SUPERVISOR: Kind.CHANGES,
        Template.STAFF_LEFT: Kind.DEPARTURES,
        Template.COVERED: Kind.ABSENCES,
        Template.TRANSFER_GOT: Kind.TRANSFERS,
        Template.TRANSFER_GAVE: Kind.TRANSFERS,
        Template.TRANSFER_DONE: Kind.TRANSFERS,
        Template.LINK_LEAK: Kind.LINKS,
        Template.QUOTE_DECLINED: Kind.ORDERS,
        Template.QUOTE_EXPIRED: Kind.ORDERS,
    }
)


def kind_of(template: Template) -> Kind | None:
    """What such a mail is about; None for what nobody can choose, as the digest itself."""
    return _KINDS.get(template)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member of staff has chosen; version 0: nothing yet. What `timings` lacks comes at once. The digest comes
    at `digest_hour` by his own clock."""

    staff_id: str
    version: int = 0
    timings: Mapping[Kind, Timing] = field(default_factory=dict)
    digest_hour: int = EARLY
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def timing_of(self, template: Template) -> Timing:
        """When he wants such a mail. What has no kind comes at once."""
        kind = kind_of(template)
        return Timing.AT_ONCE if kind is None else self.timings.get(kind, Timing.AT_ONCE)

    def fewest(self, kind: Kind) -> Mapping[Kind, Timing]:
        """His choices with as few mails of that kind as there can be."""
        return {**self.timings, kind: Timing.DAILY if kind in NEVER_OFF else Timing.OFF}

    def next_digest(self, now: datetime, time_zone: str) -> datetime:
        """When the next digest after `now` is due."""
        local = now.astimezone(ZoneInfo(time_zone))
        today = local.replace(hour=self.digest_hour, minute=0, second=0, microsecond=0, fold=0)
        at = today if today > local else today + timedelta(days=1)
        return at.astimezone(now.tzinfo)

    def chosen(self, timings: Mapping[Kind, Timing], digest_hour: int, now: datetime) -> "Preferences":
        """After he chose; the very same if that is what he had."""
        told = {kind: timing for kind, timing in timings.items() if timing is not Timing.AT_ONCE}
        if self.version and (told, digest_hour) == (self.timings, self.digest_hour):
            return self
        return replace(
            self,
            version=self.version + 1,
            timings=told,
            digest_hour=digest_hour,
            created_at=self.created_at or now,
            updated_at=now,
        )


def refused(timings: Mapping[Kind, Timing]) -> list[Kind]:
    """Which of these cannot be turned off."""
    return [kind for kind, timing in timings.items() if timing is Timing.OFF and kind in NEVER_OFF]
