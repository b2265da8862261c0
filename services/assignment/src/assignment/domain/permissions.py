"""What a group may permit, and what the predefined groups permit from the start (NX-14, NX-15)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

Grant = str | bool
Permissions = Mapping[str, Grant]

REACHES = frozenset(
    {
        "customers.read",
        "customers.write",
        "orders.read",
        "orders.write",
        "links.manage",
        "decisions.read",
        "mails.read",
        "portfolios.read",
        "fieldops.read",
        "fieldops.write",
        "audit",
    }
)
"""Permissions that reach one's own records or all of them: `own`, `all` or false. `audit` is to lay
all services' records side by side: it opens something only with `all`."""

SWITCHES = frozenset(
    {
        "customers.create",
        "customers.merge",
        "customers.erase",
        "export",
        "orders.create",
        "orders.claim_unassigned",
        "orders.discount",
        "orders.import",
        "products.read",
        "products.write",
        "staff.read",
        "staff.write",
        "groups.write",
        "settings",
        "transfers",
        "manager",
        "supervisor",
    }
)
"""Permissions that one has or has not: true or false. `manager` is the manager role (RC-12), `supervisor` gets the
supervisors' mails, `orders.discount` may give lines another discount than the customer's, `orders.import` may date
orders back and give them the prices of their day."""

ADMINS = "Admins"
PROGRAMS = "Integrations"
"""Members of this group are no people: what they do to an order is nobody's attention to it (RC-4)."""
NEVER_LOST = frozenset({"staff.write", "groups.write"})
"""What Admins keep, so that nobody locks everybody out."""


def _all(*names: str) -> dict[str, Grant]:
    return {name: "all" if name in REACHES else True for name in names}


def _own(*names: str) -> dict[str, Grant]:
    return dict.fromkeys(names, "own")


_TRADE = ("customers.read", "customers.write", "customers.create", "orders.read", "orders.write", "orders.create")

DEFAULTS: Mapping[str, Permissions] = MappingProxyType(
    {
        ADMINS: _all(*sorted((REACHES | SWITCHES) - {"manager"})),
        "Supervisors": _all(
            *_TRADE,
            "orders.claim_unassigned",
            "orders.discount",
            "customers.merge",
            "export",
            "transfers",
            "settings",
            "staff.read",
            "decisions.read",
            "mails.read",
            "portfolios.read",
            "links.manage",
            "products.read",
            "products.write",
            "fieldops.read",
            "fieldops.write",
            "supervisor",
        ),
        "Managers": {
            **_all(
                *_TRADE,
                "orders.claim_unassigned",
                "orders.discount",
                "links.manage",
                "decisions.read",
                "portfolios.read",
                "staff.read",
                "products.read",
                "manager",
            ),
            **_own("mails.read"),
        },
        "Sellers": {
            **_all("customers.create", "orders.create", "orders.discount", "products.read", "manager"),
            **_own(
                "customers.read",
                "customers.write",
                "orders.read",
                "orders.write",
                "links.manage",
                "decisions.read",
                "mails.read",
                "portfolios.read",
                "fieldops.read",
            ),
        },
        "Field reps": {**_all("customers.read", "products.read"), **_own("fieldops.read", "fieldops.write")},
        "Point of sale": {
            **_all("customers.create", "orders.create", "products.read"),
            **_own("customers.read", "orders.read", "portfolios.read"),
        },
        PROGRAMS: _all(*_TRADE, "orders.import", "products.read", "products.write"),
    }
)
"""The groups that exist from the first start, by name."""


def wrong_permissions(group: str, permissions: Permissions) -> dict[str, str]:
    """What is wrong with the permissions of a group, by permission; empty if nothing."""
    wrong: dict[str, str] = {}
    for name, grant in permissions.items():
        if name in REACHES:
            if grant is not False and grant not in ("own", "all"):
                wrong[name] = "must be `own`, `all` or false"
        elif name in SWITCHES:
            if not isinstance(grant, bool):
                wrong[name] = "must be true or false"
        else:
            wrong[name] = "no such permission"
    if group == ADMINS:
        for name in NEVER_LOST:
            if permissions.get(name) is not True:
                wrong[name] = f"{ADMINS} must keep it"
    return wrong


def grants(permissions: Iterable[Permissions], name: str) -> bool:
    """Whether any of these groups gives the permission, however far it reaches."""
    return any(each.get(name, False) is not False for each in permissions)
