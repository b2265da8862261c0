"""The HTTP door: which mails were written and what became of them, and what people choose."""

from notify.api.audit import audit_router
from notify.api.choice_page import ChoicePages
from notify.api.choices import choices_router
from notify.api.mails import mails_router
from notify.api.preferences import preferences_router

__all__ = ["ChoicePages", "audit_router", "choices_router", "mails_router", "preferences_router"]
