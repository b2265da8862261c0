"""Phone and VAT number, each read in its country."""

from dataclasses import replace

import pytest

from customers.domain.card import Details
from customers.domain.checked import WrongFields, checked


@pytest.mark.req("ML-12")
@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("600 123 456", None, "+34600123456"),
        ("0034 600-123-456", None, "+34600123456"),
        ("0722 123 456", "RO", "+40722123456"),
        ("+359 88 812 3456", "ES", "+359888123456"),
        ("0722 123 456", "ES", None),
        ("88.60.15.31", "FR", None),
        ("916 12 34 56 ext. 12", "ES", "+34916123456"),
        ("22 41 5", "AQ", None),
    ],
)
def test_a_phone_number_is_kept_as_typed_and_read_in_its_country(typed: str, country: str, read: str | None) -> None:
    details = checked(Details("X", phone=typed, country=country), "ES")
    assert (details.phone, details.phone_e164) == (typed, read)


@pytest.mark.parametrize("typed", ["1234", "+34 12", "+999 123 456", "+", "00 34 1 5 5"])
def test_what_can_be_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(WrongFields) as refused:
        checked(Details("X", phone=typed), "ES")
    assert set(refused.value.why) == {"phone"}


@pytest.mark.req("ML-9")
@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("B-58378431", "ES", "ESB58378431"),
        ("es b58378431", None, "ESB58378431"),
        ("RO 18547290", "RO", "RO18547290"),
        ("18547290", "RO", "RO18547290"),
        ("BG175074752", "ES", "BG175074752"),
        ("094259216", "GR", "EL094259216"),
        ("EL 094259216", None, "EL094259216"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("12-3456789", "US", "123456789"),
        ("B58378431", None, "B58378431"),
    ],
)
def test_a_vat_number_is_checked_by_the_rules_of_its_country(typed: str, country: str | None, read: str) -> None:
    details = checked(Details("X", vat_number=typed, country=country), "ES")
    assert (details.vat_number, details.vat_normalised) == (typed, read)


@pytest.mark.parametrize(
    ("typed", "country"),
    [("ESB12345678", None), ("B12345678", "ES"), ("RO18547291", "RO"), ("none", None), ("12", "US"), ("x" * 30, "US")],
)
def test_a_wrong_vat_number_is_refused(typed: str, country: str | None) -> None:
    with pytest.raises(WrongFields) as refused:
        checked(Details("X", vat_number=typed, country=country), "ES")
    assert set(refused.value.why) == {"vat_number"}


def test_what_is_wrong_is_told_together() -> None:
    with pytest.raises(WrongFields) as refused:
        checked(Details("X", vat_number="ES1", phone="1"), "ES")
    assert set(refused.value.why) == {"vat_number", "phone"}


def test_only_what_was_touched_is_read_again() -> None:
    old = Details("X", phone="1", vat_number="ES1", phone_e164="+341", vat_normalised="ES1")
    assert checked(replace(old, name="Y"), "ES", old) == replace(old, name="Y")
    national = checked(Details("X", phone="0722 123 456"), "ES")
    assert checked(replace(national, country="RO"), "ES", national).phone_e164 == "+40722123456"
    assert checked(replace(national, phone=None), "ES", national).phone_e164 is None
    assert checked(replace(national, phone="0722 123 457", country=None), "RO", national).phone_e164 == "+40722123457"
