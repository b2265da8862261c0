"""What an admin changes about people and groups takes effect everywhere at once, whatever token they still hold."""

import time
from collections.abc import Iterator

import pytest
from tests.support.company import Company, Record, checked
from tests.support.waiting import until

SECONDS = 2.0
DOORS = {
    "customers": "/v1/customers",
    "orders": "/v1/orders",
    "assignment": "/v1/decisions",
    "notify": "/v1/mails",
    "fieldops": "/v1/fieldops/visits",
}


def statuses(company: Company, member: Record) -> dict[str, int]:
    return {service: company.as_(member).get(path).status_code for service, path in DOORS.items()}


def within(company: Company, member: Record, status: int) -> None:
    """Every door answers him like that at the latest SECONDS after now."""
    began = time.monotonic()
    until(lambda: set(statuses(company, member).values()) == {status}, timeout=10)
    assert time.monotonic() - began < SECONDS


@pytest.fixture
def sellers(company: Company) -> Iterator[Record]:
    """The group Sellers, as it was afterwards."""
    path = "/v1/groups/Sellers"
    group: Record = checked(company.admin.get(path))
    yield group
    permit(company, group["permissions"])


def permit(company: Company, permissions: Record) -> None:
    path = "/v1/groups/Sellers"
    version = checked(company.admin.get(path))["version"]
    headers = {"If-Match": f'"{version}"'}
    checked(company.admin.put(path, json={"permissions": permissions}, headers=headers))


@pytest.mark.req("RC-19", "M1", "M2")
def test_a_deactivated_person_is_shut_out_of_every_service_and_let_in_again(company: Company) -> None:
    seller = company.employ("seller", "Sellers")
    assert set(statuses(company, seller).values()) == {200}
    company.deactivate(seller)
    within(company, seller, 403)
    company.deactivate(seller, active=True)
    within(company, seller, 200)


@pytest.mark.req("NX-15")
def test_a_changed_group_takes_effect_in_every_service(company: Company, sellers: Record) -> None:
    seller = company.employ("seller", "Sellers")
    assert set(statuses(company, seller).values()) == {200}
    permit(company, {"manager": True})
    within(company, seller, 403)
    permit(company, sellers["permissions"])
    within(company, seller, 200)


@pytest.mark.req("NX-15", "NX-17", "NX-18")
def test_a_wider_reach_shows_what_was_hidden_and_a_narrower_hides_it_again(company: Company, sellers: Record) -> None:
    seller, customer = company.employ("seller", "Sellers"), company.customer()
    path = f"/v1/customers/{customer['id']}"
    assert company.as_(seller).get(path).status_code == 404
    for reach, status in (("all", 200), ("own", 404)):
        permit(company, {**sellers["permissions"], "customers.read": reach})
        until(lambda: company.as_(seller).get(path).status_code == status, timeout=SECONDS)  # noqa: B023


def test_somebody_moved_to_another_group_may_do_what_that_group_may(company: Company) -> None:
    member = company.employ("member", "Sellers")
    assert company.as_(member).get("/v1/distribution").status_code == 403
    company.change(f"/v1/staff/{member['id']}", {"groups": ["Supervisors"]})
    until(lambda: company.as_(member).get("/v1/distribution").status_code == 200, timeout=SECONDS)
