"""Tell people about a decision: one mail per person per decision, recorded before anything is sent.

The id of a mail is made of decision and person, so that what was told is known without another mark. The record is
written in the hand of this process; then the mail is handed to the desk from memory. What a crash leaves in hand is
taken over when its time is up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from chassis.errors import Transient
from notify.domain.letter import Customer, Letter, Order
from notify.domain.mail import LEASE, Mail, mail_id
from notify.domain.templates import Template
from notify.ports import Deps, Desk, Outgoing
from notify.usecases.compose import compose


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to be told, and as what."""

    staff_id: str
    role: str


class _ChoosesTemplate(Protocol):
    def __call__(self, recipient_id: str, role: str, manager_id: str | None) -> Template: ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """A decision about `order` or, if that is None, about `customer`."""

    decision_id: str
    reason: str
    decided_at: datetime
    manager_id: str | None
    addressees: Sequence[Addressee]
    template: _ChoosesTemplate
    order: Order | None = None
    customer: Customer | None = None
    traceparent: str | None = None


async def announce(deps: Deps, desk: Desk, command: Announcement) -> None:
    """Records a mail for every addressee who is active and hands them over; Transient if one is not known yet."""
    outgoing = [each for to in command.addressees if (each := await _written(deps, desk, command, to)) is not None]
    for each in outgoing:
        if await deps.archive.mails.record(each.mail) and each.mail.in_hand:
            desk.hand_over([each])


async def _written(deps: Deps, desk: Desk, command: Announcement, to: Addressee) -> Outgoing | None:
    member = await deps.staff.member(to.staff_id)
    if member is None:
        raise Transient(f"the member {to.staff_id} has not arrived")
    if not member.active:
        return None
    now = deps.clock.now()
    # Without room here it is left to whoever has room first, and nobody has it in hand.
    in_hand = desk.has_room()
    identifier = mail_id(command.decision_id, member.id, command.decided_at)
    mail = Mail(
        id=identifier,
        version=1,
        template=command.template(member.id, to.role, command.manager_id),
        recipient_id=member.id,
        to=member.email,
        language=member.language,
        subject="",
        message_id=f"<{identifier}@{deps.message_domain}>",
        decision_id=command.decision_id,
        decision_reason=command.reason,
        order_id=command.order.id if command.order else None,
        customer_id=_customer_id(command),
        manager_id=command.manager_id,
        created_at=now,
        updated_at=now,
        queued_at=now,
        due_at=now + LEASE if in_hand else now,
        in_hand=in_hand,
        traceparent=command.traceparent,
    )
    letter: Letter = await compose(deps, mail, member, order=command.order, customer=command.customer)
    return Outgoing(replace(mail, subject=deps.printer.subject(letter)), letter)


def _customer_id(command: Announcement) -> str | None:
    if command.order is not None:
        return command.order.customer_id
    return command.customer.id if command.customer else None
