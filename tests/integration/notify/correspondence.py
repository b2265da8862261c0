"""Letters to customers as orders asks for them, and what came of them."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from tests.integration.notify.conftest import SEAL_SECRET
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

from chassis.access import Seal
from chassis.ids import new_id
from contracts.notify import MailSent
from contracts.orders import (
    Contact,
    OrderLinkSent,
)

URL = "https://shop.vinculo.test/o/the-token-that-opens-the-shop"


def link_sent(by: str, **changes: Any) -> OrderLinkSent:
    """Somebody sends a link to an own mailbox of each test."""
    address = f"{new_id()[-8:]}@cliente.test"
    whole: dict[str, Any] = {
        "sending_id": new_id(),
        "link_id": new_id(),
        "link_version": 1,
        "customer_id": new_id(),
        "to": Contact(name="Casa Sol", contact_person="Ana Ruiz", email=address),
        "language": "es",
        "sealed_url": Seal(SEAL_SECRET).sealed(URL),
        "by": by,
        "at": datetime.now(UTC),
    }
    return OrderLinkSent(**(whole | changes))


async def mail_to(post: Sink, address: str | None) -> EmailMessage:
    """The one mail in that box, as soon as it is there."""
    assert address is not None

    async def look() -> bool:
        return bool(post.to(address))

    await eventually(look)
    (mail,) = post.to(address)
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(["plain"])
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


async def sent_as(office: Running, sending_id: str) -> str:
    """The id of the mail, as soon as it is sent."""
    return (await office.tells(MailSent, lambda event: event.mail.sending_id == sending_id)).mail.id


async def everything(office: Running) -> str:
    """All that is stored, as text."""
    names = ("mails", "sendings", "outbox", "orders")
    return str([await office.database.collection(name).find({}) for name in names])
