"""MongoDB behind the ports."""

from customers.store.cards import MongoCards
from customers.store.notes import MongoNotes

__all__ = ["MongoCards", "MongoNotes"]
