"""Makes letters into mails."""

from notify.gateways.printer.mime import Picture
from notify.gateways.printer.printer import Brand, MailPrinter

__all__ = ["Brand", "MailPrinter", "Picture"]
