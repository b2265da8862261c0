"""MongoDB behind the ports."""

from customers.store.cards import MongoCards
from customers.store.merges import MongoMerges
from customers.store.notes import MongoNotes
from customers.store.turnstile import MongoTurnstile

__all__ = ["MongoCards", "MongoMerges", "MongoNotes", "MongoTurnstile"]
