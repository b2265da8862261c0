"""Decisions beside the mails that they asked for: each one exactly once, and none to whoever was not active (M1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.ids import made_at
from devstack.audit.findings import PARKED, Finding
from devstack.audit.streams import Record

WINDOW = timedelta(minutes=2)
"""How far apart a decision and its mails may lie in their lists."""

_OF_DECISIONS = frozenset(
    {"order", "order_card_manager", "order_supervisor", "unassigned", "card_got", "card_lost", "card_supervisor"}
)
"""Mails that a decision asks for; digests and the rest are asked for otherwise."""
_IN_TIME = timedelta(seconds=5)
"""A mail that is being sent when its reader is deactivated may still go out."""
_UNASKED = "somebody wrote into the database of notify: compare it with a backup"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Activity:
    """When members of staff were active: by id, the times at which that changed, the oldest first."""

    turns: Mapping[str, list[tuple[datetime, bool]]]

    def was_active(self, staff_id: str, at: datetime) -> bool:
        """At that instant."""
        return next((active for since, active in reversed(self.turns.get(staff_id, ())) if since <= at), False)

    def is_since(self, staff_id: str, at: datetime) -> bool:
        """Ever since that instant."""
        later = (active for since, active in self.turns.get(staff_id, ()) if since > at)
        return self.was_active(staff_id, at) and all(later)


def decided_at(record: Record) -> datetime:
    """When a decision was made, or that of a mail, whose id begins with it."""
    if "at" in record:
        return datetime.fromisoformat(record["at"])
    made = made_at(record["id"])
    assert made is not None, f"the mail {record['id']} has no UUIDv7"
    return made


@dataclass(slots=True)
class Letters:
    """Takes decisions and mails by their time, keeps what may still find its counterpart. Mails of decisions before
    `since` are nobody's business."""

    activity: Activity
    since: datetime | None = None
    _asked: dict[Key, datetime] = field(default_factory=dict)
    _unasked: dict[Key, list[tuple[datetime, str]]] = field(default_factory=dict)
    _others: dict[Key, datetime] = field(default_factory=dict)

    def decided(self, decision: Record) -> Iterator[Finding]:
        """A decision came up."""
        at = decided_at(decision)
        for person in decision["told"]:
            key = (decision["id"], person)
            waiting = self._unasked.get(key)
            if waiting:
                waiting.pop()
            else:
                self._asked[key] = at
        yield from self._let_go(at)

    def mailed(self, mail: Record) -> Iterator[Finding]:
        """A mail came up."""
        at, key = decided_at(mail), (mail["decision_id"], mail["recipient_id"])
        if mail["state"] == "sent" and mail["sent_at"] is not None:
            sent = datetime.fromisoformat(mail["sent_at"])
            person = mail["recipient_id"]
            known = person in self.activity.turns
            if known and not any(self.activity.was_active(person, when) for when in (sent, sent - _IN_TIME)):
                yield Finding(
                    "mail", mail["id"], f"was sent to {person}, who was not active", "tell whoever is in charge"
                )
        if mail["template"] not in _OF_DECISIONS:
            if key in self._others:
                yield _twice(mail, at)
            self._others[key] = at
        elif key in self._asked:
            del self._asked[key]
        else:
            self._unasked.setdefault(key, []).append((at, mail["id"]))
        yield from self._let_go(at)

    def ended(self) -> Iterator[Finding]:
        """Nothing more will come."""
        yield from self._let_go(None)

    def _let_go(self, now: datetime | None) -> Iterator[Finding]:
        before = now - WINDOW if now is not None else None
        while (key := next(iter(self._asked), None)) and (before is None or self._asked[key] < before):
            at = self._asked.pop(key)
            decision_id, person = key
            if self.activity.is_since(person, at):
                yield Finding("decision", decision_id, f"asked to tell {person}, and no mail was written", PARKED, at)
        while (key := next(iter(self._unasked), None)) and (
            not self._unasked[key] or before is None or self._unasked[key][0][0] < before
        ):
            for at, mail_id in self._unasked.pop(key):
                if self.since is None or at >= self.since:
                    what = f"no decision asked for it, or it is there already: decision {key[0]}, to {key[1]}"
                    yield Finding("mail", mail_id, what, _UNASKED, at)
        while (key := next(iter(self._others), None)) and (before is None or self._others[key] < before):
            del self._others[key]


def _twice(mail: Record, at: datetime) -> Finding:
    what = f"a second one about {mail['decision_id']} to {mail['recipient_id']}"
    return Finding("mail", mail["id"], what, _UNASKED, at)
