"""What is on its way to a customer and would lead him nowhere, and whom an order is confirmed to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.unit.notify.letters import CONTACT, NOW, order

from notify.domain.letter import Letter, Link, Order, Sending
from notify.domain.templates import Template

TODAY = NOW.date()
DAY = timedelta(days=1)
TO_SHOP = Sending("s", CONTACT, "sealed", expires_at=NOW + DAY, link_id="l", edition=2)
TO_QUOTE = Sending("s", CONTACT, "sealed", valid_until=TODAY, edition=2)
LINK = Link("l", 1, 2, revoked=False)
QUOTE = order(kind="quote", revision=2)


@pytest.mark.req("N9")
@pytest.mark.parametrize(
    ("sending", "link", "overtaken"),
    [
        (TO_SHOP, LINK, False),
        (TO_SHOP, None, False),
        (replace(TO_SHOP, edition=None), LINK, False),
        (replace(TO_SHOP, expires_at=None), replace(LINK, generation=None), False),
        (TO_SHOP, replace(LINK, generation=3), True),
        (TO_SHOP, replace(LINK, revoked=True), True),
        (replace(TO_SHOP, expires_at=NOW), LINK, True),
    ],
    ids=["good", "no news yet", "of any edition", "for ever", "rotated", "revoked", "expired"],
)
def test_a_link_is_not_sent_when_it_opens_nothing_any_more(
    sending: Sending, link: Link | None, overtaken: bool
) -> None:
    assert sending.overtaken(None, link, NOW, TODAY) is overtaken


@pytest.mark.req("N9")
@pytest.mark.parametrize(
    ("link", "until"),
    [
        (replace(LINK, version=3, expires_at=NOW + 9 * DAY), NOW + 9 * DAY),
        (replace(LINK, version=3, expires_at=None), None),
        (replace(LINK, version=3, expires_at=NOW), NOW),
        (replace(LINK, version=1, expires_at=NOW), NOW + DAY),
        (None, NOW + DAY),
    ],
    ids=["prolonged", "for good now", "shortened", "older news", "no news yet"],
)
def test_a_link_that_was_prolonged_or_shortened_since_is_told_as_it_is_now(
    link: Link | None, until: datetime | None
) -> None:
    told = replace(TO_SHOP, link_version=2).as_of(link)
    assert told.expires_at == until
    assert told.overtaken(None, link, NOW + 2 * DAY, TODAY) is (until is not None and until < NOW + 2 * DAY)


@pytest.mark.req("NX-8")
@pytest.mark.parametrize(
    ("sending", "quote", "overtaken"),
    [
        (TO_QUOTE, QUOTE, False),
        (TO_QUOTE, None, False),
        (TO_QUOTE, replace(QUOTE, revision=3), True),
        (TO_QUOTE, replace(QUOTE, closed=True), True),
        (replace(TO_QUOTE, valid_until=TODAY - DAY), QUOTE, True),
    ],
    ids=["on its last day", "no news yet", "revised", "closed", "its last day is over"],
)
def test_a_quote_is_not_sent_when_it_cannot_be_answered_any_more(
    sending: Sending, quote: Order | None, overtaken: bool
) -> None:
    assert sending.overtaken(quote, None, NOW, TODAY) is overtaken


@pytest.mark.req("ML-28")
@pytest.mark.parametrize(
    ("channel", "email", "confirmed"),
    [
        ("link", "ana@lopez.test", True),
        ("web", "ana@lopez.test", True),
        ("link", None, False),
        ("office", "a@b", False),
    ],
)
def test_who_ordered_out_of_sight_of_staff_has_it_confirmed_if_he_can_be_written_to(
    channel: str, email: str | None, confirmed: bool
) -> None:
    assert order(channel=channel, contact=replace(CONTACT, email=email)).is_confirmed is confirmed


def test_a_letter_is_about_an_order_or_a_customer() -> None:
    with pytest.raises(ValueError, match="about an order or a customer"):
        _ = Letter(Template.ORDER, "CREATOR", "en", "UTC", "Ana").contact
