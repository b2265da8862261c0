"""An audit notices a system that loses an order out of a digest, or tells it in two (N3, O8)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from tests.support.company import Company, Record, checked
from tests.support.system import System
from tests.support.waiting import until

from chassis.ids import new_id
from devstack.audit.findings import Finding
from devstack.audit.run import Auditor
from devstack.importer.client import Client

pytestmark = pytest.mark.req("N3", "O8")

Notify = Database[dict[str, Any]]
DAY = timedelta(days=1)


@dataclass
class Digests:
    """What two people were told: one who wants mails about orders once a day, and one who was away. By the ids of
    records of notify."""

    company: Company
    notify: Notify
    began: datetime
    daily: Record
    """The digest of orders."""
    told: Record
    """A mail that it tells."""
    held: Record
    """A mail that waits for the next one."""
    back: Record
    """The digest of what a cover got."""
    covered: Record
    """An order in it."""
    waiting: Record
    """One that waits for another."""

    def audited(self) -> list[Finding]:
        """What disagrees."""

        async def run() -> list[Finding]:
            async with Client(self.company.system.async_client()) as client:
                return (await Auditor(client, self.began, pauses=()).run()).findings

        return asyncio.run(run())

    @contextmanager
    def without(self, collection: str, record: Record) -> Iterator[None]:
        """As if it had got lost."""
        self.notify[collection].delete_one({"_id": record["_id"]})
        try:
            yield
        finally:
            self.notify[collection].insert_one(record)

    @contextmanager
    def altered(self, collection: str, record: Record, **fields: Any) -> Iterator[None]:
        """As if somebody had written into the database."""
        self.notify[collection].update_one({"_id": record["_id"]}, {"$set": fields})
        try:
            yield
        finally:
            self.notify[collection].replace_one({"_id": record["_id"]}, record)

    @contextmanager
    def doubled(self, collection: str, record: Record, **fields: Any) -> Iterator[None]:
        """As if it had been written twice."""
        twin = new_id()
        self.notify[collection].insert_one({**record, **fields, "_id": twin})
        try:
            yield
        finally:
            self.notify[collection].delete_one({"_id": twin})


@pytest.fixture(scope="module")
def digests(system: System) -> Iterator[Digests]:
    company, began = Company(system), datetime.now(UTC)
    client: MongoClient[dict[str, Any]]
    with MongoClient(system.urls["mongodb"]) as client:
        notify: Notify = client["notify"]
        daily, told, held = told_once_a_day(company, notify)
        back, covered, waiting = told_when_back(company, notify)
        yield Digests(company, notify, began, daily, told, held, back, covered, waiting)
    company.distribute_as_delivered()


def told_once_a_day(company: Company, notify: Notify) -> tuple[Record, Record, Record]:
    """The digest of two orders, the mail about one of them, and that about a third."""
    reader = company.employ("daily", "Sellers")
    choice = {"kinds": {"orders": "daily"}, "digest_hour": (datetime.now(UTC) + 12 * DAY / 24).hour}
    checked(company.as_(reader).put("/v1/mails/preferences/me", json=choice, headers={"If-Match": '"0"'}))
    customer = company.customer("Digested", manager_id=reader["id"])
    mails = notify["mails"]

    def hold(count: int) -> list[Record]:
        for _ in range(count):
            company.order(customer)
        held = {"recipient_id": reader["id"], "state": "held"}
        until(lambda: mails.count_documents(held) == count)
        return list(mails.find(held))

    ids = [mail["_id"] for mail in hold(2)]
    mails.update_many({"_id": {"$in": ids}}, {"$set": {"held_until": datetime.now(UTC)}})
    until(lambda: mails.count_documents({"_id": {"$in": ids}, "state": "digested"}) == 2)
    (digest,) = mails.find({"recipient_id": reader["id"], "template": "digest"})
    settled(notify, digest["_id"])
    (waiting,) = hold(1)
    return mails.find_one({"_id": digest["_id"]}) or {}, mails.find_one({"_id": ids[0]}) or {}, waiting


def told_when_back(company: Company, notify: Notify) -> tuple[Record, Record, Record]:
    """The digest of two orders, one of them, and a third that is covered after it."""
    manager, cover = company.employ("gone", "Sellers"), company.employ("cover", "Sellers")
    company.distribute(manager, cover, respect_availability=True)
    customer = company.customer("Covered", manager_id=manager["id"])

    def covered_while_away(count: int) -> list[str]:
        now = datetime.now(UTC)
        body = {"from": (now - DAY).isoformat(), "to": (now + DAY).isoformat(), "cover_id": cover["id"]}
        path = f"/v1/staff/{manager['id']}/absences"
        absence = checked(company.admin.post(path, json=body), 201)
        decisions = [company.decided(company.order(customer)) for _ in range(count)]
        assert {each["row"] for each in decisions} == {"O8"}
        ids = [each["id"] for each in decisions]
        until(lambda: notify["covered_orders"].count_documents({"decision_id": {"$in": ids}}) == count)
        checked(company.admin.delete(f"{path}/{absence['id']}", headers={"If-Match": '"1"'}), 204)
        return ids

    of = notify["covered_orders"]
    first, _ = covered_while_away(2)
    until(lambda: of.count_documents({"staff_id": manager["id"], "mailed": True}) == 2)
    covered = of.find_one({"decision_id": first}) or {}
    (digest,) = notify["mails"].find({"decision_id": covered["digest_id"], "template": "covered"})
    settled(notify, digest["_id"])
    # He had a digest today: this one waits until tomorrow.
    (later,) = covered_while_away(1)
    waiting = of.find_one({"decision_id": later}) or {}
    return notify["mails"].find_one({"_id": digest["_id"]}) or {}, covered, waiting


def settled(notify: Notify, mail_id: str) -> None:
    """Nobody writes to it any more."""
    until(lambda: notify["mails"].find_one({"_id": mail_id, "state": "sent"}))


def test_an_audit_finds_nothing_wrong_with_what_is_told_or_waits_to_be_told_in_digests(digests: Digests) -> None:
    assert digests.audited() == []


Harm = Callable[[Digests], Any]
HARMS: dict[str, tuple[Harm, str]] = {
    "loses the daily digest": (lambda it: it.without("mails", it.daily), "told"),
    "forgets in which digest a mail is told": (lambda it: it.altered("mails", it.told, digest_id=None), "told"),
    "puts it into somebody else's digest": (
        lambda it: it.altered("mails", it.told, digest_id=it.back["decision_id"]),
        "told",
    ),
    "sends the daily digest twice": (lambda it: it.doubled("mails", it.daily), "told"),
    "mails by itself what the digest tells": (lambda it: it.doubled("mails", it.told, state="sent"), "told"),
    "puts it into a second digest": (
        lambda it: it.doubled("mails", it.told, digest_id=it.back["decision_id"]),
        "told",
    ),
    "loses what waits for the digest": (lambda it: it.without("mails", it.held), "held"),
    "loses the digest of whoever was away": (lambda it: it.without("mails", it.back), "covered"),
    "loses an order out of his digest": (lambda it: it.without("covered_orders", it.covered), "covered"),
    "tells him of it in two": (lambda it: it.doubled("covered_orders", it.covered), "covered"),
    "loses what waits until he is back": (lambda it: it.without("covered_orders", it.waiting), "waiting"),
}


@pytest.mark.parametrize("name", HARMS)
def test_an_audit_notices_a_system_that(digests: Digests, name: str) -> None:
    harm, about = HARMS[name]
    record: Record = getattr(digests, about)
    with harm(digests):
        found = digests.audited()
    known = {record["_id"], record["decision_id"]}
    assert any(each.id in known or record["decision_id"] in each.what for each in found), found
