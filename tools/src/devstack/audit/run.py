"""One audit from the first page to the report."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chassis.ids import made_at
from devstack.audit.findings import Finding
from devstack.audit.judging import judge_customer, judge_order
from devstack.audit.letters import WINDOW, Activity, Letters, decided_at
from devstack.audit.streams import in_turn, side_by_side, stream
from devstack.importer.client import Client

PAUSES = (1.0, 2.0, 5.0, 10.0)
"""Seconds after which is looked again at what may have been under way."""
_KEPT = 1000


@dataclass(slots=True)
class Report:
    """What was laid side by side, and where it disagreed; of very many disagreements the first thousand of each part
    are listed."""

    since: datetime | None
    counts: Counter[str] = field(default_factory=Counter)
    mails: Counter[str] = field(default_factory=Counter)
    """By their state, and those that may have been sent twice."""
    findings: list[Finding] = field(default_factory=list)
    truncated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "since": self.since.isoformat() if self.since is not None else None,
            "agrees": not self.findings,
            "counts": dict(self.counts),
            "mails": dict(self.mails),
            "truncated": self.truncated,
            "findings": [
                {"about": each.about, "id": each.id, "what": each.what, "todo": each.todo} for each in self.findings
            ],
        }


@dataclass(slots=True)
class Auditor:
    """Reads with one client; `moved` hears of every record, for whoever watches."""

    client: Client
    since: datetime | None = None
    moved: Callable[[str], None] = lambda _: None
    pauses: Sequence[float] = PAUSES

    async def run(self) -> Report:
        """Raises what the client raises."""
        report = Report(self.since)
        for part, look in (("orders", self._orders), ("customers", self._customers), ("decisions", self._mails)):
            found = await self._settled(look, report, part)
            report.truncated |= len(found) > _KEPT
            report.findings += found[:_KEPT]
        return report

    async def _settled(self, look: "_Look", report: Report, part: str) -> list[Finding]:
        """What is still so after a while: orders go on coming while their audit runs."""
        found = await self._once(look, report, self.since)
        for pause in self.pauses:
            young = [made_at(each.id) or each.at for each in found if each.is_young(datetime.now(UTC))]
            if not young:
                break
            await asyncio.sleep(pause)
            first = min((each for each in young if each is not None), default=self.since)
            older = [each for each in found if first is not None and (made_at(each.id) or first) < first]
            again = Report(first)
            found = older + await self._once(look, again, first)
        report.counts.setdefault(part, 0)
        return found

    async def _once(self, look: "_Look", report: Report, since: datetime | None) -> list[Finding]:
        found: list[Finding] = []
        async for finding in look(report, since):
            if len(found) <= _KEPT:
                found.append(finding)
        return found

    async def _orders(self, report: Report, since: datetime | None) -> AsyncIterator[Finding]:
        shown = stream(self.client, "/v1/orders/audit", since)
        known = stream(self.client, "/v1/decisions/audit/orders", since)
        async for order, account in side_by_side(shown, known):
            self._count(report, "orders")
            for finding in judge_order(order, account):
                yield finding

    async def _customers(self, report: Report, since: datetime | None) -> AsyncIterator[Finding]:
        cards = stream(self.client, "/v1/customers/audit", since)
        links = stream(self.client, "/v1/links/audit", since)
        async for card, account in side_by_side(cards, links):
            self._count(report, "customers")
            if account is not None and account["link_version"]:
                report.counts["links"] += 1
            for finding in judge_customer(card, account):
                yield finding

    async def _mails(self, report: Report, since: datetime | None) -> AsyncIterator[Finding]:
        letters = Letters(await self._activity(), since)
        # An id is drawn a moment after the time that the decision bears, and that its mails begin with.
        decisions = stream(self.client, "/v1/decisions/audit", since)
        earlier = since - WINDOW if since is not None else None
        mails = stream(self.client, "/v1/mails/audit", earlier)
        covered = stream(self.client, "/v1/mails/audit/covered", earlier)
        async for part, record in in_turn(decided_at, decisions=decisions, mails=mails, covered=covered):
            if since is None or decided_at(record) >= since:
                self._count(report, part)
                if part == "mails":
                    report.mails[record["state"]] += 1
                    report.mails["doubtful"] += record["doubtful"]
            for finding in letters.takes(part, record):
                yield finding
        for finding in letters.ended():
            yield finding

    async def _activity(self) -> Activity:
        people = stream(self.client, "/v1/staff/audit")
        return Activity(
            {
                person["id"]: [(datetime.fromisoformat(turn["since"]), turn["active"]) for turn in person["turns"]]
                async for person in people
            }
        )

    def _count(self, report: Report, part: str) -> None:
        report.counts[part] += 1
        self.moved(part)


_Look = Callable[[Report, datetime | None], AsyncIterator[Finding]]
