"""Drafts on their way through a gateway that is slow, away, or refuses."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
import pytest

from devstack.importer import client as asking
from devstack.importer.client import Client, Stopped
from devstack.importer.drafts import Draft, Ref
from devstack.importer.load import Load, Tally
from devstack.importer.table import BadRow

STARTED = "2026-11-22T10:00:00Z"
Answer = httpx2.Response


@dataclass
class Gateway:
    """Answers as the test says, each row of a batch as it would alone, and remembers what it was asked."""

    answer: Callable[[httpx2.Request], Answer]
    asked: list[httpx2.Request] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    batches: int = 0

    async def load(self, kind: str, *drafts: Draft | BadRow) -> Tally:
        transport = httpx2.MockTransport(self._handle)
        async with Client(httpx2.AsyncClient(transport=transport, base_url="http://gateway")) as client:
            return await Load(kind, client, self, STARTED).run(drafts)

    def posted(self) -> list[tuple[str, Any]]:
        return [
            (request.headers["Idempotency-Key"], json.loads(request.content))
            for request in self.asked
            if request.method == "POST"
        ]

    def bad(self, line: int, reason: str) -> None:
        self.bad_rows[line] = reason

    def moved(self) -> None:
        return None

    async def _handle(self, request: httpx2.Request) -> Answer:
        await asyncio.sleep(0)
        if not request.url.path.endswith("/batch"):
            self.asked.append(request)
            return self.answer(request)
        self.batches += 1
        rows = []
        for row in json.loads(request.content)["rows"]:
            headers = {"Idempotency-Key": row["idempotency_key"]}
            alone = httpx2.Request("POST", "http://gateway/v1/customers", json=row["customer"], headers=headers)
            self.asked.append(alone)
            answer = self.answer(alone)
            if answer.status_code in (401, 403, 502, 503):
                return answer
            known = {"problem": None} if answer.is_success else {"problem": answer.json()}
            rows.append({"status": answer.status_code, **(answer.json() if answer.is_success else {}), **known})
        return Answer(200, json={"rows": rows})


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PAUSES", (0.0, 0.0))


def made(identifier: str = "id-1", at: str = "2026-11-22T10:00:01Z") -> Answer:
    return Answer(201, json={"id": identifier, "created_at": at})


def problem(status: int, kind: str, *details: tuple[str, str], **extra: Any) -> Answer:
    errors = [{"pointer": pointer, "detail": detail} for pointer, detail in details]
    return Answer(status, json={"type": f"urn:vinculo:problem:{kind}", "title": kind, "errors": errors, **extra})


def customer(line: int = 2, key: str | None = "A1", **fields: Any) -> Draft:
    return Draft(line, {"name": "Ana", **fields}, key)


async def test_a_server_that_is_away_is_asked_again_with_the_same_key() -> None:
    answers = iter([Answer(502), Answer(503), made()])
    gateway = Gateway(lambda _: next(answers))
    assert await gateway.load("customers", customer()) == Tally(created=1)
    assert len({key for key, _ in gateway.posted()}) == 1


async def test_a_server_that_stays_away_stops_everything_and_says_so() -> None:
    gateway = Gateway(lambda _: Answer(502))
    with pytest.raises(Stopped, match="status 502 from /v1/customers"):
        await gateway.load("customers", *(customer(line, f"A{line}") for line in range(2, 60)))


@pytest.mark.parametrize("status", [401, 403])
async def test_who_may_not_import_is_told_once(status: int) -> None:
    gateway = Gateway(lambda _: problem(status, "forbidden", detail="the permission staff.write is needed"))
    with pytest.raises(Stopped, match=r"not allowed: the permission staff\.write is needed"):
        await gateway.load("staff", customer(2), customer(3, "A2"))


async def test_bad_rows_are_told_with_line_and_field_and_good_rows_go_in() -> None:
    def answer(request: httpx2.Request) -> Answer:
        if request.method == "GET":
            return Answer(200, json={"items": []})
        wrong = json.loads(request.content).get("email") == "x"
        return problem(422, "invalid", ("/email", "not an address"), ("/phone", "too short")) if wrong else made()

    gateway = Gateway(answer)
    rows = (customer(2), customer(3, "A2", email="x"), BadRow(4, "3 cells instead of 2"), customer(5, "A4"))
    assert await gateway.load("customers", *rows) == Tally(created=2, bad=2)
    assert gateway.bad_rows == {3: "/email: not an address; /phone: too short", 4: "3 cells instead of 2"}


@pytest.mark.parametrize("kind", ["external-id-taken", "sku-taken"])
async def test_what_is_there_already_is_not_bad(kind: str) -> None:
    gateway = Gateway(lambda _: problem(409, kind, existing_id="id-0"))
    assert await gateway.load("customers", customer()) == Tally(there=1)


async def test_an_e_mail_of_somebody_else_is_bad_unless_it_is_all_that_tells_who_it_is() -> None:
    def answer(request: httpx2.Request) -> Answer:
        return Answer(200, json={"items": []}) if request.method == "GET" else problem(409, "email-taken")

    assert await Gateway(answer).load("staff", customer(key="7")) == Tally(bad=1)
    assert await Gateway(answer).load("staff", customer(key=None)) == Tally(there=1)


async def test_what_was_good_once_is_there_though_it_would_be_refused_today() -> None:
    def answer(request: httpx2.Request) -> Answer:
        if request.method == "POST":
            return problem(422, "invalid", ("/manager_id", "MANAGER_INACTIVE"))
        return Answer(200, json={"items": [{"id": "id-0"}] if request.url.params["external_id"] == "A1" else []})

    assert await Gateway(answer).load("customers", customer(2), customer(3, "A2")) == Tally(there=1, bad=1)


async def test_a_row_without_key_is_the_same_request_in_every_run() -> None:
    gateway = Gateway(lambda _: made(at="2026-11-21T00:00:00Z"))
    assert await gateway.load("customers", customer(2, None), customer(9, None)) == Tally(there=2)
    await gateway.load("customers", customer(2, None, phone="1"), customer(2, "A1"), customer(2, "A1"))
    keys = [key for key, _ in gateway.posted()]
    assert keys[0] == keys[1]
    assert len(set(keys[1:4])) == 3


async def test_who_is_told_by_his_id_alone_is_there_where_the_file_came_from_and_new_elsewhere() -> None:
    here, merged, elsewhere = (f"01a208d9-29e0-70f2-b965-70000000000{n}" for n in range(3))
    answers = {here: Answer(200, json={"id": here}), merged: problem(410, "customer-merged")}

    def answer(request: httpx2.Request) -> Answer:
        return made() if request.method == "POST" else answers.get(request.url.path[-36:], problem(404, "not-found"))

    gateway = Gateway(answer)
    ids = (here, merged, elsewhere, "17")
    rows = [replace(customer(line, None, phone=str(line)), id=each) for line, each in enumerate(ids, start=2)]
    assert await gateway.load("customers", *rows) == Tally(created=2, there=2)
    assert [body["phone"] for _, body in gateway.posted()] == ["4", "5"]
    assert len(gateway.asked) == 3 + 2


async def test_references_are_looked_up_once_and_a_missing_one_spoils_its_row() -> None:
    def answer(request: httpx2.Request) -> Answer:
        if request.method == "POST":
            return made()
        found = request.url.params.get("external_id") == "7" or request.url.params.get("email") == "a@b.example"
        return Answer(200, json={"items": [{"id": "staff-7"}] if found else []})

    gateway = Gateway(answer)
    managers = ["7", "7", "8", "a@b.example"]
    drafts = [customer(at, f"A{at}", manager_id=Ref("staff", key)) for at, key in enumerate(managers, start=2)]
    assert await gateway.load("customers", *drafts) == Tally(created=3, bad=1)
    assert gateway.bad_rows == {4: "there is no member of staff with external_id '8'"}
    assert [body["manager_id"] for _, body in gateway.posted()] == ["staff-7"] * 3
    assert len(gateway.asked) == 3 + 3


async def test_news_that_must_be_on_its_way_is_waited_for() -> None:
    answers = iter([problem(422, "invalid", ("/customer_id", "no such customer")), made()])
    assert await Gateway(lambda _: next(answers)).load("customers", customer()) == Tally(created=1)


async def test_customers_go_in_together_and_what_a_batch_cannot_settle_alone() -> None:
    gateway = Gateway(lambda _: made())
    rows = [customer(line, f"A{line}") for line in range(2, 122)]
    rows[30] = customer(32, "A32", manager_id=Ref("staff", "7"))
    gateway.answer = lambda request: made() if request.method == "POST" else Answer(200, json={"items": []})
    assert await gateway.load("customers", *rows) == Tally(created=119, bad=1)
    assert gateway.batches == 3
    assert gateway.bad_rows == {32: "there is no member of staff with external_id '7'"}


async def test_a_batch_that_is_refused_as_a_whole_goes_in_row_by_row() -> None:
    gateway = Gateway(lambda _: made())
    handle = gateway._handle

    async def too_large(request: httpx2.Request) -> Answer:
        return problem(413, "too-large") if request.url.path.endswith("/batch") else await handle(request)

    gateway._handle = too_large  # type: ignore[method-assign]
    assert await gateway.load("customers", *(customer(line, f"A{line}") for line in range(2, 62))) == Tally(created=60)
    assert len(gateway.posted()) == 60


async def test_orders_of_a_customer_go_in_order_and_only_after_his_first_is_decided() -> None:
    looks = {"o-A1": 0, "o-B1": 0}

    def answer(request: httpx2.Request) -> Answer:
        if request.method == "POST":
            return made("o-" + json.loads(request.content)["external_id"])
        order = request.url.path.rpartition("/")[2]
        looks[order] += 1
        return Answer(200, json={"assignment": {"state": "assigned" if looks[order] == 3 else "pending"}})

    gateway = Gateway(answer)
    keys = ["A1", "A2", "B1", "A3", "B2"]
    drafts = [Draft(at, {"external_id": key}, key, key[0]) for at, key in enumerate(keys, start=2)]
    assert await gateway.load("orders", *drafts) == Tally(created=5)
    assert looks == {"o-A1": 3, "o-B1": 3}

    seen = [
        json.loads(request.content)["external_id"] if request.method == "POST" else request.url.path[-2:] + "?"
        for request in gateway.asked
    ]
    for lane in "AB":
        own = [each for each in seen if each[0] == lane]
        first, *later = [key for key in keys if key[0] == lane]
        assert own == [first, *[f"{first}?"] * 3, *later]
