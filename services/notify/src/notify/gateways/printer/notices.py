"""What mails say that are about no single order or customer: a departure (M1), a digest of an absence (O8) or of a
day, a transfer (M4)."""

from typing import Any

from notify.domain.letter import Covered, Letter, Told
from notify.gateways.printer import formats
from notify.gateways.printer.direction import apart, side_by_side
from notify.gateways.printer.handovers import handover_names, handover_values
from notify.gateways.printer.mime import one_line
from notify.gateways.printer.texts import Texts

_LISTED_AT_MOST = 50


def is_notice(letter: Letter) -> bool:
    """Whether it is one of these."""
    return bool(letter.departure or letter.covered or letter.handover or letter.digest)


def notice_names(letter: Letter, texts: Texts) -> dict[str, str]:
    """What may stand in its sentences: `manager`, `reason`, and the counted `customers`, `orders` and `mails`."""
    names = {"manager": one_line(letter.manager or texts.somebody), "reason": one_line(letter.reason)}
    if letter.handover is not None:
        return names | handover_names(letter.handover, texts, letter.language)
    if letter.departure is not None:
        names["customers"] = _counted(letter, texts, "customers", letter.departure.customers)
        names["orders"] = _counted(letter, texts, "open_orders", letter.departure.open_orders)
    elif letter.digest:
        names["mails"] = _counted(letter, texts, "mails", len(letter.digest))
    else:
        names["orders"] = _counted(letter, texts, "orders", len(letter.covered))
    return names


def notice_values(letter: Letter, texts: Texts, url: str) -> dict[str, Any]:
    """Its rows and where its button leads."""
    if letter.handover is not None:
        return handover_values(letter.handover, letter.template, texts, letter.language, url)
    departure, labels = letter.departure, texts.labels
    if departure is not None:
        rows = [
            (labels.manager, one_line(letter.manager or texts.somebody), ""),
            (labels.customers, str(departure.customers), ""),
            (labels.open_orders, str(departure.open_orders), ""),
        ]
        return {"rows": rows, "open": labels.see_stale, "link": f"{url}/stale?manager_id={departure.staff_id}"}
    if letter.digest:
        rows = [_told(letter, each, url) for each in letter.digest[:_LISTED_AT_MOST]]
        what, count = "mails", len(letter.digest)
    else:
        rows = [_row(letter, texts, each, url) for each in letter.covered[:_LISTED_AT_MOST]]
        what, count = "orders", len(letter.covered)
    if count > _LISTED_AT_MOST:
        rows.append(("…", _counted(letter, texts, what, count - _LISTED_AT_MOST), ""))
    return {"rows": rows, "open": labels.see_orders, "link": f"{url}/orders"}


def _told(letter: Letter, told: Told, url: str) -> tuple[str, str, str]:
    at = formats.moment(letter.language, told.at, letter.time_zone)
    about = f"orders/{told.order_id}" if told.order_id else f"customers/{told.customer_id}"
    return at, told.subject or "—", f"{url}/{about}" if told.order_id or told.customer_id else ""


def _row(letter: Letter, texts: Texts, covered: Covered, url: str) -> tuple[str, str, str]:
    order, language = covered.order, letter.language
    what = texts.kinds.get(order.kind, texts.kinds["order"])
    total = formats.money_format(language, order.currency)(order.total)
    handled = one_line(covered.manager or texts.somebody)
    value = side_by_side((one_line(order.contact.name), total, handled), language)
    return f"{what} {apart(one_line(order.number), language)}", value, f"{url}/orders/{order.id}"


def _counted(letter: Letter, texts: Texts, what: str, count: int) -> str:
    return formats.counted(texts.counted[what], letter.language, count)
