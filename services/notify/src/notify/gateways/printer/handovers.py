"""What mails about a transfer say (M4)."""

from typing import Any

from notify.domain.handover import Handover, Other
from notify.domain.templates import Template
from notify.gateways.printer.direction import side_by_side
from notify.gateways.printer.formats import counted
from notify.gateways.printer.mime import one_line
from notify.gateways.printer.texts import Texts

_LISTED_AT_MOST = 50


def handover_names(handover: Handover, texts: Texts, language: str) -> dict[str, str]:
    """What may stand in its sentences: the counted `customers`, and in `manager` whoever is on the other side."""
    others = handover.others
    return {
        "customers": counted(texts.counted["customers"], language, handover.customers),
        "manager": _name(others[0], texts)
        if len(others) == 1
        else counted(texts.counted["colleagues"], language, len(others)),
    }


def handover_values(handover: Handover, template: Template, texts: Texts, language: str, url: str) -> dict[str, Any]:
    """Its rows and where its button leads."""
    labels = texts.labels
    way = labels.came_from if template is Template.TRANSFER_GOT else labels.went_to
    rows = [(way, _portion(other, handover, texts, language), "") for other in handover.others[:_LISTED_AT_MOST]]
    if handover.counts is None:
        rows.append((labels.customers, str(handover.customers), ""))
    else:
        rows += [(texts.outcomes[outcome], str(count), "") for outcome, count in handover.counts.items() if count]
    if handover.orders:
        rows.append((labels.open_orders, str(handover.orders), ""))
    for customer_id, name in handover.first:
        # Whoever gave a customer away may not see him any more.
        link = f"{url}/customers/{customer_id}" if template is Template.TRANSFER_GOT else ""
        rows.append((labels.customer, one_line(name), link))
    more = handover.customers - len(handover.first)
    if handover.first and more:
        rows.append(("…", counted(texts.counted["customers"], language, more), ""))
    if template is Template.TRANSFER_DONE:
        return {"rows": rows, "open": labels.open_transfer, "link": f"{url}/transfers/{handover.transfer_id}"}
    return {"rows": rows, "open": labels.see_customers, "link": f"{url}/customers"}


def _portion(other: Other, handover: Handover, texts: Texts, language: str) -> str:
    if len(handover.others) == 1:
        return _name(other, texts)
    customers = counted(texts.counted["customers"], language, other.customers)
    return side_by_side((_name(other, texts), customers), language)


def _name(other: Other, texts: Texts) -> str:
    return one_line(other.name or texts.somebody)
