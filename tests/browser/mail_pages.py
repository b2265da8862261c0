"""Mails as a mail program shows them, for the browser check and the previews."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.unit.notify.letters import NOW, handover, letter, mail, order, printer, sending

from notify.domain.letter import Covered, Letter, Line, Told
from notify.domain.templates import Template

GOODS = (
    Line("OIL-05", "Aceite de oliva virgen extra, 5 l", 12, Decimal("31.50"), Decimal(10), Decimal("378.00")),
    Line("TEA-21", "Té negro Assam, 250 g", 40, Decimal("6.75"), Decimal(10), Decimal("270.00")),
    Line("CUP-02", "Taza de porcelana", 24, Decimal("8.90"), Decimal(0), Decimal("213.60")),
)
REASONS = {
    Template.ORDER_CARD_MANAGER: "ORDER_OVERRIDE_LINK_KEPT",
    Template.ORDER_SUPERVISOR: "ACTOR_REPLACED_STALE",
    Template.UNASSIGNED: "UNASSIGNED_NO_CANDIDATE",
    Template.CARD_GOT: "CARD_CHANGED",
    Template.CARD_LOST: "CARD_CHANGED",
    Template.CARD_SUPERVISOR: "CARD_CHANGED",
    Template.STAFF_LEFT: "STAFF_DEACTIVATED",
    Template.COVERED: "COVER",
    Template.TRANSFER_GOT: "TRANSFERRED",
    Template.TRANSFER_GAVE: "TRANSFERRED",
    Template.TRANSFER_DONE: "TRANSFERRED",
    Template.LINK_LEAK: "LINK_LEAK_SUSPECTED",
    Template.QUOTE_DECLINED: "QUOTE_DECLINED",
    Template.QUOTE_EXPIRED: "QUOTE_EXPIRED",
    Template.DIGEST: "DIGEST",
    Template.ORDER_LINK: "ORDER_LINK_SENT",
    Template.QUOTE: "QUOTE_SENT",
    Template.CONFIRMATION: "ORDER_RECEIVED",
}


def example(template: Template, language: str = "en") -> Letter:
    """A letter such as people get."""
    made = letter(template, language, REASONS.get(template, "CUSTOMER_MANAGER"))
    sold = order(lines=GOODS, total=Decimal("861.60"))
    match template:
        case Template.QUOTE:
            quote = replace(sold, kind="quote", number="Q-2026-000017")
            offer = sending(expires_at=None, has_passcode=False, valid_until=date(2026, 12, 6))
            return replace(made, order=quote, sending=offer)
        case Template.QUOTE_DECLINED | Template.QUOTE_EXPIRED:
            return replace(made, order=replace(sold, kind="quote", number="Q-2026-000017"))
        case Template.COVERED:
            covered = (Covered(replace(sold, number=f"O-2026-00012{n}"), "Lucía Gómez") for n in range(3, 7))
            return replace(made, covered=tuple(covered))
        case Template.DIGEST:
            return replace(made, digest=_day())
        case Template.TRANSFER_DONE:
            return replace(made, handover=handover(counts={"assigned": 12, "unchanged": 2, "conflict": 1}))
    return replace(made, order=sold) if made.order is not None else made


def _day() -> tuple[Told, ...]:
    subjects = ("Order O-2026-000123 · Casa Sol · €861.60", "Casa Sol is your customer now", "Transfer: 12 customers")
    return tuple(Told(subject, NOW, None, "customer-1") for subject in subjects)


def page_of(template: Template, language: str = "en", colour: str = "#1f5f4a") -> str:
    """Its HTML, taken out of the printed mail."""
    about, press = example(template, language), printer(colour)
    raw = press.message(about, mail(about, press.subject(about))).to_bytes(eight_bit=True)
    page = message_from_bytes(raw, policy=policy.default).get_body(["html"])
    assert isinstance(page, EmailMessage)
    return str(page.get_content())
