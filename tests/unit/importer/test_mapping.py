"""`--map` and what goes without saying."""

import pytest

from devstack.importer.mapping import BadMapping, mappings

FIELDS = ("external_id", "name", "email", "status", "active", "address", "country", "prices.*")


def value(rule: str, field: str, **cells: str) -> str:
    return mappings([rule], FIELDS, list(cells))[field].value(cells)


def test_a_field_takes_the_column_of_its_own_name() -> None:
    rules = mappings([], FIELDS, ["name", "prices.EUR", "something else"])
    assert {field: rule.value({"name": "Ana", "prices.EUR": "1"}) for field, rule in rules.items()} == {
        "name": "Ana",
        "prices.EUR": "1",
    }


def test_a_map_goes_before_the_column_of_the_same_name() -> None:
    assert value("name=company", "name", name="no", company="yes") == "yes"
    assert "country" not in mappings(["country="], FIELDS, ["country"])


def test_constants_need_no_column() -> None:
    assert value("status:=current", "status") == "current"
    assert value("name:=a=b", "name") == "a=b"


def test_a_contrary_is_left_to_the_reader_of_the_field() -> None:
    assert value("active=!gone", "active", gone="1") == "!1"
    assert value("active=!gone", "active", gone="") == ""


def test_a_template_joins_columns_and_tidies_up_after_empty_ones() -> None:
    template = "address={street}, {zip} {city}, {country}"
    assert value(template, "address", street="Calle Mayor 1", zip="28013", city="Madrid", country="ES") == (
        "Calle Mayor 1, 28013 Madrid, ES"
    )
    assert value(template, "address", street="Calle Mayor 1", zip="", city="", country="ES") == "Calle Mayor 1, ES"
    assert value(template, "address", street="", zip="", city="", country="") == ""


def test_an_e_mail_from_a_template_is_an_address() -> None:
    template = "email={first}.{last}@northwind.test"
    assert value(template, "email", first="José María", last="O'Brïen") == "josemaria.obrien@northwind.test"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("name", "is not FIELD=COLUMN"),
        ("nmae=company", "there is no field 'nmae'; known are active, address"),
        ("name=firm", "name: the file has no column 'firm'; it has company"),
        ("name={firm} {company}", "the file has no column 'firm'"),
        ("prices=company", "there is no field 'prices'"),
        ("prices.*=company", "there is no field 'prices"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(rule: str, reason: str) -> None:
    with pytest.raises(BadMapping, match=reason.replace("*", r"\*")):
        mappings([rule], FIELDS, ["company"])
