"""Events as the other services publish them."""

from datetime import UTC, datetime
from decimal import Decimal

from chassis.ids import new_id
from contracts.assignment import (
    CustomerManagerLinked,
    Decided,
    OrderAssigned,
    OrderUnassigned,
    Recipient,
)
from contracts.base import Act, Actor
from contracts.customers import Customer, CustomerCreated, CustomerStatus, Personal
from contracts.money import Money
from contracts.orders import Channel, Contact, Line, Order, OrderCreated, OrderKind, OrderState

_ACT = Act(verb="created", actor=Actor(kind="customer"), at="2026-11-22T09:05:00Z")


def order_created(quantity: int = 3) -> OrderCreated:
    """An order of some bottles, 10 % off."""
    now = datetime.now(UTC)
    price, total = Money.of(Decimal("11.25"), "EUR"), Money.of(Decimal("11.25") * quantity, "EUR")
    order = Order(
        id=new_id(),
        version=1,
        number="O-2026-000123",
        kind=OrderKind.ORDER,
        channel=Channel.LINK,
        state=OrderState.NEW,
        customer_id=new_id(),
        currency="EUR",
        language="es",
        lines=(
            Line(
                product_id=new_id(),
                sku="OIL-1",
                name="Aceite de oliva",
                quantity=quantity,
                unit_price=price,
                discount_percent=Decimal(10),
                total=total,
            ),
        ),
        total=total,
        created_at=now,
        updated_at=now,
    )
    contact = Contact(
        name="Ferretería López", email="compras@ferreteria.test", phone="+34 600 100 200", address="Calle Mayor 12"
    )
    return OrderCreated(order=order, contact=contact, act=_ACT)


def decided(reason: str) -> Decided:
    """A decision just taken."""
    return Decided(decision_id=new_id(), row="O7", reason=reason, decided_at=datetime.now(UTC), causation_id=new_id())


def assigned(
    order: OrderCreated, manager_id: str, *others: tuple[str, str], reason: str = "CUSTOMER_MANAGER"
) -> OrderAssigned:
    """The order is that manager's; he and `others` (id, role) are to be told."""
    return OrderAssigned(
        order_id=order.order.id,
        customer_id=order.order.customer_id,
        number=1,
        order_version=order.order.version,
        manager_id=manager_id,
        decided=decided(reason),
        recipients=(
            Recipient(staff_id=manager_id, role="assignee"),
            *(Recipient(staff_id=staff_id, role=role) for staff_id, role in others),
        ),
    )


def unassigned(order: OrderCreated, *supervisors: str) -> OrderUnassigned:
    """Nobody has the order; the supervisors are to be told."""
    return OrderUnassigned(
        order_id=order.order.id,
        customer_id=order.order.customer_id,
        number=1,
        order_version=order.order.version,
        decided=decided("UNASSIGNED_DISTRIBUTION_OFF"),
        recipients=tuple(Recipient(staff_id=each, role="supervisor") for each in supervisors),
    )


def customer_created() -> CustomerCreated:
    """A card."""
    now = datetime.now(UTC)
    customer = Customer(
        id=new_id(),
        version=1,
        status=CustomerStatus.CURRENT,
        discount_percent=Decimal("7.5"),
        channel="office",
        created_at=now,
        updated_at=now,
    )
    return CustomerCreated(customer=customer, personal=Personal(name="Pan y Vino", phone="+34 911"), act=_ACT)


def moved(customer: CustomerCreated, to_id: str, from_id: str) -> CustomerManagerLinked:
    """The card went from one manager to another (C7)."""
    return CustomerManagerLinked(
        customer_id=customer.customer.id,
        version=2,
        manager_id=to_id,
        previous_manager_id=from_id,
        decided=decided("CARD_CHANGED"),
        recipients=(Recipient(staff_id=to_id, role="assignee"), Recipient(staff_id=from_id, role="former_manager")),
    )
