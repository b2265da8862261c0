"""What the door of customers accepts."""

import orjson
import pytest
from pydantic import ValidationError

from customers.api.bodies import CustomerBody, CustomerChange
from customers.domain.card import Chosen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "x\r\nBcc: y"),
        ("email", "no address"),
        ("email", "a@b"),
        ("email", "a\x00@b.c"),
        ("email", "a..b@c.es"),
        ("email", "a@b.c es"),
        ("email", "añá@müller.de"),
        ("email", "a@☃.de"),
        ("phone", "none"),
        ("phone", "call 600 123 456"),
        ("phone", "600;ext=1"),
        ("address", "Calle \x9b Mayor"),
        ("contact_person", "Luc\u202eía"),
        ("region", "x" * 101),
        ("vat_number", "ES\x00"),
        ("external_id", "a\nb"),
        ("discount_percent", "7.555"),
        ("status", "friend"),
        ("temperature", "boiling"),
        ("discount_percent", "100.01"),
        ("discount_percent", "-1"),
        ("discount_percent", "NaN"),
        ("currency", "XYZ"),
        ("language", "klingon"),
        ("language", "xx"),
        ("language", "es-XX"),
        ("language", "es_ES"),
        ("country", "ZZ"),
        ("channel", "link"),
        ("notes", [{"text": ""}]),
        ("unknown", 1),
    ],
)
def test_a_wrong_field_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        CustomerBody.model_validate_json(orjson.dumps({"name": "Peña", field: value}))
    assert refused.value.errors()[0]["loc"][0] == field


def test_an_empty_text_is_none() -> None:
    body = CustomerBody.model_validate({"name": "X", "email": " ", "vat_number": "", "language": ""})
    assert (body.email, body.vat_number, body.language) == (None, None, None)


def test_a_change_tells_absent_from_null() -> None:
    change = CustomerChange.model_validate({"email": None, "discount_percent": "7.50"})
    assert {name: str(value) for name, value in change.changes().items()} == {
        "email": "None",
        "discount_percent": "7.5",
    }
    assert change.chosen() is None
    assert CustomerChange.model_validate({"manager_id": None}).chosen() == Chosen(None)
    with pytest.raises(ValidationError, match="name cannot be null"):
        CustomerChange.model_validate({"name": None})


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert CustomerBody(name="X", email="Ana@Müller.de").email == "Ana@Müller.de"


def test_a_language_is_written_in_its_usual_form() -> None:
    tags = {"ES": "es", "pt-br": "pt-BR", "SR-latn-rs": "sr-Latn-RS", "es-419": "es-419"}
    assert {tag: CustomerBody(name="X", language=tag).language for tag in tags} == tags
