"""A company's whole history goes in through `vinculo import`: the Northwind sample, where it is at hand."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.system import System

NORTHWIND = Path(__file__).parents[3] / "shared/data/northwind"
STAFF = (
    "staff employees.csv --map external_id=employee_id --map name={first_name}·{last_name} "
    "--map email={first_name}.{last_name}@northwind.test --map groups:=Sellers"
)
CUSTOMERS = (
    "customers customers.csv --map external_id=customer_id --map name=company_name --map contact_person=contact_name "
    "--map address={address},·{postal_code}·{city},·{country} --map country= --map status:=current --map currency:=USD"
)
PRODUCTS = (
    "products products.csv --map sku=product_id --map name.en=product_name --map prices.USD=unit_price "
    "--map stock=units_in_stock --map active=!discontinued"
)
ORDERS = (
    "orders orders.csv --lines order_details.csv --map external_id=order_id --map customer=customer_id "
    "--map manager=employee_id --map ordered_at=order_date --map line.order=order_id --map line.product=product_id "
    "--map line.discount_fraction=discount"
)
IMPORTS = {STAFF: 9, CUSTOMERS: 91, PRODUCTS: 77, ORDERS: 830}

pytestmark = pytest.mark.skipif(not NORTHWIND.is_dir(), reason="the Northwind sample is not beside the checkout")


@dataclass
class Company:
    """The imported company, by the keys of its files."""

    admin: httpx2.Client
    staff: dict[str, Any]
    customers: dict[str, Any]
    orders: dict[str, Any]
    files: dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def company(system: System) -> Company:
    for words, rows in IMPORTS.items():
        outcome = load(system, words)
        assert outcome.endswith(f"{rows} created, 0 already there, 0 bad"), outcome
    admin = system.client()
    files = {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in NORTHWIND.glob("*.csv")}

    def by_key(kind: str, file: str, column: str) -> dict[str, Any]:
        keys = {row[column] for row in files[file]}
        return {each["external_id"]: each for each in every(admin, kind) if each["external_id"] in keys}

    return Company(
        admin,
        staff=by_key("staff", "employees", "employee_id"),
        customers=by_key("customers", "customers", "customer_id"),
        orders=by_key("orders", "orders", "order_id"),
        files=files,
    )


def load(system: System, words: str) -> str:
    """The last line that the import says."""
    arguments = [word.replace("·", " ") for word in words.split()]
    arguments = [str(NORTHWIND / word) if word.endswith(".csv") else word for word in arguments]
    done = system.vinculo("import", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1]


def every(client: httpx2.Client, kind: str) -> Iterator[Any]:
    cursor: dict[str, str] = {}
    while True:
        page = client.get(f"/v1/{kind}", params={"limit": "200", **cursor}).raise_for_status().json()
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def manager_of(company: Company, order: dict[str, str]) -> str:
    return str(company.staff[order["employee_id"]]["id"])


@pytest.mark.req("RC-14", "RC-18")
def test_every_order_has_the_manager_that_the_file_gives_it(company: Company) -> None:
    assert len(company.orders) == 830
    for row in company.files["orders"]:
        order = company.orders[row["order_id"]]
        assert order["manager"]["id"] == manager_of(company, row)
        assert order["assignment"]["state"] == "assigned"
        assert order["ordered_at"].startswith(row["order_date"])


@pytest.mark.req("RC-10", "RC-14")
def test_every_customer_with_an_order_has_the_manager_of_his_first(company: Company) -> None:
    first = first_orders(company)
    assert len(first) == 89
    for key, customer in company.customers.items():
        shown = customer["manager"]
        assert (shown and shown["id"]) == (manager_of(company, first[key]) if key in first else None)


@pytest.mark.req("RC-14", "N1")
def test_the_ledger_tells_by_which_order_each_customer_came(company: Company) -> None:
    for key, row in first_orders(company).items():
        customer_id = company.customers[key]["id"]
        history = company.admin.get(f"/v1/links/{customer_id}/history").raise_for_status().json()["items"]
        assert [period["to"] for period in history] == [None]
        decision = company.admin.get(f"/v1/decisions/{history[0]['decision_id']}").raise_for_status().json()
        assert decision["order_id"] == company.orders[row["order_id"]]["id"]
        assert (decision["row"], decision["reason"]) == ("O2", "ORDER_MANAGER_FILLED_CARD")


@pytest.mark.req("O2", "O3", "O4")
def test_each_order_was_decided_by_the_row_that_fits(company: Company) -> None:
    expected: Counter[str] = Counter()
    owner: dict[str, str] = {}
    for row in company.files["orders"]:
        customer, employee = row["customer_id"], row["employee_id"]
        expected["O2" if customer not in owner else "O3" if owner[customer] == employee else "O4"] += 1
        owner.setdefault(customer, employee)
    assert Counter(order["assignment"]["row"] for order in company.orders.values()) == expected


@pytest.mark.req("RC-2", "N6")
def test_statements_of_all_managers_add_up_to_the_customers_who_ordered(company: Company) -> None:
    owners = Counter(manager_of(company, row) for row in first_orders(company).values())
    counts = company.admin.get("/v1/portfolios").raise_for_status().json()["items"]
    portfolios = {each["staff_id"]: each["customers"] for each in counts if each["staff_id"] in owners}
    assert portfolios == owners
    for staff_id, customers in owners.items():
        path = f"/v1/portfolios/{staff_id}/statement?from=2020-01-01T00:00:00Z&limit=200"
        drawn = company.admin.get(path).raise_for_status().json()
        assert [drawn[name] for name in ("opening", "gained", "lost", "closing")] == [0, customers, 0, customers]
        assert drawn["reasons"] == [{"reason": "ORDER_MANAGER_FILLED_CARD", "gained": customers, "lost": 0}]
        assert len(drawn["items"]) == customers


@pytest.mark.req("RC-1")
def test_the_repeat_rate_of_a_year_is_what_the_file_says(company: Company) -> None:
    last: dict[str, str] = {}
    returning: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for row in sorted(
        company.files["orders"], key=lambda row: (row["order_date"], company.orders[row["order_id"]]["id"])
    ):
        customer, manager = row["customer_id"], manager_of(company, row)
        if row["order_date"].startswith("1997") and customer in last:
            returning[manager] += 1
            same[manager] += last[customer] == manager
        last[customer] = manager
    path = "/v1/portfolios/figures?from=1997-01-01T00:00:00Z&to=1998-01-01T00:00:00Z"
    items = company.admin.get(path).raise_for_status().json()["items"]
    found = {each["staff_id"]: (each["returning_orders"], each["same_manager"]) for each in items}
    assert found == {manager: (count, same[manager]) for manager, count in returning.items()}


def test_prices_of_their_day_are_kept_to_the_cent(company: Company) -> None:
    lines = company.orders["10248"]["lines"]
    assert [(each["sku"], each["quantity"], each["base_price"]["amount"]) for each in lines] == [
        ("11", 12, "14.00"),
        ("42", 10, "9.80"),
        ("72", 5, "34.80"),
    ]
    discounted = company.orders["10250"]["lines"][1]
    assert (discounted["base_price"]["amount"], discounted["discount_percent"]) == ("42.40", "15")
    assert (discounted["unit_price"]["amount"], discounted["total"]["amount"]) == ("36.04", "1261.40")


def test_all_lines_are_there(company: Company) -> None:
    assert sum(len(order["lines"]) for order in company.orders.values()) == len(company.files["order_details"]) == 2155


def test_a_second_run_changes_nothing(system: System, company: Company) -> None:
    for words, rows in IMPORTS.items():
        assert load(system, words).endswith(f"0 created, {rows} already there, 0 bad")
    again = {order["external_id"]: order for order in every(company.admin, "orders") if order["external_id"]}
    assert {key: again[key] for key in company.orders} == company.orders
    names = Counter(customer["name"] for customer in every(company.admin, "customers"))
    assert {names[customer["name"]] for customer in company.customers.values()} == {1}
    assert len(company.customers) == 91


def first_orders(company: Company) -> dict[str, dict[str, str]]:
    """By customer, in the file's order."""
    first: dict[str, dict[str, str]] = {}
    for row in company.files["orders"]:
        first.setdefault(row["customer_id"], row)
    return first
