"""The words in which orders tells the others what happened."""

from datetime import datetime
from typing import TypeVar

from chassis.access import Principal
from contracts import orders as told
from contracts.base import Act, Actor, Choice
from orders.domain.category import CategoryTree
from orders.domain.customer import Customer
from orders.domain.exchange import Conversion
from orders.domain.link_access import LeakAlarm
from orders.domain.order import Chosen, Contact, Deed, Order
from orders.domain.order_link import OrderLink, state_of
from orders.domain.picture import SIZES, address_of
from orders.domain.pricing import Line
from orders.domain.product import Product
from orders.domain.sending import Sending

E = TypeVar("E", bound=told.OrderEvent)


def staff_actor(principal: Principal) -> Actor:
    """A member of staff, with what the linking rules need to know of him."""
    return Actor(kind="staff", id=principal.id, manager_role=principal.may("manager"))


def customer_actor(customer_id: str | None) -> Actor:
    """The customer himself, by his link; a guest has no id."""
    return Actor(kind="customer", id=customer_id)


SYSTEM = Actor(kind="system")


def act_of(verb: str, actor: Actor, at: datetime, chosen: Chosen | None = None) -> Act:
    """The act behind an event."""
    return Act(verb=verb, actor=actor, at=at.isoformat().replace("+00:00", "Z"), choice=_choice(chosen))


def order_event(kind: type[E], order: Order, act: Act, **more: object) -> E:
    """The full state of an order after the act, with what that kind of event tells besides."""
    return kind(**more, order=order_told(order), contact=contact_told(order.contact), act=act)


def order_told(order: Order) -> told.Order:
    """An order without its personal data."""
    return told.Order(
        id=order.id,
        version=order.version,
        external_id=order.external_id,
        number=order.number,
        kind=told.OrderKind(order.kind.value),
        channel=told.Channel(order.channel.value),
        state=told.OrderState(order.state.value),
        customer_id=order.customer_id,
        currency=order.currency,
        language=order.language,
        country=order.country,
        lines=tuple(_line(line) for line in order.lines),
        total=order.total,
        manager_id=order.manager_id,
        decisions=order.assignment.number,
        choice_version=order.choice_version,
        created_by=order.created_by,
        ordered_at=order.ordered_at,
        quote_id=order.quote_id,
        revision=order.offer.revision if order.offer else None,
        order_id=order.offer.order_id if order.offer else None,
        earlier=tuple(_deed(deed) for deed in order.deeds if deed.version < order.version),
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def order_retold(order: Order) -> told.Order:
    """An order as it is told anew: with the latest that was done to it too, for no act beside it says what that was."""
    return order_told(order).model_copy(update={"earlier": tuple(map(_deed, order.deeds))})


def product_event(product: Product, categories: CategoryTree) -> told.ProductChanged:
    """The full state of a product, with the names of its category."""
    return told.ProductChanged(
        product=told.Product(
            id=product.id,
            version=product.version,
            sku=product.sku,
            name=dict(product.name),
            prices=dict(product.prices),
            category=product.category,
            category_name=dict(categories.names(product.category)),
            description=dict(product.description),
            image_url=product.shown,
            stock=product.stock,
            active=product.active,
            pictures=tuple(address_of(picture.id, SIZES[-1]) for picture in product.pictures),
        )
    )


def link_event(link: OrderLink, by: str, at: datetime) -> told.OrderLinkChanged:
    """The state of a link; never its token."""
    return told.OrderLinkChanged(
        link_id=link.id,
        version=link.version,
        customer_id=link.customer_id,
        state=state_of(link, at),
        expires_at=link.expires_at,
        by=by,
        generation=link.generation,
    )


def link_sent_event(
    link: OrderLink, sending: Sending, customer: Customer, language: str, sealed: str
) -> told.OrderLinkSent:
    """A letter to be written; the address of the link in it travels sealed."""
    return told.OrderLinkSent(
        sending_id=sending.id,
        link_id=link.id,
        link_version=link.version,
        generation=link.generation,
        customer_id=customer.id,
        to=contact_told(customer.contact),
        language=language,
        sealed_url=sealed,
        expires_at=link.expires_at,
        has_passcode=link.passcode is not None,
        by=sending.by,
        at=sending.created_at,
    )


def leak_event(link: OrderLink, customer_id: str, alarm: LeakAlarm, alarm_id: str) -> told.OrderLinkLeakSuspected:
    """A link of that customer was opened from too many networks."""
    return told.OrderLinkLeakSuspected(
        alarm_id=alarm_id,
        link_id=link.id,
        customer_id=customer_id,
        networks=alarm.networks,
        since=alarm.since,
        at=alarm.at,
    )


def contact_told(contact: Contact) -> told.Contact:
    """How to reach whoever ordered."""
    return told.Contact(
        name=contact.name,
        contact_person=contact.contact_person,
        email=contact.email,
        phone=contact.phone,
        address=contact.address,
    )


def _choice(chosen: Chosen | None) -> Choice | None:
    return None if chosen is None else Choice(manager_id=chosen.manager_id)


def _deed(deed: Deed) -> told.Deed:
    return told.Deed(
        version=deed.version,
        by=deed.by,
        at=deed.at,
        state=told.OrderState(deed.state.value),
        manager_id=deed.manager_id,
        decisions=deed.decisions,
        choice=_choice(deed.chosen),
    )


def _line(line: Line) -> told.Line:
    return told.Line(
        product_id=line.product_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        total=line.total,
        converted=_conversion(line.converted),
    )


def _conversion(converted: Conversion | None) -> told.Conversion | None:
    if converted is None:
        return None
    return told.Conversion(price=converted.price, rate=converted.rate, valid_from=converted.valid_from)
