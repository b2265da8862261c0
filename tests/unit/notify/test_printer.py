"""What the mails say, and that nothing in them can say something else."""

import string
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from tests.unit.notify.letters import CONTACT, KEYS, LANGUAGES, READER, letter, mail, order, printer

from assignment.domain.rows import Reason
from notify.domain.letter import Contact, Letter, Line
from notify.domain.preferences import kind_of
from notify.domain.templates import TO_CUSTOMERS, Template
from notify.gateways.printer.texts import TEXTS
from notify.ports import Unprintable


def printed(letter: Letter, *, eight_bit: bool = True, **record: Any) -> EmailMessage:
    """The mail as a mail client reads it; it must have no defect."""
    press = printer()
    raw = press.message(letter, mail(letter, press.subject(letter), **record)).to_bytes(eight_bit=eight_bit)
    assert eight_bit or raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.endswith(b"\r\n")
    message: Any = message_from_bytes(raw, policy=policy.default)
    assert not message.defects
    assert isinstance(message, EmailMessage)
    return message


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML."""
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


@pytest.mark.req("NX-3", "NX-4", "NX-5", "NX-6")
@pytest.mark.parametrize(
    ("language", "unit_price", "quantity", "discount", "total"),
    [
        ("en", "€11.25", "1,200", "7.5%", "€13,518.75"),
        ("es", "11,25 €", "1.200", "7,5 %", "13.518,75 €"),
        ("ro", "11,25 EUR", "1.200", "7,5 %", "13.518,75 EUR"),
        ("bg", "11,25 €", "1 200", "7,5%", "13 518,75 €"),
    ],
)
def test_the_order_mail_has_every_detail_in_the_readers_way_of_writing(
    language: str, unit_price: str, quantity: str, discount: str, total: str
) -> None:
    message = printed(letter(Template.ORDER, language))

    assert message["Subject"].replace("\xa0", " ").endswith(total)
    for body in bodies(message):
        plain = body.replace("\xa0", " ")
        for detail in (
            "O-2026-000123",
            CONTACT.name,
            "Ana Ruiz",
            "ana@lopez.test",
            "+34 600 100 200",
            "Calle Mayor 12, Madrid",
            "Aceite",
            "OIL-1",
            TEXTS[language].channels["link"],
            unit_price,
            quantity,
            discount,
            total,
            "10:05",
            "https://shop.test/orders/order-1",
            "decision-1",
        ):
            assert detail in plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", list(Template))
def test_every_mail_can_be_printed_in_every_language(language: str, template: Template) -> None:
    message = printed(letter(template, language))

    text, html = bodies(message)
    assert (text, html) == bodies(printed(letter(template, language), eight_bit=False))
    assert message["Content-Language"] == language
    assert "{" not in message["Subject"] + text
    assert html.startswith("<!doctype html>")
    assert f'lang="{language}"' in html


@pytest.mark.parametrize("template", list(Template))
def test_programs_are_told_what_kind_of_mail_it_is(template: Template) -> None:
    message = printed(letter(template))

    text, html = bodies(message)
    to_staff, kind = template not in TO_CUSTOMERS, kind_of(template)
    choices = f"https://shop.test/m/{KEYS.in_mails(READER)}"
    assert message["List-Unsubscribe"] == (f"<{choices}{f'/{kind}' if kind else ''}>" if to_staff else None)
    assert message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if kind else None)
    assert (f'href="{choices}"' in html) is to_staff
    assert (f"Choose which mails you get: {choices}" in text) is to_staff
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"].endswith("@shop.test>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_blanks(language: str) -> None:
    for name in (
        "kinds",
        "channels",
        "wordings",
        "yours",
        "theirs",
        "nobody",
        "notices",
        "advice",
        "outcomes",
        "counted",
    ):
        ours, english = getattr(TEXTS[language], name), getattr(TEXTS["en"], name)
        assert set(ours) == set(english), name
    for template, wording in TEXTS[language].wordings.items():
        for part in ("subject", "headline", "lead"):
            english_part = getattr(TEXTS["en"].wordings[template], part)
            assert _blanks(getattr(wording, part)) == _blanks(english_part), (template, part)


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


_NOT_MAILED = {
    "TERMINAL_NO_CHANGE",
    "NO_CHANGE",
    "MANAGER_INACTIVE",
    "CARD_EMPTY",
    "POS_EXISTING",
}


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.value not in _NOT_MAILED])
def test_every_reason_that_is_mailed_has_its_sentence(reason: Reason) -> None:
    texts = TEXTS["en"]

    assert any(reason.value in table for table in (texts.yours, texts.theirs, texts.nobody, texts.notices))


def test_a_reason_that_is_not_known_yet_is_named() -> None:
    text, _ = bodies(printed(letter(Template.ORDER, reason="NEW_RULE")))

    assert "The rules decided so (NEW_RULE)." in text


@pytest.mark.req("ML-27")
def test_whoever_speaks_another_language_is_written_to_in_the_shops() -> None:
    foreign, ours = letter(Template.CONFIRMATION, "fr"), letter(Template.CONFIRMATION, "ro")
    assert printer(language="ro").subject(foreign) == printer().subject(ours)


_NASTY = 'Evil\r\nBcc: all@shop.test\r\n\r\n<script>alert("x")</script>\u2028\u202e\x00 & Söhne'


def test_a_name_can_neither_add_headers_nor_markup() -> None:
    nasty = order(contact=Contact(_NASTY, _NASTY, f"a@b.test{_NASTY}", _NASTY, _NASTY), number=f"O-1{_NASTY}")
    nasty = order(contact=nasty.contact, number=nasty.number, lines=(_nasty_line(),))
    message = printed(letter(Template.ORDER, order=nasty, to_name=_NASTY))

    assert message["Bcc"] is None
    assert len(message.keys()) == len(set(message.keys()))
    assert message["To"].addresses[0].addr_spec == "jose@shop.test"
    assert len(message["To"].addresses) == 1
    text, html = bodies(message)
    assert "<script" not in html
    assert not any(sign in html + text for sign in "\x00\u2028\u202e")
    assert "\nBcc" not in text


def _nasty_line() -> Line:
    line = order().lines[0]
    return Line(_NASTY, _NASTY, line.quantity, line.unit_price, line.discount_percent, line.total)


def test_an_address_that_would_add_a_header_is_refused() -> None:
    with pytest.raises(Unprintable, match="not an address"):
        printed(letter(Template.ORDER), to="a@b.test>\r\nBcc: x@y.test")


@pytest.mark.parametrize(
    "name", ["Железария „Родопи“ " * 30, "木" * 500, "👩‍👩‍👧 " * 60, "x" * 900, "=?utf-8?q?no?=", '"quoted" \\ back']
)
@pytest.mark.parametrize("eight_bit", [True, False])
def test_long_and_foreign_names_come_back_whole(name: str, eight_bit: bool) -> None:
    subject = f"About {name}"
    record = letter(Template.ORDER, to_name=name, order=order(contact=Contact(name)))
    raw = printer().message(record, mail(record, subject)).to_bytes(eight_bit=eight_bit)

    message: Any = message_from_bytes(raw, policy=policy.default)
    head = raw.split(b"\r\n\r\n", 1)[0]
    # An address is never folded: not every program puts it together again.
    folded = [line for line in head.split(b"\r\n") if not line.startswith(b"List-Unsubscribe: ")]
    assert max(map(len, folded)) <= 76
    assert message["Subject"] == subject.strip()
    (to,) = message["To"].addresses
    assert to.addr_spec == "jose@shop.test"
    # Python 3.11's parser of addresses leaves the blanks between encoded words in.
    as_sent = str(make_header(decode_header(message_from_bytes(raw)["To"].replace("\r\n", ""))))
    assert parseaddr(as_sent)[0] == name.strip() or to.display_name == name.strip()
    assert name.strip() in bodies(message)[0]


def test_names_are_cut_in_the_subject_that_is_written() -> None:
    subject = printer().subject(letter(Template.ORDER, order=order(contact=Contact("Ж" * 300))))

    assert "Ж" * 59 + "…" in subject
    assert subject.endswith("€13,518.75")


def test_a_sentence_ends_with_one_full_stop() -> None:
    text, _ = bodies(printed(letter(Template.ORDER)))

    assert "You are the manager of Ferretería López, S.L.\n" in text


def test_headers_name_a_domain_of_other_letters_as_mail_servers_know_it() -> None:
    told = replace(letter(Template.ORDER_LINK, "es"), reply_to="eva@peña.example")
    message = printed(told, to="ana@Müller.de")
    assert message["To"].addresses[0].addr_spec == "ana@xn--mller-kva.de"
    assert message["Reply-To"].addresses[0].addr_spec == "eva@xn--pea-8ma.example"
    with pytest.raises(Unprintable):
        printed(told, to="añá@example.com")
