"""Customers go in from whatever file people have, and out again into one that can be read again."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.support.company import Company, checked
from tests.support.system import System

HOSTILE = '=HYPERLINK("http://evil.test";"x")'


def load(system: System, path: Path, *more: str) -> tuple[int, str]:
    done = system.vinculo("import", "customers", str(path), *more)
    return done.returncode, done.stdout


@pytest.fixture
def word() -> str:
    return f"imp{uuid4().hex[:8]}"


def test_bad_rows_are_listed_good_ones_go_in_and_twice_doubles_nothing(
    system: System, company: Company, tmp_path: Path, word: str
) -> None:
    path, report = tmp_path / "customers.csv", tmp_path / "bad.csv"
    rows = [
        ("external_id", "name", "email", "phone", "vat_number", "country", "region", "discount_percent", "note"),
        (
            f"{word}1",
            f'Casa "{word}", S.L.',
            "sol@casa.test",
            "600 123 456",
            "B58378431",
            "ES",
            "Madrid",
            "7,5",
            "Hi\nyou",
        ),
        (f"{word}2", HOSTILE, "", "", "", "", "", "", '+cmd|" /C calc"!A0'),
        (f"{word}3", "Bad mail", "nobody", "", "", "", "", "", ""),
        (f"{word}4", "Bad phone", "", "+34 1", "", "", "", "", ""),
        (f"{word}5", "Bad VAT", "", "", "ESB58378432", "ES", "", "", ""),
        (f"{word}6", "Bad discount", "", "", "", "", "", "101", ""),
        (f"{word}2", "Same key", "", "", "", "", "", "", ""),
        (f"{word}7", "", "", "", "", "", "", "", ""),
        (f"{word}8", "a\u202eb", "", "", "", "", "", "", ""),
        (f"{word}9", "Панчо", "", "", "", "BG", "", "", ""),
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    code, told = load(system, path, "--report", str(report))
    assert (code, "3 created, 1 already there, 6 bad" in told) == (1, True), told
    with report.open(encoding="utf-8-sig", newline="") as file:
        listed = {int(row["line"]): row["reason"] for row in csv.DictReader(file)}
    # The first row holds a line break.
    named = {5: "email", 6: "phone", 7: "vat_number", 8: "discount_percent", 10: "name", 11: "name"}
    assert listed.keys() == named.keys(), listed
    for line, field in named.items():
        assert field in listed[line], listed[line]
    code, told = load(system, path)
    assert "0 created, 4 already there, 6 bad" in told, told
    (card,) = checked(company.admin.get("/v1/customers", params={"external_id": f"{word}1"}))["items"]
    assert (card["phone_e164"], card["vat_normalised"], card["region"]) == ("+34600123456", "ESB58378431", "Madrid")
    assert card["last_note"]["text"] == "Hi you"


def test_another_encoding_is_refused_clearly_unless_it_is_named(
    system: System, company: Company, tmp_path: Path, word: str
) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(f"external_id,name\n{word},Peña {word}\n{word}a,Plain\n".encode("cp1252"))
    code, told = load(system, path)
    assert (code, "line 2: name: not utf-8" in told.replace("-sig", "")) == (1, True), told
    assert "1 created, 0 already there, 1 bad" in told
    assert load(system, path, "--encoding", "cp1252")[0] == 0
    (card,) = checked(company.admin.get("/v1/customers", params={"external_id": word}))["items"]
    assert card["name"] == f"Peña {word}"


def test_what_was_exported_is_read_again_and_doubles_nothing(
    system: System, company: Company, tmp_path: Path, word: str
) -> None:
    seller = company.employ("seller", "Sellers")
    details: dict[str, Any] = {
        "phone": "+34 600 123 456",
        "address": 'Calle "Mayor", 1\n28013 Madrid',
        "status": "current",
    }
    made = company.customer(f"={word}", external_id=word, manager_id=seller["id"], **details)
    company.customer(f"{word} by hand", email=f"{word}@example.test")
    exported = company.admin.get("/v1/customers/export", params={"q": word, "bom": "true"})
    rows = list(csv.DictReader(io.StringIO(exported.content.decode("utf-8-sig"), newline="")))
    assert {row["name"] for row in rows} == {f"'={word}", f"{word} by hand"}
    path = tmp_path / "customers.csv"
    path.write_bytes(exported.content)
    code, told = load(system, path)
    assert (code, "0 created, 2 already there, 0 bad" in told) == (0, True), told
    renamed = exported.content.replace(f"{word},".encode(), f"{word}-copy,".encode(), 1)
    path.write_bytes(renamed)
    assert load(system, path)[0] == 0
    (copy,) = checked(company.admin.get("/v1/customers", params={"external_id": f"{word}-copy"}))["items"]
    for field in (
        "name",
        "phone",
        "phone_e164",
        "address",
        "email",
        "status",
        "currency",
        "discount_percent",
        "manager",
    ):
        assert copy[field] == made[field], field
