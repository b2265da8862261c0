"""Prints letters: subject, text, HTML, and the whole message, in the reader's language."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from notify.domain.letter import Contact, Letter, Order
from notify.domain.mail import Mail
from notify.domain.templates import Template
from notify.gateways.printer import formats
from notify.gateways.printer.forms import form
from notify.gateways.printer.mime import Envelope, Message, one_line
from notify.gateways.printer.notices import is_notice, notice_names, notice_values
from notify.gateways.printer.texts import TEXTS, Labels, Texts, spoken

_LONGEST_NAME = 60
_CALM = ("#0b6b60", "#e9f4f2")
_COLOURS = {Template.UNASSIGNED: ("#a8480b", "#fcf1e6"), Template.CARD_LOST: ("#4a5a6a", "#eef1f4")}
"""Accent and tint; amber asks somebody to act."""


class MailPrinter:
    """`public_url` is the address of the gateway as people see it, `shop` the name in the head of each mail."""

    def __init__(self, public_url: str, shop: str, sender_name: str, sender_address: str) -> None:
        self._url = public_url.rstrip("/")
        self._shop = shop
        self._domain = sender_address.rpartition("@")[2]
        self._envelope = Envelope(sender_name, sender_address)

    def subject(self, letter: Letter) -> str:
        """The subject, with names cut so that it can be read in a list."""
        texts = TEXTS[spoken(letter.language)]
        return one_line(texts.wordings[letter.template].subject.format_map(_names(letter, texts, _LONGEST_NAME)))

    def message(self, letter: Letter, mail: Mail) -> Message:
        """The whole message, for whatever the server takes."""
        values = self._values(letter, mail)
        language = spoken(letter.language)
        printed = form("frame" if letter.order is None else "order", language)
        about = mail.order_id or mail.customer_id or mail.decision_id
        return self._envelope.wrap(
            to_name=letter.to_name,
            to=mail.to,
            subject=mail.subject,
            message_id=mail.message_id,
            thread=f"<about.{about}@{self._domain}>",
            language=language,
            at=mail.created_at,
            text=printed.text.render(values),
            page=printed.page.render(values),
        )

    def _values(self, letter: Letter, mail: Mail) -> dict[str, Any]:
        language = spoken(letter.language)
        texts = TEXTS[language]
        names = _names(letter, texts)
        wording = texts.wordings[letter.template]
        accent, tint = _COLOURS.get(letter.template, _CALM)
        values: dict[str, Any] = {
            "shop": self._shop,
            "accent": accent,
            "tint": tint,
            "headline": wording.headline.format_map(names),
            "lead": _sentence(wording.lead.format_map(names)),
            "reason": _sentence(_reason(letter, texts).format_map(names)),
            "rows": [] if is_notice(letter) else _contact_rows(letter.contact, texts.labels),
            "footer": texts.footer.format(shop=self._shop),
            "decision_id": mail.decision_id,
        }
        rows = values["rows"]
        if is_notice(letter):
            return values | notice_values(letter, texts, self._url)
        if letter.order is not None:
            order = letter.order
            rows.append((texts.labels.channel, texts.channels.get(order.channel, order.channel), ""))
            rows.append((texts.labels.received, formats.moment(language, order.created_at, letter.time_zone), ""))
            values.update(_order_values(order, language))
            values.update(open=texts.labels.open_order, link=f"{self._url}/orders/{order.id}")
        elif letter.customer is not None:
            customer = letter.customer
            if customer.discount_percent:
                rows.append((texts.labels.discount, formats.percent(language, customer.discount_percent), ""))
            values.update(open=texts.labels.open_customer, link=f"{self._url}/customers/{customer.id}")
        if letter.manager is not None:
            rows.append((texts.labels.manager, names["manager"], ""))
        return values


def _names(letter: Letter, texts: Texts, longest: int | None = None) -> dict[str, str]:
    if is_notice(letter):
        return notice_names(letter, texts)
    names = {
        "customer": one_line(letter.contact.name),
        "manager": one_line(letter.manager or texts.somebody),
        "reason": one_line(letter.reason),
    }
    order = letter.order
    if order is not None:
        names["what"] = texts.kinds.get(order.kind, texts.kinds["order"])
        names["number"] = one_line(order.number)
        names["total"] = formats.money_format(spoken(letter.language), order.currency)(order.total)
    if longest is not None:
        names = {key: name if len(name) <= longest else f"{name[: longest - 1]}…" for key, name in names.items()}
    return names


def _reason(letter: Letter, texts: Texts) -> str:
    match letter.template:
        case Template.ORDER | Template.CARD_GOT:
            table = texts.yours
        case Template.UNASSIGNED:
            table = texts.nobody
        case _ if is_notice(letter):
            table = texts.notices
        case _:
            table = texts.theirs
    return table.get(letter.reason, texts.otherwise)


def _sentence(text: str) -> str:
    """A name may end in a full stop of its own, as in "S.L."."""
    return f"{text[:-2]}." if text.endswith("..") else text


def _contact_rows(contact: Contact, labels: Labels) -> list[tuple[str, str, str]]:
    """Label, value, link."""
    rows = [
        (labels.customer, contact.name, ""),
        (labels.contact_person, contact.contact_person, ""),
        (labels.phone, contact.phone, f"tel:{_dialled(contact.phone)}" if contact.phone else ""),
        (labels.email, contact.email, f"mailto:{quote(contact.email, safe='@')}" if contact.email else ""),
        (labels.address, contact.address, ""),
        (labels.vat_number, contact.vat_number, ""),
    ]
    return [(label, one_line(value), link) for label, value, link in rows if value]


def _dialled(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign in "+0123456789")


def _order_values(order: Order, language: str) -> dict[str, Any]:
    money = formats.money_format(language, order.currency)
    return {
        "total": money(order.total),
        "discounted": any(line.discount_percent for line in order.lines),
        "lines": [
            (
                one_line(line.name),
                one_line(line.sku),
                formats.quantity(language, line.quantity),
                money(line.unit_price),
                _discount(language, line.discount_percent),
                money(line.total),
            )
            for line in order.lines
        ],
    }


def _discount(language: str, value: Decimal) -> str:
    return formats.percent(language, value) if value else ""
