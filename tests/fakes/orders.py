"""The orders service without servers: its stores on documents in memory."""

from datetime import timedelta

from chassis.access import Seal
from chassis.clock import Clock
from chassis.commit import Marks
from chassis.mongo import Mongo
from orders.domain.customer import Shop
from orders.domain.link_access import AlarmRule
from orders.gateways.rendering import PillowRenderer
from orders.ports import Commits, Uses
from orders.store.carts import MongoCarts
from orders.store.catalogue import MemoryCatalogue
from orders.store.categories import MongoCategories
from orders.store.customers import MongoCustomers
from orders.store.exchange_rates import MongoExchangeRates
from orders.store.link_accesses import MongoLinkAccesses
from orders.store.order_links import MongoOrderLinks
from orders.store.orders import MongoOrders
from orders.store.pictures import MongoPictures
from orders.store.products import MongoProducts
from orders.store.revisions import MongoRevisions
from orders.store.sendings import MongoSendings
from orders.store.traces import MongoTraces
from tests.fakes.staff import Company


async def assembled(mongo: Mongo, commits: Commits, clock: Clock, company: Company) -> Uses:
    """What the use cases work with, on that database."""
    orders, revisions, products, pictures = (
        MongoOrders(mongo),
        MongoRevisions(mongo),
        MongoProducts(mongo),
        MongoPictures(mongo),
    )
    categories, rates = MongoCategories(mongo, clock), MongoExchangeRates(mongo, clock, "EUR")
    links, accesses, sendings, carts = (
        MongoOrderLinks(mongo),
        MongoLinkAccesses(mongo),
        MongoSendings(mongo),
        MongoCarts(mongo),
    )
    for store in (orders, revisions, products, pictures, categories, rates, links, accesses, sendings, carts):
        await store.prepare()
    return Uses(
        orders=orders,
        revisions=revisions,
        products=products,
        renderer=PillowRenderer(),
        pictures=pictures,
        categories=categories,
        catalogue=MemoryCatalogue(products, clock),
        rates=rates,
        customers=MongoCustomers(mongo),
        links=links,
        accesses=accesses,
        sendings=sendings,
        carts=carts,
        traces=MongoTraces(mongo),
        staff=company,
        marks=Marks(mongo),
        commits=commits,
        clock=clock,
        shop=Shop("Shop", "en", "EUR"),
        alarm=AlarmRule(3, timedelta(hours=24)),
        link_secret=b"secret",
        seal=Seal("secret"),
        quote_days=14,
    )
