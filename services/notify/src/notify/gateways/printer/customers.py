"""What mails to customers say: their order link, a quote, what they ordered."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from notify.domain.letter import Letter
from notify.domain.templates import Template
from notify.gateways.printer import formats
from notify.gateways.printer.mime import one_line
from notify.gateways.printer.texts import Labels, Texts

Rows = list[tuple[str, str, str]]
_BUTTONS: Mapping[Template, str] = MappingProxyType({Template.ORDER_LINK: "open_shop", Template.QUOTE: "answer_quote"})


def customer_values(letter: Letter, texts: Texts, names: Mapping[str, str], url: str) -> dict[str, Any]:
    """Its rows, and its button, which leads to `url` if there is one."""
    labels = texts.labels
    rows = _order_rows(letter, labels, names) if letter.order is not None else []
    rows += _link_rows(letter, labels)
    if letter.manager is not None:
        link = f"mailto:{quote(letter.reply_to, safe='@')}" if letter.reply_to else ""
        rows.append((labels.your_contact, one_line(letter.manager), link))
    button = getattr(labels, _BUTTONS[letter.template]) if url else ""
    return {"label": labels.please_note, "rows": rows, "open": button, "link": url}


def _order_rows(letter: Letter, labels: Labels, names: Mapping[str, str]) -> Rows:
    order = letter.order
    assert order is not None
    day = formats.day(letter.language, order.created_at, letter.time_zone)
    rows = [
        (names["what"], one_line(order.number), ""),
        (labels.received, day if letter.template is Template.CONFIRMATION else "", ""),
        (labels.customer, one_line(order.contact.name), ""),
        (labels.address, one_line(order.contact.address or ""), ""),
    ]
    return [row for row in rows if row[1]]


def _link_rows(letter: Letter, labels: Labels) -> Rows:
    sending, language = letter.sending, letter.language
    if sending is None:
        return []
    rows = []
    if sending.expires_at is not None:
        rows.append((labels.valid_until, formats.moment(language, sending.expires_at, letter.time_zone), ""))
    if sending.valid_until is not None:
        rows.append((labels.valid_until, formats.date_of(language, sending.valid_until), ""))
    if sending.has_passcode:
        rows.append((labels.passcode, labels.comes_apart, ""))
    return rows
