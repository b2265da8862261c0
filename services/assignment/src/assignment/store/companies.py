"""The company as one value, kept in the process, and the counter that tells when it is no longer true."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from assignment.domain.eligible_time import State, states_of
from assignment.domain.facts import Roster
from assignment.domain.roster_history import RosterHistory
from assignment.domain.settings import Settings
from assignment.ports import Company
from assignment.store.absences import MongoAbsences
from assignment.store.company_history import MongoCompanyHistory
from assignment.store.distribution import MongoDistribution
from assignment.store.groups import MongoGroups
from assignment.store.staff import STAFF, staff_of
from chassis.clock import Clock
from chassis.commit import Insert, Numbered, Replace, Require, Unit, Write
from chassis.inbox import Mark
from chassis.mongo import Mongo
from contracts.base import Event

COMPANY = "company"
_ID = "company"
_FRESH = 1.0


class MongoCompanies:
    """Looks once and remembers. Every decision requires the company's version in its commit, so a stale look can
    cost a second try and never a wrong decision."""

    def __init__(
        self,
        mongo: Mongo,
        groups: MongoGroups,
        distribution: MongoDistribution,
        absences: MongoAbsences,
        clock: Clock,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._company = mongo.collection(COMPANY)
        self._staff = mongo.collection(STAFF)
        self._groups = groups
        self._distribution = distribution
        self._absences = absences
        self._clock = clock
        self._history = MongoCompanyHistory(mongo)
        self._now = now
        self._known: Company | None = None
        self._looked = 0.0
        self._looking = asyncio.Lock()
        self._forgotten = 0

    async def prepare(self) -> None:
        """Indexes."""
        await self._history.prepare()

    async def current(self) -> Company:
        """As last looked at; whether it still is so is asked once a second."""
        if self._known is not None and self._now() - self._looked < _FRESH:
            return self._known
        async with self._looking:
            if self._known is not None and self._now() - self._looked < _FRESH:
                return self._known
            while True:
                looked, forgotten, known = self._now(), self._forgotten, self._known
                if known is None or await self._version() != known.version:
                    known = await self._look()
                if known is not None and forgotten == self._forgotten:
                    self._known, self._looked = known, looked
                    return known

    async def _look(self) -> Company | None:
        version = await self._version()
        groups = {group.name: group.permissions for group in await self._groups.all()}
        staff = [staff_of(doc) for doc in await self._staff.find({})]
        distribution = await self._distribution.current()
        absences = await self._absences.ending_after(self._clock.now())
        if await self._version() != version:
            return None
        return Company(
            version=version,
            roster=Roster(version, (member.fact(groups, absences.get(member.id, ())) for member in staff)),
            settings=distribution.settings if distribution is not None else Settings(),
            names={member.id: member.name for member in staff},
        )

    async def _version(self) -> int:
        doc = await self._company.find_one({"_id": _ID})
        return int(doc["version"]) if doc is not None else 0

    async def version_before(self, instant: datetime) -> int:
        """As history has it."""
        return await self._history.version_before(instant)

    async def rosters(self, first: int, last: int) -> RosterHistory:
        """Rebuilt from what each version changed."""
        return await self._history.rosters(first, last)

    async def states(self, until: datetime) -> list[tuple[str, State]]:
        """By id and time; roles follow from what the groups permitted then."""
        return states_of(await self._history.people_and_groups(until))

    def forget(self) -> None:
        """Looks again next time."""
        self._known = None
        self._forgotten += 1

    def unchanged(self, company: Company) -> Write:
        """Holds as long as no staff, absence, group or setting was changed."""
        return Require(COMPANY, _ID, company.version)

    def changed(self, writes: Sequence[Write], events: Sequence[Event], mark: Mark | None = None) -> Numbered:
        """The number is drawn in the transaction, so that changes made at once queue up instead of failing."""

        def build(version: int) -> Unit:
            doc = {"_id": _ID, "version": version}
            moved = Insert(COMPANY, doc) if version == 1 else Replace(COMPANY, doc, version - 1)
            return Unit([moved, *writes, *self._history.noted(version, self._clock.now(), writes)], events, mark)

        return Numbered(COMPANY, build)
