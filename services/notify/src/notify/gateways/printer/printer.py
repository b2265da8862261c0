"""Prints letters: subject, text, HTML, and the whole message, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from chassis.access import SealBroken
from chassis.languages import spoken
from notify.domain.letter import Contact, Letter, Order
from notify.domain.mail import Mail
from notify.domain.preferences import kind_of
from notify.domain.templates import TO_CUSTOMERS, Template
from notify.gateways.printer import formats
from notify.gateways.printer.colours import palette
from notify.gateways.printer.customers import customer_values
from notify.gateways.printer.direction import apart
from notify.gateways.printer.forms import form
from notify.gateways.printer.mime import Envelope, Message, Picture, one_line
from notify.gateways.printer.notices import is_notice, notice_names, notice_values
from notify.gateways.printer.texts import TEXTS, Labels, Texts
from notify.ports import Unprintable

_LONGEST_NAME = 60
_ACT, _GONE = "#a8480b", "#4a5a6a"
_COLOURS = {Template.UNASSIGNED: _ACT, Template.LINK_LEAK: _ACT, Template.CARD_LOST: _GONE}
"""All others have the shop's; amber asks somebody to act."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What the shop looks like: its name, or in its place the logo, in the head of each mail, its colour as `#rrggbb`,
    what customers read at the foot, and what it speaks with whoever speaks nothing else that it knows."""

    shop: str
    colour: str = "#1f5f4a"
    contact: str = ""
    logo: Picture | None = None
    language: str = "en"


class MailPrinter:
    """`public_url` is the address of the gateway as people see it; `opened` opens what is sealed, or raises
    SealBroken; `key_of` a member of staff lets him choose his mails."""

    def __init__(
        self,
        public_url: str,
        brand: Brand,
        sender_name: str,
        sender_address: str,
        opened: Callable[[str], str],
        key_of: Callable[[str], str],
    ) -> None:
        self._url = public_url.rstrip("/")
        self._brand = brand
        self._opened = opened
        self._key_of = key_of
        self._domain = sender_address.rpartition("@")[2]
        self._envelope = Envelope(sender_name, sender_address, brand.logo)

    def subject(self, letter: Letter) -> str:
        """The subject, with names cut so that it can be read in a list."""
        letter = self._spoken(letter)
        texts = TEXTS[letter.language]
        names = self._names(letter, texts, _LONGEST_NAME)
        return texts.wordings[letter.template].subject.format_map(names).strip()

    def message(self, letter: Letter, mail: Mail) -> Message:
        """The whole message, for whatever the server takes. Raises Unprintable."""
        letter = self._spoken(letter)
        try:
            return self._wrapped(letter, mail, self._values(letter, mail))
        except SealBroken as error:
            raise Unprintable("the link was sealed with another key") from error
        except ValueError as error:
            raise Unprintable(str(error)) from error

    def _spoken(self, letter: Letter) -> Letter:
        language = spoken(TEXTS, letter.language, self._brand.language)
        return letter if language == letter.language else replace(letter, language=language)

    def _wrapped(self, letter: Letter, mail: Mail, values: dict[str, Any]) -> Message:
        language = letter.language
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
            reply_to=letter.reply_to or "",
            choices=values["choices"],
            kind=kind_of(letter.template) or "",
        )

    def _values(self, letter: Letter, mail: Mail) -> dict[str, Any]:
        values = self._told(letter, mail)
        language = letter.language
        return values | {"rows": [(label, apart(value, language), link) for label, value, link in values["rows"]]}

    def _told(self, letter: Letter, mail: Mail) -> dict[str, Any]:
        language = letter.language
        texts, shop = TEXTS[language], apart(self._brand.shop, language)
        names = self._names(letter, texts)
        wording, to_customer = texts.wordings[letter.template], letter.template in TO_CUSTOMERS
        values: dict[str, Any] = {
            "shop": self._brand.shop,
            "logo": self._brand.logo is not None,
            "colours": palette(_COLOURS.get(letter.template, self._brand.colour)),
            "headline": wording.headline.format_map(names),
            "lead": _sentence(wording.lead.format_map(names)),
            "label": texts.labels.why,
            "reason": _sentence(_reason(letter, texts).format_map(names)),
            "footer": texts.footer.format(shop=shop),
            "decision_id": apart(mail.decision_id, language),
            "choices": "" if to_customer else f"{self._url}/m/{self._key_of(mail.recipient_id)}",
        }
        if letter.order is not None:
            values |= _order_values(letter.order, language)
        if to_customer:
            footer = f"{texts.customers_footer.format(shop=shop)} {apart(self._brand.contact, language)}"
            url = self._opened(letter.sending.sealed_url) if letter.sending else ""
            return values | {"footer": footer.strip()} | customer_values(letter, texts, names, url)
        if is_notice(letter):
            return values | notice_values(letter, texts, self._url)
        return values | self._staff_values(letter, texts, names)

    def _staff_values(self, letter: Letter, texts: Texts, names: Mapping[str, str]) -> dict[str, Any]:
        language, labels = letter.language, texts.labels
        rows = _contact_rows(letter.contact, labels)
        order, customer = letter.order, letter.customer
        if order is not None:
            rows.append((labels.channel, texts.channels.get(order.channel, order.channel), ""))
            rows.append((labels.received, formats.moment(language, order.created_at, letter.time_zone), ""))
        elif customer is not None and customer.discount_percent:
            rows.append((labels.discount, formats.percent(language, customer.discount_percent), ""))
        if letter.manager is not None:
            rows.append((labels.manager, one_line(letter.manager), ""))
        if letter.said:
            rows.insert(0, (labels.said, one_line(letter.said), ""))
        if order is not None:
            return {"rows": rows, "open": labels.open_order, "link": f"{self._url}/orders/{order.id}"}
        assert customer is not None
        return {"rows": rows, "open": labels.open_customer, "link": f"{self._url}/customers/{customer.id}"}

    def _names(self, letter: Letter, texts: Texts, longest: int | None = None) -> dict[str, str]:
        language = letter.language
        names = notice_names(letter, texts) if is_notice(letter) else self._facts(letter, texts, longest)
        return {key: apart(name, language) for key, name in names.items()}

    def _facts(self, letter: Letter, texts: Texts, longest: int | None) -> dict[str, str]:
        language = letter.language
        names = {
            "customer": one_line(letter.contact.name),
            "manager": one_line(letter.manager or texts.somebody),
            "reason": one_line(letter.reason),
            "shop": self._brand.shop,
        }
        order, alarm = letter.order, letter.alarm
        if order is not None:
            names["what"] = texts.kinds.get(order.kind, texts.kinds["order"])
            names["number"] = one_line(order.number)
            names["total"] = formats.money_format(language, order.currency)(order.total)
        if alarm is not None:
            names["networks"] = formats.counted(texts.counted["networks"], language, alarm.networks)
            names["since"] = formats.moment(language, alarm.since, letter.time_zone)
        if longest is not None:
            names = {key: name if len(name) <= longest else f"{name[: longest - 1]}…" for key, name in names.items()}
        return names


def _reason(letter: Letter, texts: Texts) -> str:
    match letter.template:
        case Template.ORDER | Template.CARD_GOT:
            table = texts.yours
        case Template.UNASSIGNED:
            table = texts.nobody
        case Template.LINK_LEAK | Template.QUOTE_DECLINED | Template.QUOTE_EXPIRED:
            table = texts.notices
        case _ if letter.template in TO_CUSTOMERS:
            table = texts.advice
        case _ if is_notice(letter):
            table = texts.notices
        case _:
            table = texts.theirs
    return table.get(letter.reason, texts.otherwise)


def _sentence(text: str) -> str:
    """A name may end in a full stop of its own, as in "S.L."."""
    return text[:-1] if text.endswith(("..", ".\N{POP DIRECTIONAL ISOLATE}.")) else text


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
        "total": apart(money(order.total), language),
        "discounted": any(line.discount_percent for line in order.lines),
        "lines": [
            [
                apart(cell, language)
                for cell in (
                    one_line(line.name),
                    one_line(line.sku),
                    formats.quantity(language, line.quantity),
                    money(line.unit_price),
                    _discount(language, line.discount_percent),
                    money(line.total),
                )
            ]
            for line in order.lines
        ],
    }


def _discount(language: str, value: Decimal) -> str:
    return formats.percent(language, value) if value else ""
