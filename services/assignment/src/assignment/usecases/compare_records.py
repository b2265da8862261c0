"""Orders and customers are told anew: the replicas here are compared with that, and rebuilt if asked (N5).

Decisions hang on the news of orders and cards, so that a replica here must never run ahead of what was decided: news
that is still under way has to find it as it would be without this. What the ledger knows to be decided may be taken
over; the rest is reported and left to the news itself.
"""

from collections.abc import Collection
from dataclasses import replace

from assignment.domain.permissions import PROGRAMS
from assignment.domain.records import OrderRecord
from assignment.domain.refold import refolded
from assignment.ports import Deps
from assignment.usecases.reading import record_of_card
from chassis.inbox import Mark
from contracts.customers import CustomerRestated
from contracts.orders import Order, OrderRestated

ORDERS, CUSTOMERS = "orders", "customers"
_ABOUT_ORDER = ("entered_by", "handled_at", "handled_by")
"""Who counts as a person was looked up when it happened."""


async def compare_order(deps: Deps, told: OrderRestated, mark: Mark) -> None:
    """The order as orders tells it, and what the ledger says of it."""
    known = await deps.orders.get(told.order.id)
    entries = await deps.ledger.of_order(told.order.id)
    roster = (await deps.companies.current()).roster
    programs = frozenset(person.id for person in roster.people if PROGRAMS in person.groups)
    record = _skeleton(told.order, programs)
    if entries:
        record = refolded(record, entries, programs)
        if known is not None:
            record = replace(record, order_version=_followed(told.order, record.order_version, known.order_version))
    await deps.replicas.compare(
        told.replay,
        ORDERS,
        deps.orders.kept(record, None),
        mark,
        ignoring=_ABOUT_ORDER if known is not None else (),
        undecided=not entries,
        counts_itself=True,
    )


def _followed(order: Order, decided: int, known: int) -> int:
    """How far a record that has not drifted may have followed the order after the version that was decided on last:
    what happens to an order because of its customer's card is no decision, and in no ledger. What somebody did to it
    is decided first."""
    undecided = [deed.version for deed in order.earlier if deed.version > decided]
    furthest = min(undecided) - 1 if undecided else order.version
    return max(decided, min(known, furthest))


async def compare_customer(deps: Deps, told: CustomerRestated, mark: Mark) -> None:
    """The card as customers tells it. Its version is taken over if the last choice that a human made on it has been
    decided. Of a card that is being merged, or stands for itself again, the news must come first."""
    known = await deps.customers.get(told.customer.id)
    decided = await deps.ledger.card_version(told.customer.id)
    record = record_of_card(told.customer, told.personal)
    if known is not None and (decided is None or decided < told.choice_version):
        record = replace(record, version=min(record.version, known.version))
    merging = known is not None and known.merged_into != record.merged_into
    await deps.replicas.compare(
        told.replay, CUSTOMERS, deps.customers.kept(record, None), mark, undecided=decided is None or merging
    )


def _skeleton(order: Order, programs: Collection[str]) -> OrderRecord:
    return OrderRecord(
        id=order.id,
        version=0,
        order_version=0,
        number=order.number,
        kind=order.kind,
        channel=order.channel,
        state=order.state,
        customer_id=order.customer_id,
        currency=order.currency,
        total=order.total.amount,
        placed_at=order.ordered_at or order.created_at,
        entered_by=order.created_by if order.created_by not in programs else None,
    )
