"""Send a mail that is in hand: one attempt, whatever comes of it."""

from dataclasses import replace

from notify.domain.mail import INACTIVE, Outcome, Result
from notify.ports import Deps, Outgoing
from notify.usecases.compose import compose


async def send_mail(deps: Deps, outgoing: Outgoing) -> Outcome:
    """How the attempt ended. Whether the recipient is active is looked at here again, right before sending (M1),
    and it is his present address that is written to."""
    mail = outgoing.mail
    member = await deps.staff.member(mail.recipient_id)
    if member is None or not member.active:
        return Outcome(Result.RECIPIENT_INACTIVE, INACTIVE)
    try:
        letter = outgoing.letter or await compose(deps, mail, member)
    except LookupError as error:
        return Outcome(Result.REFUSED, str(error))
    if member.email == mail.to:
        return await deps.post.send(mail.to, deps.printer.message(letter, mail))
    mail = replace(mail, to=member.email)
    outcome = await deps.post.send(mail.to, deps.printer.message(letter, mail))
    return replace(outcome, new_address=mail.to)
