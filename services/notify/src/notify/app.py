"""Puts the service together."""

from functools import lru_cache, partial

from chassis.access import Seal
from chassis.replicas import Replica, Replicas, replicas_router
from chassis.runtime import Kernel, Service
from notify.api import ChoicePages, audit_router, choices_router, mails_router, preferences_router
from notify.consumers import SUBSCRIPTIONS, Uses
from notify.domain.choice_key import ChoiceKeys
from notify.gateways.printer import Brand, MailPrinter, Picture
from notify.gateways.printer.colours import palette
from notify.gateways.smtp import SendingDesk, SmtpPost, SmtpServer
from notify.ports import Archive, Deps
from notify.settings import NotifySettings
from notify.store import (
    MongoAbsences,
    MongoAlarms,
    MongoCovered,
    MongoCustomers,
    MongoDepartures,
    MongoLinks,
    MongoMails,
    MongoOrders,
    MongoPreferences,
    MongoSendings,
    MongoTransfers,
)
from notify.store.absences import ABSENCES, CANCELLED
from notify.store.customers import CUSTOMERS
from notify.store.links import LINKS
from notify.store.orders import ORDERS
from notify.usecases.send_digests import send_digests
from notify.usecases.send_mail import send_mail
from notify.usecases.settle_mail import settle_mail


def build() -> Service:
    """The service as its environment wants it."""
    settings = NotifySettings()
    kernel = Kernel.assemble("notify", settings)
    mails, absences, covered = MongoMails(kernel.mongo), MongoAbsences(kernel.mongo), MongoCovered(kernel.mongo)
    keys = ChoiceKeys(settings.seal_secret.get_secret_value().encode())
    post = SmtpPost(_server(settings), settings.sender_address, settings.smtp_connections)
    deps = Deps(
        clock=kernel.clock,
        commits=kernel.committer,
        staff=kernel.directory,
        archive=Archive(
            MongoOrders(kernel.mongo),
            MongoCustomers(kernel.mongo),
            mails,
            absences,
            covered,
            MongoDepartures(kernel.mongo),
            MongoTransfers(kernel.mongo),
            MongoSendings(kernel.mongo),
            MongoAlarms(kernel.mongo),
            MongoPreferences(kernel.mongo),
            MongoLinks(kernel.mongo),
        ),
        printer=_printer(settings, keys),
        post=post,
        message_domain=settings.message_domain,
        time_zone=settings.shop_time_zone,
    )
    # One mail under way on each connection, and one ready to follow it.
    at_once = 2 * settings.smtp_connections
    desk = SendingDesk(mails, kernel.clock, partial(send_mail, deps), partial(settle_mail, deps), at_once)
    replicas = Replicas(
        kernel.mongo,
        kernel.committer,
        kernel.clock,
        customers=Replica(CUSTOMERS),
        orders=Replica(ORDERS),
        order_links=Replica(LINKS),
        absences=Replica(ABSENCES, gone=CANCELLED),
    )
    return Service(
        kernel=kernel,
        summary="Mails to staff and customers, and what became of them.",
        routers=[
            replicas_router("/v1/mails", replicas),
            preferences_router(deps),
            audit_router(deps),
            mails_router(deps, desk),
            choices_router(deps, keys, _pages(settings), settings.public_url),
        ],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, desk, kernel.directory, replicas, settings.confirm_orders),
        prepare=[mails.prepare, absences.prepare, covered.prepare, replicas.prepare],
        background=[desk.run, partial(send_digests, deps, desk)],
        # What is settled last still has to get out.
        closing=[desk.close, kernel.committer.flush, kernel.relay.flush, post.close],
    )


def _printer(settings: NotifySettings, keys: ChoiceKeys) -> MailPrinter:
    path, kind = settings.mail_logo, settings.logo_kind
    logo = Picture(kind, path.read_bytes()) if path and kind else None
    return MailPrinter(
        settings.public_url,
        Brand(settings.shop_name, settings.shop_colour, settings.shop_contact, logo, settings.shop_language),
        settings.sender_name,
        settings.sender_address,
        Seal(settings.seal_secret.get_secret_value()).opened,
        # The same stands in every mail to him.
        lru_cache(maxsize=10_000)(keys.in_mails),
    )


def _pages(settings: NotifySettings) -> ChoicePages:
    colours = palette(settings.shop_colour)
    return ChoicePages(settings.shop_name, colours.accent, colours.on_accent)


def _server(settings: NotifySettings) -> SmtpServer:
    password = settings.smtp_password
    return SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        starttls=settings.smtp_starttls,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
    )
