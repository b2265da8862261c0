"""A row becomes the body of a request; what it says of other records stays a reference until it is looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from devstack.importer import values
from devstack.importer.mapping import Mappings, field_of
from devstack.importer.table import Row

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Ref:
    """Another record, by the key that the files know it by."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field goes in the body (its own name if None), and how its cell is read."""

    read: Reader = values.text
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A request to come. `key` is what makes the record known again; drafts of one `lane` go one after another. `id`:
    which record of the system that the file came from it is, if no key says so."""

    line: int
    body: Mapping[str, Any]
    key: str | None
    lane: str | None = None
    id: str | None = None


class Refused(Exception):
    """A row that makes no sense: why, field by field."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))


def _ref(kind: str) -> Reader:
    return lambda cell: Ref(kind, cell)


def _notes(cell: str) -> list[dict[str, str]]:
    return [{"text": cell}]


_TEXT = Field()
STAFF: Mapping[str, Field] = {
    **dict.fromkeys(("external_id", "name", "email", "language", "time_zone"), _TEXT),
    "groups": Field(values.names),
    "active": Field(values.flag),
    **dict.fromkeys(("weight", "capacity", "daily_quota"), Field(values.whole)),
}
CUSTOMERS: Mapping[str, Field] = {
    **dict.fromkeys(
        (
            *("external_id", "name", "vat_number", "contact_person", "email", "phone", "address"),
            *("status", "temperature", "currency", "language", "country", "region", "channel", "id"),
        ),
        _TEXT,
    ),
    "discount_percent": Field(values.percent),
    "active": Field(values.flag),
    "manager": Field(_ref("staff"), "manager_id"),
    "note": Field(_notes, "notes"),
}
PRODUCTS: Mapping[str, Field] = {
    **dict.fromkeys(("sku", "name.*", "category", "image_url"), _TEXT),
    "prices.*": Field(),
    "stock": Field(values.whole),
    "active": Field(values.flag),
}
PRICES: Mapping[str, Field] = dict.fromkeys(("sku", "currency", "price"), _TEXT)
ORDERS: Mapping[str, Field] = {
    **dict.fromkeys(("external_id", "kind", "channel", "currency", "guest.name", "guest.email", "guest.phone"), _TEXT),
    "customer": Field(_ref("customers"), "customer_id"),
    "manager": Field(_ref("staff"), "manager_id"),
    "ordered_at": Field(values.moment),
}
LINES: Mapping[str, Field] = {
    "order": _TEXT,
    "product": Field(_ref("products"), "product_id"),
    "quantity": Field(values.whole),
    "unit_price": Field(into="base_price"),
    "discount_percent": Field(values.percent),
    "discount_fraction": Field(values.fraction, "discount_percent"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be imported: its fields, the one that makes a record known again, and what always holds."""

    name: str
    fields: Mapping[str, Field]
    key: str
    required: tuple[str, ...]
    constant: Mapping[str, str]


KINDS: Mapping[str, Kind] = {
    "staff": Kind("staff", STAFF, "external_id", ("name", "email"), {}),
    "customers": Kind("customers", CUSTOMERS, "external_id", ("name",), {"channel": "api"}),
    "products": Kind("products", PRODUCTS, "sku", ("sku", "name"), {}),
    "prices": Kind("prices", PRICES, "sku", ("sku", "currency", "price"), {}),
    "orders": Kind("orders", ORDERS, "external_id", ("external_id",), {"channel": "api"}),
}


def draft(kind: Kind, rules: Mappings, row: Row) -> Draft:
    """The request that a row of staff, customers, products or prices stands for. Raises Refused."""
    body, faults = _body(kind.fields, rules, row)
    if kind.name == "products":
        amounts: dict[str, str] = body.get("prices", {})
        body["prices"] = {
            currency: _tried(partial(values.price, amount, currency), f"prices.{currency}", faults)
            for currency, amount in amounts.items()
        }
    if kind.name == "prices" and "price" in body:
        body["price"] = _tried(partial(values.price, body["price"], body.get("currency")), "price", faults)
    faults += [f"{name}: is missing" for name in kind.required if name not in body]
    if faults:
        raise Refused(faults)
    key, own = body.get(kind.key), body.pop("id", None)
    lane = key if kind.name == "prices" else None
    return Draft(row.line, {**kind.constant, **body}, key, lane, own if key is None else None)


def order_draft(rules: Mappings, row: Row, line_rules: Mappings, lines: Sequence[Row], lines_file: str) -> Draft:
    """The request that an order's row and the rows of its lines stand for. Raises Refused."""
    kind = KINDS["orders"]
    body, faults = _body(kind.fields, rules, row)
    faults += [f"{name}: is missing" for name in kind.required if name not in body]
    if not lines:
        faults.append("it has no lines")
    positions = []
    for line in lines:
        position, wrong = _position(line_rules, line, body.get("currency"))
        faults += [f"{lines_file} line {line.line}: {fault}" for fault in wrong]
        positions.append(position)
    if faults:
        raise Refused(faults)
    customer = body.get("customer_id")
    lane = customer.key if isinstance(customer, Ref) else None
    return Draft(row.line, {**kind.constant, **body, "lines": positions}, body["external_id"], lane)


def _position(rules: Mappings, row: Row, currency: str | None) -> tuple[dict[str, Any], list[str]]:
    position, faults = _body(LINES, rules, row)
    position.pop("order", None)
    for name, into in (("product", "product_id"), ("quantity", "quantity")):
        if into not in position:
            faults.append(f"{name}: is missing")
    if "base_price" in position:
        cell = position["base_price"]
        position["base_price"] = _tried(partial(values.price, cell, currency), "unit_price", faults)
    return position, faults


def _body(fields: Mapping[str, Field], rules: Mappings, row: Row) -> tuple[dict[str, Any], list[str]]:
    body: dict[str, Any] = {}
    faults: list[str] = []
    for name, rule in rules.items():
        cell = rule.value(row.cells)
        if not cell:
            continue
        field = fields.get(name) or fields[field_of(name, fields) or name]
        *path, last = (field.into or name).split(".")
        inside = body
        for step in path:
            inside = inside.setdefault(step, {})
        inside[last] = _tried(partial(field.read, cell), name, faults)
    return body, faults


def _tried(read: Callable[[], Any], name: str, faults: list[str]) -> Any:
    try:
        return read()
    except ValueError as error:
        faults.append(f"{name}: {error}")
        return None
