"""Rows C1 to C9."""

from assignment.domain.facts import Act, Channel, LinkFact
from assignment.domain.rows import Row
from assignment.domain.rulebook.examples import ANA, ELENA, ION, MARTA, OLGA, CardExample, card, company
from assignment.domain.rulebook.rules import Chapter, Rule

_MARTAS = LinkFact(MARTA, 1)

CARDS = Chapter(
    "The customer card",
    "The manager on a card is a person's word. It is never computed again: only orders fill a card that has no active "
    "manager, and only people change one that has.",
    (
        Rule(
            Row.C1,
            "Chosen in the office",
            "A card is created with a manager.",
            "He has the customer.",
            "the manager",
            (CardExample("Olga enters Casa Sol and chooses Marta.", card(actor=OLGA, touched=True, explicit=MARTA)),),
        ),
        Rule(
            Row.C2,
            "An inactive manager cannot be chosen",
            "The chosen manager's account is disabled.",
            "The save is refused. If he was active when it was saved and left a moment later, he stays on the card as "
            "stale: nobody loses a customer unseen.",
            "nobody",
            (
                CardExample(
                    "Olga chooses Marta, who left.",
                    card(actor=OLGA, touched=True, explicit=MARTA),
                    company(inactive=[MARTA]),
                ),
            ),
        ),
        Rule(
            Row.C3,
            "Left open in the office",
            "A card is created without a manager.",
            "It stays open; the first order brings a manager.",
            "nobody",
            (CardExample("Olga enters Casa Sol and chooses nobody.", card(actor=OLGA)),),
        ),
        Rule(
            Row.C4,
            "Chosen at the point of sale",
            "A customer is created at the point of sale, with a seller.",
            "That seller has the customer.",
            "the seller",
            (
                CardExample(
                    "Ana creates Casa Sol at the counter for Ion.",
                    card(channel=Channel.POS, actor=ANA, touched=True, explicit=ION),
                ),
            ),
        ),
        Rule(
            Row.C5,
            "Created at the point of sale",
            "The same without a seller.",
            "Whoever creates the customer has him, whatever his role.",
            "nobody, as he knows",
            (
                CardExample(
                    "Ana of the warehouse creates Casa Sol at the counter.", card(channel=Channel.POS, actor=ANA)
                ),
            ),
        ),
        Rule(
            Row.C6,
            "Known already at the point of sale",
            "E-mail or phone belong to a customer who is there already.",
            "That card is used, and keeps its manager.",
            "nobody",
            (
                CardExample(
                    "Ana enters Casa Sol, who is Marta's customer since last year.",
                    card(channel=Channel.POS, actor=ANA, link=_MARTAS, matches_existing=True),
                ),
            ),
        ),
        Rule(
            Row.C7,
            "The manager is changed on the card",
            "A card is saved with another active manager.",
            "He has the customer, and the customer's orders that nobody has. Orders that somebody has stay with him.",
            "the new and the former manager",
            (
                CardExample(
                    "Olga gives Casa Sol, with an order that waits in the queue, from Marta to Elena.",
                    card(
                        act=Act.SAVED,
                        actor=OLGA,
                        link=_MARTAS,
                        touched=True,
                        explicit=ELENA,
                        unassigned_orders=("waiting",),
                    ),
                ),
            ),
        ),
        Rule(
            Row.C8,
            "The manager is taken off the card",
            "A card is saved with the manager removed.",
            "The customer has none; orders stay where they are.",
            "the former manager",
            (CardExample("Olga empties the field.", card(act=Act.SAVED, actor=OLGA, link=_MARTAS, touched=True)),),
        ),
        Rule(
            Row.C9,
            "Anything else is saved",
            "A card is saved and the manager is not touched.",
            "He stays, also if he is inactive by now.",
            "nobody",
            (CardExample("Olga corrects the phone number.", card(act=Act.SAVED, actor=OLGA, link=_MARTAS)),),
        ),
    ),
)
