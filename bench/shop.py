"""The customer's shop at the service: its page with a thousand products, and an order by link beside one by the API.

An orders service on a MongoDB of its own. Catalogue, customers and carts are put into the database as the service
itself stores them. Pages are asked for one after another, and by eight visitors at once; orders come by both doors in
turns, so that whatever else the machine does falls on both.
"""

import random
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

import orjson
from pymongo import InsertOne

from bench.company import expect
from bench.cpu import trees
from bench.http_load import Answer, at_full_speed, get, post
from chassis.access import Member
from chassis.commit import Insert, Write
from chassis.ids import new_id
from chassis.mongo import Mongo
from devstack.ports import any_free
from devstack.servers import Mongod, Program, PythonModule
from orders.api.shop_assets import assets_of
from orders.domain.cart import Cart
from orders.domain.customer import Customer, Shop
from orders.domain.order import Contact
from orders.domain.order_link import OrderLink, Purpose, token_of
from orders.domain.product import Product
from orders.domain.promise import Seen
from orders.store.carts import MongoCarts
from orders.store.customers import MongoCustomers
from orders.store.order_links import MongoOrderLinks
from orders.store.products import MongoProducts

PRODUCTS = 1_000
CONCURRENCY = 8
_ROUNDS = 11
_LINES = 3
_KEY = "a key for the bench alone"
_ADMIN = "admin@bench.test"
_PLACES: dict[str, str] = {
    "first page": "/shop",
    "page 20": "/shop?page=20",
    "a category": "/shop?category=Trade+3",
    "search": "/shop?q=tea+77",
    "nothing found": "/shop?q=zzzz",
}
_AT = datetime(2026, 1, 1, tzinfo=UTC)


