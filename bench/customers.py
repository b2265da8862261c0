"""Lists and search of customers at the service, among ten thousand of them and a million.

Two customers services on one MongoDB, one with few and one with many customers, are asked the same questions in turns,
so that whatever else the machine does falls on both. The customers are put into the database as the service itself
stores them. Eight clients ask at full speed: eight requests are under way at any time.
"""

import random
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any
from urllib.parse import urlencode

import orjson
from pymongo import InsertOne

from bench.company import expect
from bench.cpu import trees
from bench.http_load import Answer, at_full_speed, get
from bench.people import SELLER, People, sellers_of
from chassis.access import Member
from chassis.http import encode_cursor
from chassis.mongo import Mongo
from customers.domain.card import Card
from customers.domain.listing import Sort
from customers.domain.note import Preview
from customers.store import MongoCards, MongoNotes
from customers.store.cards import doc_of
from customers.store.queries import place
from devstack.ports import any_free
from devstack.servers import Mongod, Program, PythonModule

CONCURRENCY = 8
_ROUNDS = 10
_PAGE = 25
_BATCH = 2_000
_CACHE_GB = 4
"""For the database's cache: a million customers with their indexes are 2.2 GB."""
_ADMIN, _OWNER = "admin@bench.test", "owner@bench.test"
_PATIENT = "timeoutMS=3600000"
"""Indexes of a million customers are not built in the four seconds that a request has."""

Question = Callable[[Card], dict[str, Any]]

_doc_of = cache(doc_of)


def _after(card: Card, sort: Sort) -> dict[str, Any]:
    return {"sort": sort, "cursor": encode_cursor(*place(_doc_of(card), sort))}


def _first(text: str | None) -> str:
    return (text or "").split()[0]


QUESTIONS: dict[str, Question] = {
    "list, first page": lambda card: {},
    "list, any page": lambda card: _after(card, "section"),
    "list by name, any page": lambda card: _after(card, "name"),
    "list by change, any page": lambda card: _after(card, "updated_at"),
    "follow-up list, any page": lambda card: {"follow_up": "true", **_after(card, "temperature")},
    "filtered by status and temperature": lambda card: {"status": "current", "temperature": "hot"},
    "name, three letters": lambda card: {"q": card.details.name[:3]},
    "name, first word": lambda card: {"q": _first(card.details.contact_person)},
    "name, as it stands": lambda card: {"q": card.details.contact_person},
    "name, the other way round": lambda card: {"q": " ".join(reversed((card.details.contact_person or "").split()))},
    "e-mail, beginning": lambda card: {"q": (card.details.email or "")[:10]},
    "e-mail, whole": lambda card: {"q": card.details.email},
    "e-mail, domain": lambda card: {"q": "@" + (card.details.email or "").rpartition("@")[2][:5]},
    "phone, last five digits": lambda card: {"q": (card.details.phone or "")[-5:]},
    "phone, whole": lambda card: {"q": card.details.phone},
    "one by id": lambda card: {"id": card.id},
}
OWN: dict[str, Question] = {
    "own list": lambda card: {},
    "own list, any page": lambda card: _after(card, "section"),
    "own, name": lambda card: {"q": _first(card.details.contact_person)},
    "own, phone": lambda card: {"q": (card.details.phone or "")[-5:]},
}


@dataclass
class Shop:
    """A customers service with that many customers, and a sample of them."""

    size: int
    service: PythonModule
    cards: list[Card] = field(default_factory=list)

    @property
    def own(self) -> list[Card]:
        """Those of one seller."""
        return [card for card in self.cards if card.manager_id == SELLER]


async def run(folder: Path, requests: int = 1000, sizes: tuple[int, int] = (10_000, 1_000_000)) -> dict[str, Any]:
    """Milliseconds, CPU and cards shown of each question at both sizes, their ratio, and what the indexes take. Where
    few customers match among the few, the larger page is a part of the ratio."""
    mongod = Mongod(folder / "mongod", any_free(), cache_gb=_CACHE_GB)
    identity, shops = _programs(folder, mongod, sizes)
    programs: list[Program] = [mongod, identity, *(shop.service for shop in shops)]
    with ExitStack() as running:
        for program in programs[:2]:
            _start(program, running)
        for shop in shops:
            shop.cards = await _load(mongod.uri, shop)
        for program in programs[2:]:
            _start(program, running)
        tokens = {email: _token(identity, email) for email in (_ADMIN, _OWNER)}
        return await _measure(mongod, shops, tokens, requests)


def _programs(folder: Path, mongod: Mongod, sizes: tuple[int, int]) -> tuple[PythonModule, list[Shop]]:
    port = any_free()
    common = {"VINCULO_ENVIRONMENT": "development", "VINCULO_OIDC_ISSUER": f"http://127.0.0.1:{port}"}
    own = {"VINCULO_IDENTITY_FOLDER": str(folder / "identity"), "VINCULO_IDENTITY_CLIENT_SECRET": "bench"}
    identity = PythonModule("identity", folder / "identity", port, ["devstack.identity"], common | own)
    # Nothing is published or heard: lists are read while the broker is away.
    stored = {"VINCULO_MONGO_URI": mongod.uri, "VINCULO_AMQP_URI": f"amqp://127.0.0.1:{any_free()}/"}
    shops = []
    for size in sizes:
        name = f"customers-{size}"
        settings = common | stored | {"VINCULO_MONGO_DATABASE": name}
        shops.append(Shop(size, PythonModule(name, folder / name, any_free(), ["customers", "api"], settings)))
    return identity, shops


def _start(program: Program, running: ExitStack) -> None:
    program.start()
    running.callback(program.stop)
    program.wait_ready()


