"""What customers are written: never a reason code, never a decision, and a link that was sealed until now."""

from datetime import UTC, date, datetime

import pytest
from tests.unit.notify.letters import CONTACT, LANGUAGES, LINK, SEAL, letter, mail, printer, sending
from tests.unit.notify.test_printer import bodies, printed

from chassis.access import Seal
from notify.domain.templates import SENDINGS, TO_CUSTOMERS, Template
from notify.gateways.printer.texts import TEXTS
from notify.ports import Unprintable

REASONS = {
    Template.ORDER_LINK: "ORDER_LINK_SENT",
    Template.QUOTE: "QUOTE_SENT",
    Template.CONFIRMATION: "ORDER_RECEIVED",
}


@pytest.mark.req("N9", "ML-26")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(SENDINGS))
def test_a_sealed_link_is_opened_on_paper_alone(template: Template, language: str) -> None:
    sent = letter(template, language, REASONS[template])
    message = printed(sent)

    text, html = bodies(message)
    assert LINK in text
    assert f'href="{LINK}"' in html
    assert sent.sending is not None
    assert sent.sending.sealed_url not in text + html
    assert LINK not in str(sent)
    assert message["Reply-To"] == "lucia@shop.test"
    assert "Lucía Gómez" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(TO_CUSTOMERS))
def test_customers_are_told_nothing_of_decisions(template: Template, language: str) -> None:
    text, html = bodies(printed(letter(template, language, REASONS[template])))

    for body in (text, html):
        assert TEXTS[language].advice[REASONS[template]] in body
        assert TEXTS[language].labels.why not in body
        assert "decision-1" not in body
        assert "+34 900 100 100" in body
        assert "https://shop.test/orders/" not in body
        assert "https://shop.test/customers/" not in body


@pytest.mark.req("N9")
def test_the_link_says_how_long_it_holds_and_that_the_passcode_comes_apart() -> None:
    text, _ = bodies(printed(letter(Template.ORDER_LINK, "es", "ORDER_LINK_SENT")))

    assert "Válido hasta: 31 ene 2027, 23:00" in text
    assert "Código: Le llega por otra vía" in text
    plain, _ = bodies(printed(letter(Template.ORDER_LINK, "es", sending=sending(expires_at=None, has_passcode=False))))
    assert "Válido hasta" not in plain
    assert "Código" not in plain


def test_a_quote_shows_what_is_offered_and_until_when() -> None:
    offer = sending(expires_at=None, has_passcode=False, valid_until=date(2027, 2, 1))
    message = printed(letter(Template.QUOTE, "ro", "QUOTE_SENT", sending=offer))

    text, _ = bodies(message)
    assert message["Subject"].replace("\xa0", " ") == "Oferta O-2026-000123 · Tienda · 13.518,75 EUR"
    assert "Valabil până la: 1 februarie 2027" in text
    assert "Aceite" in text
    assert CONTACT.name in text


def test_what_a_customer_ordered_is_confirmed_without_a_link() -> None:
    text, html = bodies(printed(letter(Template.CONFIRMATION, "en", "ORDER_RECEIVED")))

    assert "Thank you!" in text
    assert "Received: November 22, 2026" in text
    assert "€13,518.75" in text
    assert "http" not in text
    assert "<a " not in html


def test_what_was_sealed_with_another_key_is_not_printed() -> None:
    foreign = sending(sealed_url=Seal("another secret of tests").sealed(LINK))
    about = letter(Template.ORDER_LINK, sending=foreign)

    with pytest.raises(Unprintable, match="another key"):
        printer().message(about, mail(about))
    assert SEAL.opened(SEAL.sealed(LINK)) == LINK


@pytest.mark.req("N9")
def test_an_alarm_says_from_how_many_networks_and_whom_to_look_after() -> None:
    message = printed(letter(Template.LINK_LEAK, "ro", "LINK_LEAK_SUSPECTED"))

    text, html = bodies(message)
    assert message["Subject"].startswith("Ferretería López, S.L.: ")
    assert "din 21 de rețele începând cu 22 nov. 2026, 10:05" in text
    assert "https://shop.test/customers/customer-1" in html


@pytest.mark.req("NX-23")
def test_a_quote_leads_somewhere_to_the_end_of_the_shops_day() -> None:
    late, last = datetime(2026, 12, 31, 22, 30, tzinfo=UTC), date(2026, 12, 31)
    sent = sending(expires_at=None, valid_until=last)
    assert not sent.overtaken(None, None, late, last)
    assert sent.overtaken(None, None, late, date(2027, 1, 1))
