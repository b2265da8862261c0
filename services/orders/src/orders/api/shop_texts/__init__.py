"""What the shop says, in its languages."""

from collections.abc import Mapping

from orders.api.shop_texts.bg import BG
from orders.api.shop_texts.en import EN
from orders.api.shop_texts.es import ES
from orders.api.shop_texts.ro import RO

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español", "ro": "Română", "bg": "Български"}
"""What each calls itself."""

TEXTS: Mapping[str, Mapping[str, str]] = {"en": EN, "es": ES, "ro": RO, "bg": BG}
