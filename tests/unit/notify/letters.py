"""Letters to print."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chassis.access import Seal
from notify.domain.choice_key import ChoiceKeys
from notify.domain.handover import Handover, Other
from notify.domain.letter import Contact, Covered, Customer, Departure, Letter, Line, LinkAlarm, Order, Sending, Told
from notify.domain.mail import LEASE, Mail
from notify.domain.templates import SENDINGS, TO_CUSTOMERS, Template
from notify.gateways.printer import Brand, MailPrinter

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
LANGUAGES = ("en", "es", "ro", "bg")
CONTACT = Contact(
    "Ferretería López, S.L.", "Ana Ruiz", "ana@lopez.test", "+34 600 100 200", "Calle Mayor 12, Madrid", "ESB123"
)
SEAL = Seal("a secret for tests alone")
KEYS = ChoiceKeys(b"another secret for tests alone")
READER = "01934c2e-7d1f-7a3b-8c4d-5e6f70819203"
TOLD = Told("Casa Sol is your customer now", NOW, "order-1", "customer-1")
LINK = "https://shop.test/o/a-token-that-opens-the-shop"


def printer(colour: str = "#1f5f4a", language: str = "en") -> MailPrinter:
    """Prints for a shop called Tienda."""
    look = Brand("Tienda", colour, "+34 900 100 100", language=language)
    return MailPrinter("https://shop.test/", look, "Tienda", "mails@shop.test", SEAL.opened, KEYS.in_mails)


def order(**changes: Any) -> Order:
    """Two positions, one of them discounted."""
    whole: dict[str, Any] = {
        "id": "order-1",
        "version": 1,
        "number": "O-2026-000123",
        "kind": "order",
        "channel": "link",
        "customer_id": "customer-1",
        "currency": "EUR",
        "total": Decimal("13518.75"),
        "lines": (
            Line("OIL-1", "Aceite", 3, Decimal("11.25"), Decimal("7.5"), Decimal("33.75")),
            Line("SAW-2", "Sierra", 1200, Decimal("11.2375"), Decimal(0), Decimal("13485.00")),
        ),
        "contact": CONTACT,
        "created_at": NOW,
    }
    return Order(**(whole | changes))


_WITHOUT_MANAGER = {
    Template.ORDER,
    Template.CARD_GOT,
    Template.UNASSIGNED,
    Template.LINK_LEAK,
    Template.QUOTE_DECLINED,
    Template.QUOTE_EXPIRED,
    Template.DIGEST,
    *(TO_CUSTOMERS - SENDINGS),
}


def sending(**changes: Any) -> Sending:
    """A link that needs a passcode, for a while."""
    whole: dict[str, Any] = {
        "id": "sending-1",
        "contact": CONTACT,
        "sealed_url": SEAL.sealed(LINK),
        "expires_at": datetime(2027, 1, 31, 22, 0, tzinfo=UTC),
        "has_passcode": True,
    }
    return Sending(**(whole | changes))


def letter(template: Template, language: str = "en", reason: str = "CUSTOMER_MANAGER", **changes: Any) -> Letter:
    """About an order, or about what else the template is."""
    leak, link = template is Template.LINK_LEAK, template is Template.ORDER_LINK
    card = leak or template in (Template.CARD_GOT, Template.CARD_LOST, Template.CARD_SUPERVISOR)
    transfer = template in (Template.TRANSFER_GOT, Template.TRANSFER_GAVE, Template.TRANSFER_DONE)
    notice = transfer or template in (Template.STAFF_LEFT, Template.COVERED, Template.DIGEST)
    whole: dict[str, Any] = {
        "template": template,
        "reason": reason,
        "language": language,
        "time_zone": "Europe/Madrid",
        "to_name": "José Díaz",
        "manager": None if template in _WITHOUT_MANAGER else "Lucía Gómez",
        "reply_to": "lucia@shop.test" if template in SENDINGS else None,
        "order": None if card or notice or link else order(kind="quote" if "quote" in template else "order"),
        "customer": Customer("customer-1", 1, CONTACT, Decimal("7.5")) if card else None,
        "departure": Departure("staff-2:4", "staff-2", 21, 1) if template is Template.STAFF_LEFT else None,
        "covered": (Covered(order(), "Lucía Gómez"),) * 2 if template is Template.COVERED else (),
        "handover": handover() if transfer else None,
        "digest": (TOLD, replace(TOLD, order_id=None)) if template is Template.DIGEST else (),
        "alarm": LinkAlarm("alarm-1", "customer-1", 21, NOW) if leak else None,
        "sending": sending() if template in SENDINGS else None,
        "said": "Too late for the season." if template is Template.QUOTE_DECLINED else None,
    }
    return Letter(**(whole | changes))


def handover(**changes: Any) -> Handover:
    """Twelve customers and three of their orders, from or to one person."""
    whole: dict[str, Any] = {
        "transfer_id": "transfer-1",
        "customers": 12,
        "orders": 3,
        "others": (Other("Lucía Gómez", 12),),
        "first": (("customer-1", "Casa Sol"), ("customer-2", "Bar Luna")),
    }
    return Handover(**(whole | changes))


def mail(letter: Letter, subject: str = "A subject", **changes: Any) -> Mail:
    """The record that belongs to a letter, in the sender's hand."""
    whole: dict[str, Any] = {
        "id": "mail-1",
        "version": 1,
        "template": letter.template,
        "recipient_id": READER,
        "to": "jose@shop.test",
        "language": letter.language,
        "subject": subject,
        "message_id": "<mail-1@shop.test>",
        "decision_id": "decision-1",
        "decision_reason": letter.reason,
        "order_id": letter.order.id if letter.order else None,
        "customer_id": "customer-1",
        "manager_id": "staff-1",
        "created_at": NOW,
        "updated_at": NOW,
        "queued_at": NOW,
        "due_at": NOW + LEASE,
        "in_hand": True,
    }
    return Mail(**(whole | changes))
