"""The words of `explain`, one table a language; a new language is a new table here."""

from collections.abc import Mapping
from types import MappingProxyType

from assignment.domain.texts.bg import BG
from assignment.domain.texts.en import EN
from assignment.domain.texts.es import ES
from assignment.domain.texts.ro import RO
from assignment.domain.texts.table import Texts

TEXTS: Mapping[str, Texts] = MappingProxyType({"en": EN, "es": ES, "ro": RO, "bg": BG})
"""By two-letter language code."""

__all__ = ["TEXTS", "Texts"]
