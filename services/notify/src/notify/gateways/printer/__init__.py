"""Makes letters into mails."""

from notify.gateways.printer.printer import Brand, MailPrinter

__all__ = ["Brand", "MailPrinter"]
