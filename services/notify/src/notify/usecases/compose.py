"""Gather what a mail tells."""

from chassis.access import Member
from notify.domain.letter import Customer, Letter, Order
from notify.domain.mail import Mail
from notify.domain.templates import Template
from notify.ports import Deps

_NAMES_THE_MANAGER = frozenset(
    {Template.ORDER_CARD_MANAGER, Template.ORDER_SUPERVISOR, Template.CARD_LOST, Template.CARD_SUPERVISOR}
)


async def compose(
    deps: Deps, mail: Mail, to: Member, *, order: Order | None = None, customer: Customer | None = None
) -> Letter:
    """The letter of a mail; the order or customer is read unless given. LookupError if it is not there."""
    if mail.order_id is not None:
        order = order or await deps.archive.orders.get(mail.order_id)
    elif mail.customer_id is not None:
        customer = customer or await deps.archive.customers.get(mail.customer_id)
    if order is None and customer is None:
        raise LookupError(f"what the mail {mail.id} tells about is gone")
    manager = None
    if mail.manager_id is not None and mail.template in _NAMES_THE_MANAGER:
        manager = await deps.staff.member(mail.manager_id)
    return Letter(
        template=mail.template,
        reason=mail.decision_reason,
        language=mail.language,
        time_zone=to.time_zone,
        to_name=to.name,
        manager=manager.name if manager else None,
        order=order,
        customer=customer,
    )
