"""Whoever was away gets one mail that lists what was done for his customers meanwhile (O8).

He gets it when he is back, and at most one a day. The orders of a digest are claimed first and mailed then: a crash in
between leaves a claim, and the next look mails it under the same id.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import replace

from chassis.access import Member
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Unavailable, VersionConflict
from chassis.mishaps import described
from chassis.telemetry import log
from notify.domain.absence import CoveredOrder, is_back, same_day
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce
from notify.usecases.send_daily_digest import send_daily_digest

REASON = "COVER"
_EVERY = 5.0
_MOST = 500


async def send_digests(deps: Deps, desk: Desk) -> None:
    """Looks now and then who is back, and whose hour it is, until cancelled."""
    while True:
        # The database is away: the next look will tell.
        with suppress(Unavailable):
            for staff_id in await deps.archive.covered.people_waited_for():
                await _tried(staff_id, send_digest(deps, desk, staff_id))
            for staff_id in await deps.archive.mails.readers_of_digests(deps.clock.now()):
                await _tried(staff_id, send_daily_digest(deps, desk, staff_id))
        await asyncio.sleep(_EVERY)


async def _tried(staff_id: str, sending: Awaitable[None]) -> None:
    """Whatever stands in the way of one digest, others get theirs."""
    try:
        await sending
    except Unavailable:
        raise
    except (AlreadyExists, VersionConflict):
        # Another process was first, or something else became of what it tells: the next look will tell.
        return
    except LookupError as error:
        # A digest leaves no order out: it waits until the replica is rebuilt.
        log("digests").warning("digest_waits", staff_id=staff_id, why=described(error))
    except Exception:
        log("digests").exception("digest_failed", staff_id=staff_id)


async def send_digest(deps: Deps, desk: Desk, staff_id: str) -> None:
    """One digest for him if he is ACTIVE (M1), back, and had none today. Raises VersionConflict if another process was
    first, LookupError if an order is not here."""
    member = await deps.staff.member(staff_id)
    if member is None or not member.active:
        return
    waiting = await deps.archive.covered.waiting_for(staff_id, _MOST)
    claimed = [order for order in waiting if order.digest_id is not None] or await _claimed(deps, member, waiting)
    if claimed:
        await _mail(deps, desk, claimed)


async def _claimed(deps: Deps, member: Member, waiting: Sequence[CoveredOrder]) -> list[CoveredOrder]:
    now = deps.clock.now()
    if not waiting or not is_back(waiting, await deps.archive.absences.of(member.id), now):
        return []
    last = await deps.archive.covered.last_digest(member.id)
    if last is not None and same_day(last, now, member.time_zone):
        return []
    digest_id = waiting[0].id
    claimed = [replace(each, version=each.version + 1, digest_id=digest_id, digest_at=now) for each in waiting]
    await deps.commits.commit(Unit([deps.archive.covered.changed(each) for each in claimed]))
    return claimed


async def _mail(deps: Deps, desk: Desk, claimed: Sequence[CoveredOrder]) -> None:
    first = claimed[0]
    digest_id, at = first.digest_id, first.digest_at
    assert digest_id is not None
    assert at is not None
    digest = Announcement(
        decision_id=digest_id,
        reason=REASON,
        decided_at=at,
        manager_id=None,
        addressees=[Addressee(first.staff_id, "absent_manager")],
        template=lambda *_: Template.COVERED,
    )
    await announce(deps, desk, digest)
    told = [replace(each, version=each.version + 1, mailed=True) for each in claimed]
    await deps.commits.commit(Unit([deps.archive.covered.changed(each) for each in told]))
