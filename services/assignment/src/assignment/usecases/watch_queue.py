"""The queue of orders that nobody has, as a metric: its length and the age of the oldest (N14)."""

import asyncio
from datetime import datetime

from prometheus_client import Gauge

from assignment.ports import Deps
from chassis.errors import Unavailable

_UNASSIGNED = Gauge("vinculo_unassigned_orders", "Open orders that nobody has, counted up to ten thousand")
_OLDEST = Gauge("vinculo_unassigned_oldest_seconds", "Age of the oldest such order")
_EVERY = 5.0


async def watch_queue(deps: Deps) -> None:
    """Looks at the queue now and then, until cancelled."""
    while True:
        try:
            queue = await deps.waiting.queue()
            _UNASSIGNED.set(queue.length)
            _OLDEST.set(_age(queue.oldest, deps.clock.now()))
        except Unavailable:
            pass
        await asyncio.sleep(_EVERY)


def _age(oldest: datetime | None, now: datetime) -> float:
    return 0.0 if oldest is None else (now - oldest).total_seconds()
