"""Keep what became of an attempt, and tell the others."""

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.base import Event
from contracts.notify import Mail as MailFact
from contracts.notify import MailFailed, MailSent
from notify.domain.mail import Mail, Outcome, Result, State, after
from notify.domain.templates import SENDINGS, TO_CUSTOMERS
from notify.ports import Deps


async def settle_mail(deps: Deps, mail: Mail, outcome: Outcome) -> Mail | None:
    """The mail as it is now. None if another process has taken it over meanwhile and knows better."""
    while True:
        settled = after(mail, outcome, deps.clock.now())
        try:
            await deps.commits.commit(Unit([deps.archive.mails.changed(settled)], _events(settled)))
            return settled
        except VersionConflict:
            current = await deps.archive.mails.get(mail.id, Scope.everything())
            if outcome.result is not Result.ACCEPTED or current is None or current.state is State.SENT:
                return None
            mail = current


def _events(mail: Mail) -> list[Event]:
    kind = {State.SENT: MailSent, State.FAILED: MailFailed}.get(mail.state)
    if kind is None:
        return []
    to_customer = mail.template in TO_CUSTOMERS
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
    return [kind(mail=fact)]
