"""An order link is opened from too many networks: whoever is responsible for the customer is told (N9)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Transient
from notify.domain.letter import Customer, LinkAlarm
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce

REASON = "LINK_LEAK_SUSPECTED"
_SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class TellLeak:
    """What was noticed, and when."""

    alarm: LinkAlarm
    at: datetime
    traceparent: str | None = None


async def tell_leak(deps: Deps, desk: Desk, command: TellLeak) -> None:
    """Once for an alarm: to the customer's manager, without an active one to the supervisors. Transient if the
    customer is not known yet."""
    customer = await deps.archive.customers.get(command.alarm.customer_id)
    if customer is None:
        raise Transient(f"the customer {command.alarm.customer_id} has not arrived")
    await deps.archive.alarms.note(command.alarm)
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=command.alarm.id,
            reason=REASON,
            decided_at=command.at,
            manager_id=None,
            addressees=await _responsible(deps, customer),
            template=lambda *_: Template.LINK_LEAK,
            customer=customer,
            traceparent=command.traceparent,
        ),
    )


async def _responsible(deps: Deps, customer: Customer) -> list[Addressee]:
    manager = await deps.staff.member(customer.manager_id) if customer.manager_id else None
    if manager is not None and manager.active:
        return [Addressee(manager.id, "manager")]
    return [Addressee(each.id, _SUPERVISOR) for each in await deps.staff.holders(_SUPERVISOR)]
