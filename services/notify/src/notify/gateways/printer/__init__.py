"""Makes letters into mails."""

from notify.gateways.printer.printer import MailPrinter

__all__ = ["MailPrinter"]
