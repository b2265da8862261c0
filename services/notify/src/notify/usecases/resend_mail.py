"""Send a mail once more because somebody asks for it."""

from dataclasses import dataclass

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import Conflict, NotFound, VersionConflict
from chassis.inbox import Mark
from notify.domain.mail import Mail, asked_again
from notify.domain.templates import SENDINGS, TO_CUSTOMERS
from notify.ports import Deps, Desk
from notify.usecases.compose import is_overtaken


@dataclass(frozen=True, slots=True)
class ResendMail:
    """Which mail; `scope` is what the caller may see."""

    mail_id: str
    scope: Scope
    mark: Mark | None = None


class RecipientInactive(Conflict):
    """Whoever is inactive is never written to (M1)."""

    type = "recipient-inactive"
    title = "The recipient is not active"


class Overtaken(Conflict):
    """It would lead the customer nowhere: there is something newer to send."""

    type = "overtaken"
    title = "It leads nowhere any more: send the link or the quote as it is now"


async def resend_mail(deps: Deps, desk: Desk, command: ResendMail) -> Mail:
    """The mail, queued again under its Message-ID, or as it is if it is being sent at this very moment; NotFound,
    RecipientInactive or Overtaken."""
    while True:
        mail = await deps.archive.mails.get(command.mail_id, command.scope)
        if mail is None:
            raise NotFound
        if mail.template not in TO_CUSTOMERS:
            member = await deps.staff.member(mail.recipient_id)
            if member is None or not member.active:
                raise RecipientInactive
        elif mail.template in SENDINGS and await is_overtaken(deps, mail):
            raise Overtaken
        again = mail if mail.in_hand else asked_again(mail, deps.clock.now())
        changes = [] if mail.in_hand else [deps.archive.mails.changed(again)]
        try:
            await deps.commits.commit(Unit(changes, mark=command.mark))
        except VersionConflict:
            continue
        desk.look_again()
        return again
