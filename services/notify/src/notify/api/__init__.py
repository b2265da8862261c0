"""The HTTP door: which mails were written and what became of them, and what people choose."""

from notify.api.mails import mails_router
from notify.api.preferences import preferences_router

__all__ = ["mails_router", "preferences_router"]