async def run(folder: Path, requests: int = 500, orders: int = 2_200) -> dict[str, Any]:
    """Milliseconds and CPU of each page, bytes of the first view, and of orders by either door with their ratio."""
    mongod = Mongod(folder / "mongod", any_free())
    identity, service = _programs(folder, mongod)
    with ExitStack() as running:
        for program in (mongod, identity):
            _start(program, running)
        stock = _Stock(orders * (_ROUNDS + 1) // _ROUNDS)
        await stock.load(mongod.uri)
        _start(service, running)
        pages = {}
        for name, path in _PLACES.items():
            pages[name] = await _looked(service, path, stock, requests)
        return {
            "products": PRODUCTS,
            "pages": pages,
            "first_view_bytes": await _first_view(service, stock),
            "orders": await _ordered(mongod, service, _token(identity), stock, orders),
        }


class _Stock:
    """A catalogue, and customers with a link and a full cart each."""

    def __init__(self, customers: int) -> None:
        self.products = [_product(number) for number in range(PRODUCTS)]
        self.customers = [_customer(number) for number in range(customers)]
        self.links = [_link(customer) for customer in self.customers]

    async def load(self, uri: str) -> None:
        """Into the database."""
        mongo = Mongo.connect(uri, "orders", "pymongo")
        member = Member("admin", 1, "Admin", _ADMIN, ("Admins",), True, "en")
        await mongo.collection("members").bulk([InsertOne(member.to_doc())])
        permissions = {"customers.read": "all", "orders.read": "all", "orders.create": True}
        group = {"_id": "Admins", "version": 1, "permissions": permissions}
        await mongo.collection("groups_replica").bulk([InsertOne(group)])
        products, customers = MongoProducts(mongo), MongoCustomers(mongo)
        links, carts = MongoOrderLinks(mongo), MongoCarts(mongo)
        await _insert(mongo, [products.insertion(each) for each in self.products])
        await _insert(mongo, [customers.insertion(each) for each in self.customers])
        await _insert(mongo, [links.insertion(each) for each in self.links])
        await _insert(mongo, [carts.keeping(self._cart(link)) for link in self.links[1:]])
        await mongo.close()

    def _cart(self, link: OrderLink) -> Cart:
        return Cart(link.id, 1, {product.id: Seen(2, None) for product in self.wanted(link)}, _AT)

    def wanted(self, link: OrderLink) -> list[Product]:
        """What a customer orders."""
        return random.Random(link.id).sample(self.products, _LINES)


async def _insert(mongo: Mongo, writes: list[Write]) -> None:
    inserts = [write for write in writes if isinstance(write, Insert)]
    await mongo.collection(inserts[0].collection).bulk([InsertOne(each.doc) for each in inserts], ordered=False)


def _product(number: int) -> Product:
    names = {"en": f"Black tea {number}", "es": f"Té negro {number}", "ro": f"Ceai negru {number}"}
    return Product(
        id=new_id(),
        version=1,
        sku=f"S{number:05d}",
        name=names,
        prices={"EUR": Decimal(100 + number) / 10},
        category=f"Trade {number % 8}",
        stock=number % 50,
        created_at=_AT,
        updated_at=_AT,
    )


def _customer(number: int) -> Customer:
    return Customer(
        id=new_id(),
        version=1,
        discount_percent=Decimal(number % 4 * 5),
        currency="EUR",
        language=("en", "es", "ro", "bg")[number % 4],
        country=None,
        manager_id="admin",
        created_by="admin",
        contact=Contact(name=f"Customer {number}", email=f"c{number}@bench.test"),
    )


def _link(customer: Customer) -> OrderLink:
    return OrderLink(
        id=new_id(),
        version=1,
        customer_id=customer.id,
        generation=1,
        revoked=False,
        expires_at=None,
        passcode=None,
        created_by="admin",
        created_at=_AT,
        updated_at=_AT,
    )


async def _looked(service: PythonModule, path: str, stock: _Stock, requests: int) -> dict[str, float]:
    """The page as different customers see it."""
    figures: dict[str, float] = {}
    for visitors in (1, CONCURRENCY):
        asked = [_page(path, stock.links[number % 200]) for number in range(requests)]
        expect(await at_full_speed(service.port, iter(asked[: requests // 5]), visitors), 200)
        before = _cpu(service)
        answers = expect(await at_full_speed(service.port, iter(asked), visitors), 200)
        used = _cpu(service) - before
        cuts = _cuts(answers)
        name = "alone" if visitors == 1 else f"{visitors}_at_once"
        figures |= {f"{name}_p50_ms": round(cuts[49], 2), f"{name}_p99_ms": round(cuts[98], 2)}
        figures[f"{name}_cpu_ms"] = round(used / requests * 1000, 2)
    figures["bytes"] = len(answers[0].body)
    return figures


async def _first_view(service: PythonModule, stock: _Stock) -> dict[str, int]:
    """Of 24 products without pictures, as they go over the wire before anything compresses them."""
    (answer,) = await at_full_speed(service.port, iter([_page("/shop", stock.links[0])]), 1)
    assets = assets_of(Shop("Vinculo", "en", "EUR"), None)
    parts = {"page": len(answer.body)} | {name: len(asset.content) for name, asset in assets.items()}
    return parts | {"all": sum(parts.values())}


async def _ordered(
    mongod: Mongod, service: PythonModule, token: str, stock: _Stock, orders: int
) -> dict[str, dict[str, float] | float]:
    """Orders of the same lines of the same customers, by link and by the API in turns, each as often first: the second
    finds everything at hand. The first round warms up."""
    of_round = orders // _ROUNDS
    customers = dict(zip((link.id for link in stock.links), stock.customers, strict=True))
    times: dict[str, list[float]] = {"link": [], "api": []}
    spent = dict.fromkeys(times, 0.0)
    for number in range(_ROUNDS):
        links = stock.links[1 + number * of_round :][:of_round]
        asked = {
            "link": [_submission(link) for link in links],
            "api": [_order(stock, link, customers[link.id], token) for link in links],
        }
        for door in sorted(asked, reverse=number % 2 == 0):
            before = _cpu(service, mongod)
            answers = expect(await at_full_speed(service.port, iter(asked[door]), CONCURRENCY), 201)
            if number:
                spent[door] += _cpu(service, mongod) - before
                times[door] += [(answer.answered - answer.sent) * 1000 for answer in answers]
    cuts = {door: quantiles(each, n=100) for door, each in times.items()}
    figures: dict[str, dict[str, float] | float] = {
        door: {
            "p50_ms": round(cut[49], 2),
            "p99_ms": round(cut[98], 2),
            "cpu_ms": round(spent[door] / len(times[door]) * 1000, 2),
        }
        for door, cut in cuts.items()
    }
    return figures | {"ratio_p50": round(cuts["link"][49] / cuts["api"][49], 2)}


def _submission(link: OrderLink) -> bytes:
    return post("/shop/orders", "", orjson.dumps({"submission_id": link.id})).replace(*_as_visitor(link))


def _page(path: str, link: OrderLink) -> bytes:
    return get(path, "").replace(*_as_visitor(link, b"\r\nAccept: text/html"))


def _as_visitor(link: OrderLink, more: bytes = b"") -> tuple[bytes, bytes]:
    """A cookie in place of the token of a member of staff."""
    cookie = token_of(link, Purpose.UNLOCKED, _KEY.encode())
    return b"Authorization: Bearer ", b"Cookie: vinculo-shop=" + cookie.encode() + more


def _order(stock: _Stock, link: OrderLink, customer: Customer, token: str) -> bytes:
    lines = [{"product_id": product.id, "quantity": 2} for product in stock.wanted(link)]
    return post("/v1/orders", token, orjson.dumps({"customer_id": customer.id, "lines": lines}), key=link.id)


def _programs(folder: Path, mongod: Mongod) -> tuple[PythonModule, PythonModule]:
    port = any_free()
    common = {"VINCULO_ENVIRONMENT": "development", "VINCULO_OIDC_ISSUER": f"http://127.0.0.1:{port}"}
    own = {"VINCULO_IDENTITY_FOLDER": str(folder / "identity"), "VINCULO_IDENTITY_CLIENT_SECRET": "bench"}
    identity = PythonModule("identity", folder / "identity", port, ["devstack.identity"], common | own)
    # Nothing is published or heard: orders are taken while the broker is away.
    settings = common | {
        "VINCULO_MONGO_URI": mongod.uri,
        "VINCULO_AMQP_URI": f"amqp://127.0.0.1:{any_free()}/",
        "VINCULO_MONGO_DATABASE": "orders",
        "VINCULO_LINK_SECRET": _KEY,
        "VINCULO_SEAL_SECRET": _KEY,
    }
    return identity, PythonModule("orders", folder / "orders", any_free(), ["orders", "api"], settings)


def _start(program: Program, running: ExitStack) -> None:
    program.start()
    running.callback(program.stop)
    program.wait_ready()


def _token(identity: PythonModule) -> str:
    request = urllib.request.Request(
        f"{identity.url}/development/token", orjson.dumps({"email": _ADMIN}), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(orjson.loads(answer.read())["access_token"])


def _cuts(answers: list[Answer]) -> list[float]:
    return quantiles([(answer.answered - answer.sent) * 1000 for answer in answers], n=100)


def _cpu(*programs: Program) -> float:
    """CPU seconds so far."""
    return sum(trees({each.name: each.process.pid for each in programs if each.process}).values())
