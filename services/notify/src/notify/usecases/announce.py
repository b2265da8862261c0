"""Tell people about a decision: one mail per person per decision, recorded before anything is sent.

The id of a mail is made of decision and person, so that what was told is known without another mark. The record is
written in the hand of this process; then the mail is handed to the desk from memory. What a crash leaves in hand is
taken over when its time is up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from chassis.access import Member
from chassis.errors import Transient
from notify.domain.letter import Customer, Letter, Order
from notify.domain.mail import LEASE, Mail, held, mail_id, unwanted
from notify.domain.preferences import Timing
from notify.domain.templates import Template
from notify.ports import Deps, Desk, Outgoing
from notify.usecases.compose import compose


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to be told, and as what."""

    staff_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A customer who is to be written to. `id` is his own, that of a guest his order's; without an address the mail is
    recorded and fails."""

    id: str
    email: str | None
    language: str


class ChoosesTemplate(Protocol):
    """What kind of mail somebody gets."""

    def __call__(self, recipient_id: str, role: str, manager_id: str | None) -> Template: ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """A decision about `order` or, if that is None, about `customer`, of whom the id may be enough; `said` is what the
    customer said to it."""

    decision_id: str
    reason: str
    decided_at: datetime
    manager_id: str | None
    addressees: Sequence[Addressee | Correspondent]
    template: ChoosesTemplate
    order: Order | None = None
    customer: Customer | None = None
    customer_id: str | None = None
    said: str | None = None
    traceparent: str | None = None


async def announce(deps: Deps, desk: Desk, command: Announcement) -> None:
    """Records a mail for every addressee, of staff for the active ones, and hands them over; Transient if a member is
    not known yet."""
    outgoing = []
    for to in command.addressees:
        if isinstance(to, Correspondent):
            outgoing.append(await _written(deps, desk, command, to, "customer"))
            continue
        member = await deps.staff.member(to.staff_id)
        if member is None:
            raise Transient(f"the member {to.staff_id} has not arrived")
        if member.active:
            outgoing.append(await _written(deps, desk, command, member, to.role))
    for each in outgoing:
        if await deps.archive.mails.record(each.mail) and each.mail.in_hand:
            desk.hand_over([each])


async def _written(deps: Deps, desk: Desk, command: Announcement, to: Member | Correspondent, role: str) -> Outgoing:
    # Without room here it is left to whoever has room first, and nobody has it in hand.
    mail = drafted(deps, command, to, role, in_hand=desk.has_room())
    member = to if isinstance(to, Member) else None
    letter: Letter = await compose(deps, mail, member, order=command.order, customer=command.customer)
    mail = replace(mail, subject=deps.printer.subject(letter))
    return Outgoing(mail if member is None else await _as_wanted(deps, mail, member), letter)


async def _as_wanted(deps: Deps, mail: Mail, member: Member) -> Mail:
    wanted = await deps.archive.preferences.of(member.id)
    match wanted.timing_of(mail.template):
        case Timing.DAILY:
            return held(mail, wanted.next_digest(mail.created_at, member.time_zone))
        case Timing.OFF:
            return unwanted(mail)
    return mail


def drafted(deps: Deps, command: Announcement, to: Member | Correspondent, role: str, *, in_hand: bool) -> Mail:
    """The record of a new mail, still without its subject."""
    now = deps.clock.now()
    identifier = mail_id(command.decision_id, to.id, command.decided_at)
    return Mail(
        id=identifier,
        version=1,
        template=command.template(to.id, role, command.manager_id),
        recipient_id=to.id,
        to=to.email or "",
        language=to.language,
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
        said=command.said,
    )


def _customer_id(command: Announcement) -> str | None:
    if command.order is not None:
        return command.order.customer_id
    return command.customer.id if command.customer else command.customer_id
