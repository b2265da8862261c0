"""The audit that all fault runs end with finds what it is there to find."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient
from tests.chaos.audit import audit
from tests.chaos.shop import Shop, Taken

from chassis.ids import new_id

pytestmark = pytest.mark.long

Databases = MongoClient[dict[str, Any]]


def loses_a_decision(databases: Databases, order_id: str) -> None:
    databases["assignment"]["decisions"].delete_one({"order_ids": order_id})


def decides_twice(databases: Databases, order_id: str) -> None:
    entry = databases["assignment"]["decisions"].find_one({"order_ids": order_id})
    assert entry is not None
    databases["assignment"]["decisions"].insert_one({**entry, "_id": new_id()})


def records_a_mail_twice(databases: Databases, order_id: str) -> None:
    mail = databases["notify"]["mails"].find_one({"order_id": order_id})
    assert mail is not None
    databases["notify"]["mails"].insert_one({**mail, "_id": new_id()})


def loses_an_order(databases: Databases, order_id: str) -> None:
    databases["orders"]["orders"].delete_one({"_id": order_id})


def gives_the_order_to_somebody_else(databases: Databases, order_id: str) -> None:
    databases["orders"]["orders"].update_one({"_id": order_id}, {"$set": {"manager_id": new_id()}})


def leaves_a_gap_in_the_journal(databases: Databases, order_id: str) -> None:
    order = databases["orders"]["orders"].find_one({"_id": order_id})
    assert order is not None
    databases["assignment"]["link_journal"].delete_one({"customer_id": order["customer_id"]})


def links_somebody_else_on_the_card(databases: Databases, order_id: str) -> None:
    order = databases["orders"]["orders"].find_one({"_id": order_id})
    assert order is not None
    databases["customers"]["customers"].update_one({"_id": order["customer_id"]}, {"$set": {"manager_id": new_id()}})


@pytest.mark.req("N3")
@pytest.mark.parametrize(
    "harm",
    [
        loses_a_decision,
        decides_twice,
        records_a_mail_twice,
        loses_an_order,
        gives_the_order_to_somebody_else,
        leaves_a_gap_in_the_journal,
        links_somebody_else_on_the_card,
    ],
    ids=lambda harm: harm.__name__,
)
async def test_the_audit_notices_a_system_that(shop: Shop, harm: Callable[[Databases, str], None]) -> None:
    taken = Taken()
    await audit(shop, await shop.orders(6, taken, newcomers=False))
    client: Databases
    with MongoClient(shop.system.urls["mongodb"]) as client:
        harm(client, next(iter(taken.orders)))
    with pytest.raises((AssertionError, KeyError)):
        await audit(shop, taken, timeout=5)