def _token(identity: PythonModule, email: str) -> str:
    request = urllib.request.Request(
        f"{identity.url}/development/token", orjson.dumps({"email": email}), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(orjson.loads(answer.read())["access_token"])


async def _measure(mongod: Mongod, shops: list[Shop], tokens: dict[str, str], requests: int) -> dict[str, Any]:
    questions = {}
    for name, question in (QUESTIONS | OWN).items():
        token = tokens[_OWNER if name in OWN else _ADMIN]
        samples = [shop.own if name in OWN else shop.cards for shop in shops]
        times: list[list[float]] = [[] for _ in shops]
        shown: list[list[int]] = [[] for _ in shops]
        spent = [0.0 for _ in shops]
        for number in range(_ROUNDS + 1):
            for index, shop in enumerate(shops):
                before = _cpu(mongod, shop)
                answers = await _ask(shop, token, question, samples[index], requests // _ROUNDS, number)
                if number:
                    spent[index] += _cpu(mongod, shop) - before
                    times[index] += [(answer.answered - answer.sent) * 1000 for answer in answers]
                    shown[index] += [len(orjson.loads(answer.body).get("items", [0])) for answer in answers]
        cuts = [quantiles(each, n=100) for each in times]
        questions[name] = {
            f"{shop.size:_}": {
                "p50_ms": round(cut[49], 2),
                "p99_ms": round(cut[98], 2),
                "cpu_ms": round(used / len(cards) * 1000, 2),
                "cards": round(fmean(cards), 1),
            }
            for shop, cut, used, cards in zip(shops, cuts, spent, shown, strict=True)
        } | {
            "ratio_p50": round(cuts[1][49] / cuts[0][49], 2),
            "ratio_p99": round(cuts[1][98] / cuts[0][98], 2),
        }
    sizes = {f"{shop.size:_}": await _sizes(mongod.uri, shop) for shop in shops}
    return {
        "concurrency": CONCURRENCY,
        "cache_gb": _CACHE_GB,
        "page": _PAGE,
        "questions": questions,
        "megabytes": sizes,
    }


def _cpu(mongod: Mongod, shop: Shop) -> float:
    """CPU seconds so far of the database and the service."""
    return sum(trees({each.name: each.process.pid for each in (mongod, shop.service) if each.process}).values())


async def _ask(shop: Shop, token: str, question: Question, cards: list[Card], count: int, seed: int) -> list[Answer]:
    """The answers; all found."""
    chance = random.Random(seed)

    def request(card: Card) -> bytes:
        query = question(card)
        path = f"/{query['id']}" if "id" in query else f"?{urlencode({'limit': _PAGE, **query})}"
        return get(f"/v1/customers{path}", token)

    # All made beforehand: while one is made, nobody reads what has been answered.
    requests = [request(card) for card in chance.choices(cards, k=count)]
    return expect(await at_full_speed(shop.service.port, iter(requests), CONCURRENCY), 200)


async def _load(uri: str, shop: Shop) -> list[Card]:
    """Puts customers, some with a note, into the database and builds the indexes; a sample of the cards."""
    mongo = Mongo.connect(uri.replace("timeoutMS=4000", _PATIENT), shop.service.name, "pymongo")
    await _employ(mongo, shop.size)
    cards, notes, people = MongoCards(mongo), MongoNotes(mongo), People()
    sample: list[Card] = []
    batch: dict[str, list[Any]] = {"customers": [], "notes": []}
    for number, card in enumerate(people.cards(shop.size), start=1):
        if number % (shop.size // 5_000) == 0 or card.manager_id == SELLER:
            sample.append(card)
        if number % 2:
            note = people.note_of(card)
            card = replace(card, last_note=Preview.of(note))
            batch["notes"] += [InsertOne(each.doc) for each in notes.insert(note)[:1]]
        batch["customers"].append(InsertOne(cards.insert(card).doc))
        if number % _BATCH == 0 or number == shop.size:
            for name, inserts in batch.items():
                await mongo.collection(name).bulk(inserts, ordered=False)
                inserts.clear()
    await cards.prepare()
    await notes.prepare()
    await mongo.close()
    return sample


async def _employ(mongo: Mongo, customers: int) -> None:
    """An administrator and the sellers, with the one whose own lists are asked for."""
    members = [
        Member("admin", 1, "Admin", _ADMIN, ("Admins",), True, "en"),
        *(
            Member(
                seller, 1, "Seller", _OWNER if seller == SELLER else f"{seller}@bench.test", ("Sellers",), True, "en"
            )
            for seller in sellers_of(customers)
        ),
    ]
    groups = {"Admins": "all", "Sellers": "own"}
    await mongo.collection("members").bulk([InsertOne(member.to_doc()) for member in members])
    await mongo.collection("groups_replica").bulk(
        [
            InsertOne({"_id": name, "version": 1, "permissions": {"customers.read": reach}})
            for name, reach in groups.items()
        ]
    )


async def _sizes(uri: str, shop: Shop) -> dict[str, float]:
    """Megabytes of the documents and of each index."""
    mongo = Mongo.connect(uri, shop.service.name, "pymongo")
    (stats,) = await mongo.collection("customers").aggregate([{"$collStats": {"storageStats": {}}}])
    await mongo.close()
    storage = stats["storageStats"]
    indexes = sorted(storage["indexSizes"].items(), key=lambda item: -item[1])
    sizes = {"documents": storage["storageSize"], "all indexes": storage["totalIndexSize"], **dict(indexes)}
    return {name: round(size / 2**20, 1) for name, size in sizes.items()}
