"""Puts the service together: the only file that knows all others."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from chassis.access import Seal
from chassis.commit import Marks
from chassis.replicas import Replays, Replica, Replicas, replays_router, replicas_router
from chassis.runtime import Kernel, Service
from contracts.orders import OrdersReplayFinished
from orders.api import routers
from orders.consumers import SUBSCRIPTIONS, Reactions
from orders.domain.customer import Shop
from orders.domain.link_access import AlarmRule
from orders.gateways.rendering import PillowRenderer
from orders.ports import Uses
from orders.settings import OrdersSettings
from orders.store.carts import MongoCarts
from orders.store.catalogue import MemoryCatalogue
from orders.store.categories import MongoCategories
from orders.store.customers import CUSTOMERS, MongoCustomers
from orders.store.exchange_rates import MongoExchangeRates
from orders.store.link_accesses import MongoLinkAccesses
from orders.store.order_links import MongoOrderLinks
from orders.store.orders import ORDERS, MongoOrders
from orders.store.pictures import FolderPictures, MongoPictures
from orders.store.products import MongoProducts
from orders.store.revisions import MongoRevisions
from orders.store.sendings import MongoSendings
from orders.store.traces import MongoTraces
from orders.usecases.expire_quotes import expire_quotes
from orders.usecases.restate_links import restate_links
from orders.usecases.restate_orders import restate_orders
from orders.usecases.sweep_pictures import sweep_pictures


def build() -> Service:
    """The service as its environment wants it."""
    settings = OrdersSettings()
    kernel = Kernel.assemble("orders", settings)
    orders, products = MongoOrders(kernel.mongo), MongoProducts(kernel.mongo)
    revisions = MongoRevisions(kernel.mongo)
    links, carts = MongoOrderLinks(kernel.mongo), MongoCarts(kernel.mongo)
    accesses, sendings = MongoLinkAccesses(kernel.mongo), MongoSendings(kernel.mongo)
    pictures: MongoPictures | FolderPictures = MongoPictures(kernel.mongo)
    if settings.pictures != "mongo":
        pictures = FolderPictures(Path(settings.pictures))
    categories = MongoCategories(kernel.mongo, kernel.clock)
    rates = MongoExchangeRates(kernel.mongo, kernel.clock, settings.shop_currency)
    uses = Uses(
        orders=orders,
        revisions=revisions,
        products=products,
        renderer=PillowRenderer(),
        pictures=pictures,
        categories=categories,
        catalogue=MemoryCatalogue(products, kernel.clock),
        rates=rates,
        customers=MongoCustomers(kernel.mongo),
        links=links,
        accesses=accesses,
        sendings=sendings,
        carts=carts,
        traces=MongoTraces(kernel.mongo),
        staff=kernel.directory,
        marks=Marks(kernel.mongo),
        commits=kernel.committer,
        clock=kernel.clock,
        shop=Shop(
            settings.shop_name,
            settings.shop_language,
            settings.shop_currency,
            settings.shop_colour,
            settings.shop_contact,
            settings.shop_time_zone,
        ),
        alarm=AlarmRule(settings.link_alarm_networks, timedelta(hours=settings.link_alarm_hours)),
        link_secret=settings.link_secret.get_secret_value().encode(),
        seal=Seal(settings.seal_secret.get_secret_value()),
        quote_days=settings.quote_days,
    )
    kept = (orders, revisions, products, pictures, categories, rates, links, accesses, sendings, carts)
    replicas = Replicas(
        kernel.mongo,
        kernel.committer,
        kernel.clock,
        customers=Replica(CUSTOMERS),
        decisions=Replica(ORDERS, authoritative=True),
    )
    sources = {"orders": partial(restate_orders, uses), "order_links": partial(restate_links, uses)}
    replays = Replays(kernel.mongo, kernel.committer, kernel.clock, sources, OrdersReplayFinished)
    return Service(
        kernel=kernel,
        summary="Products, orders, quotes and purchases, personal order links and the shop behind them.",
        routers=(
            replays_router("/v1/orders", replays),
            replicas_router("/v1/orders", replicas),
            *routers(uses, settings.public_url, settings.shop_logo),
        ),
        subscriptions=SUBSCRIPTIONS,
        uses=Reactions(uses, kernel.directory, replicas),
        prepare=(*(each.prepare for each in kept), replays.prepare, replicas.prepare),
        background=[replays.run],
        working=[partial(expire_quotes, uses), partial(sweep_pictures, uses)],
    )
