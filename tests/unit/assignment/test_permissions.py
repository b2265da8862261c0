"""Predefined groups and what may be put into a group."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assignment.domain.permissions import DEFAULTS, REACHES, SWITCHES, wrong_permissions
from assignment.domain.staff import Staff

NOW = datetime(2026, 3, 4, tzinfo=UTC)
ELENA = Staff("s1", 1, "Elena", "e@example.com", ("Sellers",), "es", "UTC", (), 1, None, None, None, NOW, NOW)


@pytest.mark.req("NX-14")
@pytest.mark.parametrize("group", DEFAULTS)
def test_what_the_predefined_groups_permit_could_be_set_by_hand(group: str) -> None:
    assert wrong_permissions(group, DEFAULTS[group]) == {}


@pytest.mark.req("NX-16", "NX-18")
def test_a_seller_sees_nothing_of_anybody_else() -> None:
    sellers = DEFAULTS["Sellers"]
    assert {sellers[name] for name in REACHES if name in sellers} == {"own"}
    assert not {"export", "transfers", "settings", "staff.read", "orders.claim_unassigned"} & sellers.keys()


@pytest.mark.req("RC-12")
def test_managers_and_sellers_have_the_manager_role_and_nobody_else_has() -> None:
    assert {name for name, permissions in DEFAULTS.items() if permissions.get("manager")} == {"Managers", "Sellers"}


def test_admins_may_everything_but_are_no_managers() -> None:
    assert DEFAULTS["Admins"].keys() == (REACHES | SWITCHES) - {"manager"}


@pytest.mark.parametrize(
    ("permissions", "wrong"),
    [
        ({"orders.read": True}, {"orders.read"}),
        ({"manager": "own"}, {"manager"}),
        ({"orders.eat": True}, {"orders.eat"}),
        ({"orders.read": False, "manager": False}, set()),
    ],
)
def test_a_permission_of_the_wrong_kind_is_refused(permissions: dict[str, str | bool], wrong: set[str]) -> None:
    assert wrong_permissions("Sellers", permissions).keys() == wrong


@pytest.mark.req("NX-15", "RC-12")
def test_the_roles_of_a_member_follow_from_the_permissions_of_his_groups() -> None:
    assert ELENA.fact(DEFAULTS).manager_role
    assert not ELENA.fact({**DEFAULTS, "Sellers": {"manager": False}}).manager_role
    assert not replace(ELENA, groups=("Point of sale", "Gone")).fact(DEFAULTS).manager_role
    assert replace(ELENA, groups=("Supervisors",)).fact(DEFAULTS).supervisor
