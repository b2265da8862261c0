"""Lines as orders and the revisions of quotes keep them."""

from datetime import date

from chassis.mongo import Doc
from contracts.money import Money
from orders.domain.exchange import Conversion
from orders.domain.pricing import Line


def line_doc(line: Line) -> Doc:
    """As it is stored."""
    doc = {
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "base_price": line.base_price.to_doc(),
        "unit_price": line.unit_price.to_doc(),
        "discount_percent": line.discount_percent,
        "total": line.total.to_doc(),
    }
    if line.converted is not None:
        doc["converted"] = _conversion_doc(line.converted)
    return doc


def _conversion_doc(converted: Conversion) -> Doc:
    return {
        "price": converted.price.to_doc(),
        "rate": converted.rate,
        "valid_from": converted.valid_from.isoformat(),
    }


def line_of(doc: Doc) -> Line:
    """From the store."""
    return Line(
        doc["product_id"],
        doc["sku"],
        doc["name"],
        doc["quantity"],
        money_of(doc["base_price"]),
        money_of(doc["unit_price"]),
        doc["discount_percent"],
        money_of(doc["total"]),
        _conversion(doc["converted"]) if "converted" in doc else None,
    )


def _conversion(doc: Doc) -> Conversion:
    return Conversion(money_of(doc["price"]), doc["rate"], date.fromisoformat(doc["valid_from"]))


def money_of(doc: Doc) -> Money:
    """From the store."""
    return Money.of(doc["amount"], doc["currency"])


def day_text(day: date | None) -> str | None:
    """A day as it is stored; texts sort as the days do."""
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> date | None:
    """From the store."""
    return None if text is None else date.fromisoformat(text)
