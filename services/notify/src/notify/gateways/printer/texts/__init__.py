"""The words of the mails, one table a language; a new language is a new table here."""

from collections.abc import Mapping

from notify.gateways.printer.texts.bg import BG
from notify.gateways.printer.texts.en import EN
from notify.gateways.printer.texts.es import ES
from notify.gateways.printer.texts.ro import RO
from notify.gateways.printer.texts.table import Labels, Texts

TEXTS: Mapping[str, Texts] = {"en": EN, "es": ES, "ro": RO, "bg": BG}
"""By two-letter language code."""

__all__ = ["TEXTS", "Labels", "Texts"]
