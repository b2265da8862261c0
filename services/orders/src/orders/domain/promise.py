"""The price promise: nothing is ordered at another price or in another quantity than the customer saw (N11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.money import Money
from orders.domain.pricing import Line


@dataclass(frozen=True, slots=True)
class Seen:
    """A position as the customer had it before him; without a price nothing was promised."""

    quantity: int
    unit_price: Money | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A position that is no longer what was seen: `before` is None if it came meanwhile, `now` if it went."""

    product_id: str
    name: str | None
    before: Seen | None
    now: Seen | None


def differences(seen: Mapping[str, Seen], lines: Sequence[Line]) -> tuple[Difference, ...]:
    """What of the lines was not promised like that; empty if all was."""
    changed = [
        Difference(line.product_id, line.name, seen.get(line.product_id), Seen(line.quantity, line.unit_price))
        for line in lines
        if not _is_kept(seen.get(line.product_id), line)
    ]
    there = {line.product_id for line in lines}
    gone = [
        Difference(product_id, None, before, None) for product_id, before in seen.items() if product_id not in there
    ]
    return (*changed, *gone)


def as_seen(lines: Iterable[Line]) -> dict[str, Seen]:
    """What a customer sees of lines, by product."""
    return {line.product_id: Seen(line.quantity, line.unit_price) for line in lines}


def _is_kept(before: Seen | None, line: Line) -> bool:
    return before is not None and before.quantity == line.quantity and before.unit_price in (None, line.unit_price)
