"""Send a mail that is in hand: one attempt, whatever comes of it."""

from dataclasses import replace

from notify.domain.mail import INACTIVE, NO_ADDRESS, OVERTAKEN, Outcome, Result
from notify.domain.templates import SENDINGS, TO_CUSTOMERS
from notify.ports import Deps, Outgoing, Unprintable
from notify.usecases.compose import compose, is_overtaken


async def send_mail(deps: Deps, outgoing: Outgoing) -> Outcome:
    """How the attempt ended. Whether a member of staff is active is looked at here again, right before sending (M1),
    and it is his present address that is written to; so is whether what a customer is sent still leads somewhere."""
    mail = outgoing.mail
    member = None
    if mail.template not in TO_CUSTOMERS:
        member = await deps.staff.member(mail.recipient_id)
        if member is None or not member.active:
            return Outcome(Result.RECIPIENT_INACTIVE, INACTIVE)
    elif not mail.to:
        return Outcome(Result.REFUSED, NO_ADDRESS)
    elif mail.template in SENDINGS and await is_overtaken(deps, mail):
        return Outcome(Result.REFUSED, OVERTAKEN)
    moved = member is not None and member.email != mail.to
    if member is not None and moved:
        mail = replace(mail, to=member.email)
    try:
        letter = outgoing.letter or await compose(deps, mail, member)
        message = deps.printer.message(letter, mail)
    except (LookupError, Unprintable) as error:
        return Outcome(Result.REFUSED, str(error))
    outcome = await deps.post.send(mail.to, message)
    return replace(outcome, new_address=mail.to) if moved else outcome
