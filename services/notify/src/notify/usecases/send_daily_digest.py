"""Whoever wants some mails once a day gets them as one, at an hour of his own.

What waits is a mail that is recorded as held. The digest and what it tells are committed together: a crash leaves both
or neither.
"""

from dataclasses import replace

from chassis.commit import Unit
from notify.domain.mail import in_digest, mail_id
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Announcement, drafted
from notify.usecases.compose import compose_digest

REASON = "DIGEST"
_MOST = 500


async def send_daily_digest(deps: Deps, desk: Desk, staff_id: str) -> None:
    """One to him if he is ACTIVE (M1) and something has waited long enough. Raises AlreadyExists or VersionConflict if
    another process was first, or something else became of one of the mails."""
    now = deps.clock.now()
    member = await deps.staff.member(staff_id)
    told = await deps.archive.mails.held_for(staff_id, now, _MOST)
    if member is None or not member.active or not told:
        return
    since = told[0].held_until or now
    about = Announcement(
        decision_id=mail_id(told[0].id, REASON, since),
        reason=REASON,
        decided_at=since,
        manager_id=None,
        addressees=(),
        template=lambda *_: Template.DIGEST,
    )
    mail = drafted(deps, about, member, "reader", in_hand=False)
    mail = replace(mail, subject=deps.printer.subject(compose_digest(mail, member, told)))
    changes = [deps.archive.mails.digested(in_digest(each, mail.decision_id, now)) for each in told]
    await deps.commits.commit(Unit([deps.archive.mails.recorded(mail), *changes]))
    desk.look_again()
