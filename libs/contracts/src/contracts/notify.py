"""What notify tells the others."""

from datetime import datetime
from typing import ClassVar, Literal

from contracts.base import Record, StateEvent


class Mail(Record):
    """The fate of one mail; never its text. To a customer: `recipient_id` is his id, `sending_id` what orders asked
    for (a link, a quote)."""

    recipient_id: str
    audience: Literal["staff", "customer"] = "staff"
    sending_id: str | None = None
    message_id: str
    template: str
    state: str
    order_id: str | None = None
    customer_id: str | None = None
    decision_id: str | None = None
    reason: str | None = None
    at: datetime


class MailEvent(StateEvent):
    """The mail after an attempt to send it."""

    mail: Mail

    @property
    def record(self) -> Mail:
        return self.mail


class MailSent(MailEvent):
    """The SMTP server took a mail to a customer; mails to staff are told only if they fail."""

    TYPE: ClassVar[str] = "vinculo.notify.mail.sent.v1"


class MailFailed(MailEvent):
    """The mail was refused for good."""

    TYPE: ClassVar[str] = "vinculo.notify.mail.failed.v1"
