"""Rows M1 to M5."""

from assignment.domain.facts import Act, LinkFact, MergeFact, TransferFact
from assignment.domain.rows import Row
from assignment.domain.rulebook.examples import ION, MARTA, OLGA, CardExample, OrderExample, card, company, order
from assignment.domain.rulebook.rules import Chapter, Rule
from assignment.domain.settings import Settings

MANAGERS = Chapter(
    "Managers who leave, come back, are away, hand over",
    "None of these rewrites links behind anybody's back; what they change is how the next order is decided.",
    (
        Rule(
            Row.M1,
            "A manager leaves",
            "The account is disabled.",
            "No link is rewritten at once: his customers show as stale, and their next orders run rows O10, O13 or "
            "O15. Within seconds he gets no order, no mail and no access any more.",
            'supervisors: one task, "reassign N customers, K open orders"',
            (OrderExample("After Marta left, her customer orders.", order(), MARTA, people=company(inactive=[MARTA])),),
        ),
        Rule(
            Row.M2,
            "A manager comes back",
            "The account is enabled again.",
            "Customers who are still his are his again at once; those who got somebody else meanwhile stay there.",
            "nobody",
            (OrderExample("Marta is back before her customer ordered.", order(), MARTA),),
        ),
        Rule(
            Row.M3,
            "An absence begins or ends",
            "A planned absence, with or without a cover.",
            "Nothing moves. Within the absence rows O8 and O9 apply, if the settings ask who is available "
            "(`respect_availability`); its end needs nobody to do anything.",
            "nobody",
            (
                OrderExample(
                    "During Marta's holiday.",
                    order(),
                    MARTA,
                    people=company(away=[MARTA], cover=ION),
                    settings=Settings(version=9, respect_availability=True),
                ),
                OrderExample("After it.", order(), MARTA, settings=Settings(version=9, respect_availability=True)),
            ),
        ),
        Rule(
            Row.M4,
            "Customers are handed over",
            "Somebody with the permission transfers customers from one manager to another, or spreads them by the "
            "distribution settings.",
            "A preview first. Each customer then has his own outcome: assigned, unchanged, conflict, forbidden or not "
            "found. Undo gives back only what is still as the transfer left it, and lists the rest.",
            "one digest for each of those concerned",
            (
                CardExample(
                    "Marta's customers are handed to Ion; this is what becomes of Casa Sol.",
                    card(act=Act.SAVED, actor=OLGA, link=LinkFact(MARTA, 1), transfer=TransferFact("transfer", ION)),
                ),
                CardExample(
                    "The transfer is undone.",
                    card(
                        act=Act.SAVED,
                        actor=OLGA,
                        link=LinkFact(ION, 2),
                        transfer=TransferFact("undo", MARTA, undo=True),
                    ),
                ),
            ),
        ),
        Rule(
            Row.M5,
            "Two cards of one customer are merged",
            "Somebody with the permission finds that two cards are of one customer and merges them.",
            "One card stands for both and keeps its manager; if it has no active one, it takes the other's. The other "
            "card's link ends, so that nobody is paid twice for one customer. Undo gives back what is still as the "
            "merge left it.",
            "whoever lost a card or got one, unless he has both",
            (
                CardExample(
                    "Casa Sol has nobody; a second card of it, which Ion has, is merged into it.",
                    card(act=Act.SAVED, actor=OLGA, merge=MergeFact("second", ION, stands=True)),
                ),
                CardExample(
                    "The other way round: the card that Ion has is merged into one that Marta has.",
                    card(
                        act=Act.SAVED,
                        actor=OLGA,
                        link=LinkFact(ION, 1),
                        merge=MergeFact("first", MARTA, stands=False),
                    ),
                ),
                CardExample(
                    "That merge is undone.",
                    card(
                        act=Act.SAVED,
                        actor=OLGA,
                        link=LinkFact(None, 2),
                        merge=MergeFact("first", ION, stands=False, undo=True),
                    ),
                ),
            ),
        ),
    ),
)
