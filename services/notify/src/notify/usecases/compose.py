"""Gather what a mail tells."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from chassis.access import Member
from notify.domain.handover import Handover, Other, side_of
from notify.domain.letter import Covered, Customer, Letter, Link, Order, Sending, Told
from notify.domain.mail import Mail
from notify.domain.templates import SENDINGS, Template
from notify.ports import Deps

_NAMES_THE_MANAGER = frozenset(
    {
        Template.ORDER_CARD_MANAGER,
        Template.ORDER_SUPERVISOR,
        Template.CARD_LOST,
        Template.CARD_SUPERVISOR,
        Template.STAFF_LEFT,
        *SENDINGS,
    }
)

_OF_TRANSFERS = frozenset({Template.TRANSFER_GOT, Template.TRANSFER_GAVE, Template.TRANSFER_DONE})


async def compose(
    deps: Deps, mail: Mail, to: Member | None, *, order: Order | None = None, customer: Customer | None = None
) -> Letter:
    """The letter of a mail to that member, or to a customer; the order or customer is read unless given. LookupError
    if it is not there."""
    template = mail.template
    if template is Template.DIGEST and to is not None:
        return compose_digest(mail, to, await deps.archive.mails.of_digest(mail.decision_id))
    if mail.order_id is not None:
        order = order or await deps.archive.orders.get(mail.order_id)
    elif mail.customer_id is not None:
        customer = customer or await deps.archive.customers.get(mail.customer_id)
    departure = await deps.archive.departures.get(mail.decision_id) if template is Template.STAFF_LEFT else None
    covered = await _covered(deps, mail.decision_id) if template is Template.COVERED else ()
    handover = await _handover(deps, mail) if template in _OF_TRANSFERS else None
    alarm = await deps.archive.alarms.get(mail.decision_id) if template is Template.LINK_LEAK else None
    sending, _ = await _sending(deps, mail) if template in SENDINGS else (None, None)
    if not (order or customer or departure or covered or handover or sending):
        raise LookupError(f"what the mail {mail.id} tells about is gone")
    manager = None
    if mail.manager_id is not None and template in _NAMES_THE_MANAGER:
        manager = await deps.staff.member(mail.manager_id)
    letter = Letter(
        template=template,
        reason=mail.decision_reason,
        language=mail.language,
        time_zone=to.time_zone if to else deps.time_zone,
        to_name=to.name if to else "",
        manager=manager.name if manager else None,
        order=order,
        customer=customer,
        departure=departure,
        covered=covered,
        handover=handover,
        alarm=alarm,
        sending=sending,
        said=mail.said,
    )
    return letter if to else _to_customer(letter, manager)


async def is_overtaken(deps: Deps, mail: Mail) -> bool:
    """Whether what the mail sends a customer would lead him nowhere by now."""
    sending, link = await _sending(deps, mail)
    if sending is None:
        return False
    quote = await deps.archive.orders.get(mail.order_id) if mail.order_id else None
    now = deps.clock.now()
    return sending.overtaken(quote, link, now, now.astimezone(ZoneInfo(deps.time_zone)).date())


async def _sending(deps: Deps, mail: Mail) -> tuple[Sending, Link | None] | tuple[None, None]:
    """What the mail sends, as it holds by now, and the link if it sends one."""
    sending = await deps.archive.sendings.get(mail.decision_id)
    if sending is None:
        return None, None
    link = await deps.archive.links.get(sending.link_id) if sending.link_id else None
    return sending.as_of(link), link


def _to_customer(letter: Letter, manager: Member | None) -> Letter:
    """Whoever is not active is not named to customers, and gets no answers (M1)."""
    known = manager if manager and manager.active else None
    return replace(
        letter,
        to_name=letter.contact.contact_person or letter.contact.name,
        manager=known.name if known else None,
        reply_to=known.email if known else None,
    )


def compose_digest(mail: Mail, to: Member, told: Sequence[Mail]) -> Letter:
    """The letter of a digest that tells those mails. LookupError if there are none."""
    if not told:
        raise LookupError(f"what the digest {mail.id} tells about is gone")
    return Letter(
        template=mail.template,
        reason=mail.decision_reason,
        language=mail.language,
        time_zone=to.time_zone,
        to_name=to.name,
        digest=tuple(Told(each.subject, each.created_at, each.order_id, each.customer_id) for each in told),
    )


async def _covered(deps: Deps, digest_id: str) -> tuple[Covered, ...]:
    found = []
    for each in await deps.archive.covered.of_digest(digest_id):
        order, manager = await deps.archive.orders.get(each.order_id), await deps.staff.member(each.manager_id)
        if order is None:
            raise LookupError(f"the order {each.order_id} that the digest {digest_id} tells about is gone")
        found.append(Covered(order, manager.name if manager else None))
    return tuple(found)


async def _handover(deps: Deps, mail: Mail) -> Handover | None:
    transfer = await deps.archive.transfers.get(mail.decision_id)
    if transfer is None:
        return None
    mine, others = side_of(transfer, mail.template, mail.recipient_id)
    members = [await deps.staff.member(share.staff_id) for share in others]
    customers = [await deps.archive.customers.get(each) for each in mine.first]
    return Handover(
        transfer_id=transfer.id,
        customers=mine.customers,
        orders=mine.orders,
        others=tuple(
            Other(member.name if member else None, share.customers)
            for member, share in zip(members, others, strict=True)
        ),
        first=tuple((each.id, each.contact.name) for each in customers if each is not None),
        counts=transfer.counts if mail.template is Template.TRANSFER_DONE else None,
    )
