"""The chapters in order."""

from assignment.domain.rulebook.about_cards import CARDS
from assignment.domain.rulebook.about_managers import MANAGERS
from assignment.domain.rulebook.about_orders import ORDERS

CHAPTERS = (ORDERS, CARDS, MANAGERS)
