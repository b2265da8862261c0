"""What notify tells the others."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Contract, Event


class Mail(Contract):
    """The fate of one mail to one member of staff; never its text."""

    id: str
    version: int
    recipient_id: str
    message_id: str
    template: str
    state: str
    order_id: str | None = None
    customer_id: str | None = None
    decision_id: str | None = None
    reason: str | None = None
    at: datetime


class MailEvent(Event):
    """The mail after an attempt to send it."""

    mail: Mail

    @property
    def subject(self) -> str:
        return self.mail.id

    @property
    def sequence(self) -> int:
        return self.mail.version


class MailSent(MailEvent):
    """The SMTP server took the mail."""

    TYPE: ClassVar[str] = "vinculo.notify.mail.sent.v1"


class MailFailed(MailEvent):
    """The mail was refused for good."""

    TYPE: ClassVar[str] = "vinculo.notify.mail.failed.v1"
