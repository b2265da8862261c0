"""Keep what became of an attempt, and tell those who wait to hear of it."""

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.base import Event
from contracts.notify import Mail as MailFact
from contracts.notify import MailEvent, MailFailed, MailSent
from notify.domain.mail import Mail, Outcome, Result, State, after
from notify.domain.templates import SENDINGS, TO_CUSTOMERS
from notify.ports import Deps


async def settle_mail(deps: Deps, mail: Mail, outcome: Outcome) -> Mail | None:
    """The mail as it is now. None if another process has taken it over meanwhile and knows better."""
    while True:
        settled = after(mail, outcome, deps.clock.now())
        if await _kept(deps, settled):
            return settled
        current = await deps.archive.mails.get(mail.id, Scope.everything())
        if outcome.result is not Result.ACCEPTED or current is None or current.state is State.SENT:
            return None
        mail = current


async def _kept(deps: Deps, mail: Mail) -> bool:
    event = _news(mail)
    if event is None:
        return await deps.archive.mails.settle(mail)
    try:
        await deps.commits.commit(Unit([deps.archive.mails.changed(mail)], [event]))
    except VersionConflict:
        return False
    return True


def _news(mail: Mail) -> Event | None:
    """That a member of staff got his mail is what everybody expects: nobody is told."""
    to_customer = mail.template in TO_CUSTOMERS
    if mail.state is State.SENT and to_customer:
        kind: type[MailEvent] = MailSent
    elif mail.state is State.FAILED:
        kind = MailFailed
    else:
        return None
    fact = MailFact(
        id=mail.id,
        version=mail.version,
        recipient_id=mail.recipient_id,
        audience="customer" if to_customer else "staff",
        sending_id=mail.decision_id if mail.template in SENDINGS else None,
        message_id=mail.message_id,
        template=mail.template,
        state=mail.state,
        order_id=mail.order_id,
        customer_id=mail.customer_id,
        decision_id=None if to_customer else mail.decision_id,
        reason=mail.reason,
        at=mail.updated_at,
    )
    return kind(mail=fact)
