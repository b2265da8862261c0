"""An order, quote or purchase comes in by any channel but the link (RC-18, O1-O16)."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.access import Principal, Scope, scope
from chassis.commit import AlreadyExists
from chassis.errors import Conflict, Invalid
from chassis.ids import is_recent
from chassis.inbox import Mark
from orders.domain.customer import Customer
from orders.domain.order import Channel, Contact, Kind, Offer, Order
from orders.domain.pricing import Wanted
from orders.ports import OrderQuery, Uses
from orders.usecases.agree_terms import agree_terms
from orders.usecases.announcing import staff_actor
from orders.usecases.choose_manager import choose_manager
from orders.usecases.place_order import Draft, place_order
from orders.usecases.price_order import price_order
from orders.usecases.send_quote import not_over


class ExternalIdTaken(Conflict):
    """Another order has it; `existing_id` says which, to whoever may see that order."""

    type = "external-id-taken"
    title = "Another order has this external_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrder:
    """Exactly one of `customer_id` and `guest`; no currency means the customer's, else the shop's; `ordered_at` None
    means now; `valid_until` is for quotes."""

    order_id: str
    kind: Kind
    channel: Channel
    lines: tuple[Wanted, ...]
    customer_id: str | None
    guest: Contact | None
    currency: str | None
    manager_id: str | None
    external_id: str | None = None
    ordered_at: datetime | None = None
    valid_until: date | None = None
    by: Principal
    mark: Mark | None


async def create_order(uses: Uses, command: CreateOrder) -> Order:
    """The new order. Its manager is the chosen one, or nobody until assignment has decided.

    Raises Invalid for an unknown customer, product, price or manager, ExternalIdTaken, and AlreadyDone for the same
    request again.
    """
    return await uses.marks.once(command.mark, _created(uses, command))


async def _created(uses: Uses, command: CreateOrder) -> Order:
    if command.ordered_at is not None and command.ordered_at > uses.clock.now():
        raise Invalid.field("/ordered_at", "lies in the future")
    if command.ordered_at is None:
        not_over(command.valid_until, uses.today())
    customer = await _customer(uses, command)
    contact = customer.contact if customer else command.guest
    if contact is None:
        raise Invalid.field("/customer_id", "either a customer or a guest is needed")
    terms = await agree_terms(uses, customer, command.currency, command.ordered_at)
    chosen = None if command.manager_id is None else await choose_manager(uses, command.manager_id)
    lines = await price_order(uses, command.lines, terms)
    draft = Draft(
        order_id=command.order_id,
        kind=command.kind,
        channel=command.channel,
        customer_id=customer.id if customer else None,
        contact=contact,
        language=terms.languages[0],
        currency=terms.currency,
        country=customer.country if customer else None,
        lines=lines,
        chosen=chosen,
        created_by=command.by.id,
        link_id=None,
        actor=staff_actor(command.by),
        external_id=command.external_id,
        ordered_at=command.ordered_at,
        offer=Offer(valid_until=command.valid_until) if command.kind is Kind.QUOTE else None,
    )
    try:
        return await place_order(uses, draft, mark=command.mark)
    except AlreadyExists as error:
        if command.external_id is None or "external_id" not in error.keys:
            raise
        raise await _taken(uses, command.external_id, scope(command.by, "orders.read")) from None


async def _taken(uses: Uses, external_id: str, within: Scope) -> ExternalIdTaken:
    seen = await uses.orders.page(within, OrderQuery(external_id=external_id), None, 1)
    return ExternalIdTaken(external_id, existing_id=seen[0].id if seen else None)


async def _customer(uses: Uses, command: CreateOrder) -> Customer | None:
    if command.customer_id is None:
        return None
    customer = await uses.customers.find(
        command.customer_id,
        scope(command.by, "customers.read"),
        awaited=is_recent(command.customer_id, uses.clock.now()),
    )
    if customer is None or customer.erased:
        raise Invalid.field("/customer_id", "no such customer")
    return customer
