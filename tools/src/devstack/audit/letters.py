"""Decisions beside the mails and digests that they asked for: each one exactly once, and none to whoever was not
active (M1)."""

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
_BY_MAIL, _WHEN_BACK = "by mail", "when he is back"

Key = tuple[str, str, str]
"""A decision, whom it concerns, and how he is told."""


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
    """Takes decisions, mails and covered orders by their time, keeps what may still find its counterpart. What was
    decided before `since` is nobody's business."""

    activity: Activity
    since: datetime | None = None
    _asked: dict[Key, datetime] = field(default_factory=dict)
    _unasked: dict[Key, list[tuple[datetime, str]]] = field(default_factory=dict)
    _others: dict[Key, datetime] = field(default_factory=dict)

    def takes(self, part: str, record: Record) -> Iterator[Finding]:
        """One of the `decisions`, `mails` or `covered` orders came up."""
        match part:
            case "decisions":
                self._decided(record)
            case "mails":
                yield from self._mailed(record)
            case "covered":
                yield from self._covered(record)
        yield from self._let_go(decided_at(record))

    def _decided(self, decision: Record) -> None:
        for how, people in ((_BY_MAIL, decision["told"]), (_WHEN_BACK, decision["told_when_back"])):
            for person in people:
                key = (decision["id"], person, how)
                waiting = self._unasked.get(key)
                if waiting:
                    waiting.pop()
                else:
                    self._asked[key] = decided_at(decision)

    def _mailed(self, mail: Record) -> Iterator[Finding]:
        at, key = decided_at(mail), (mail["decision_id"], mail["recipient_id"], _BY_MAIL)
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
        else:
            self._told(key, mail, at)
        yield from self._misplaced("mail", mail, at)

    def _covered(self, order: Record) -> Iterator[Finding]:
        at = decided_at(order)
        if order["decision_id"] is not None:
            self._told((order["decision_id"], order["recipient_id"], _WHEN_BACK), order, at)
        yield from self._misplaced("covered order", order, at)

    def _told(self, key: Key, record: Record, at: datetime) -> None:
        if key in self._asked:
            del self._asked[key]
        else:
            self._unasked.setdefault(key, []).append((at, record["id"]))

    def _misplaced(self, about: str, record: Record, at: datetime) -> Iterator[Finding]:
        digests = record["digests"]
        if digests not in (None, 1) and (self.since is None or at >= self.since):
            digest = f"the digest {record['digest_id']} that tells it to {record['recipient_id']}"
            yield Finding(about, record["id"], f"there are {digests} mails of {digest}", _UNASKED, at)

    def ended(self) -> Iterator[Finding]:
        """Nothing more will come."""
        yield from self._let_go(None)

    def _let_go(self, now: datetime | None) -> Iterator[Finding]:
        before = now - WINDOW if now is not None else None
        while (key := next(iter(self._asked), None)) and (before is None or self._asked[key] < before):
            at = self._asked.pop(key)
            decision_id, person, how = key
            if self.activity.is_since(person, at):
                missing = "no mail was written" if how == _BY_MAIL else "it stands in no digest and waits for none"
                yield Finding("decision", decision_id, f"asked to tell {person} {how}, and {missing}", PARKED, at)
        while (key := next(iter(self._unasked), None)) and (
            not self._unasked[key] or before is None or self._unasked[key][0][0] < before
        ):
            decision_id, person, how = key
            about = "mail" if how == _BY_MAIL else "covered order"
            for at, identifier in self._unasked.pop(key):
                if self.since is None or at >= self.since:
                    what = f"no decision asked for it, or it is there already: decision {decision_id}, to {person}"
                    yield Finding(about, identifier, what, _UNASKED, at)
        while (key := next(iter(self._others), None)) and (before is None or self._others[key] < before):
            del self._others[key]


def _twice(mail: Record, at: datetime) -> Finding:
    what = f"a second one about {mail['decision_id']} to {mail['recipient_id']}"
    return Finding("mail", mail["id"], what, _UNASKED, at)
