"""Rows O0 to O16."""

from dataclasses import replace

from assignment.domain.facts import Act
from assignment.domain.rows import Row
from assignment.domain.rulebook.examples import ANA, ELENA, ION, MARTA, OrderExample, company, order
from assignment.domain.rulebook.rules import Chapter, Rule
from assignment.domain.settings import Settings, Strategy, Unavailable

_OFF = Settings(version=8, strategy=Strategy.OFF)
_CAREFUL = Settings(version=9, respect_availability=True)
_MARTA_LEFT = company(inactive=[MARTA])
_MARTA_AWAY = company(away=[MARTA])

ORDERS = Chapter(
    "Orders, quotes and purchases",
    "Each time one is created or saved, the rows are read from the top and the first that fits decides. A quote and a "
    "purchase are treated exactly like an order.",
    (
        Rule(
            Row.O0,
            "What is over stays as it is",
            "The order is shipped, delivered or cancelled, or a quote accepted, declined or expired.",
            "Order and card keep what they have.",
            "nobody",
            (
                OrderExample(
                    "Marta's order is already shipped when her customer is handed to somebody else.",
                    order(act=Act.SAVED, terminal=True, manager=MARTA),
                    manager=ION,
                ),
            ),
        ),
        Rule(
            Row.O16,
            "A guest's order",
            "The order comes from somebody without a customer card.",
            "It goes to whoever was named, else to the manager who enters it, else to whom the distribution settings "
            "choose, else to the queue. There is no card to fill.",
            "whoever got it",
            (
                OrderExample("A guest orders in the web shop.", order(), guest=True),
                OrderExample("The same, while distribution is off.", order(), guest=True, settings=_OFF),
            ),
        ),
        Rule(
            Row.O1,
            "An inactive manager cannot be chosen",
            "Somebody chooses a manager whose account is disabled.",
            "The save is refused. If he is disabled in the very moment of the save, the choice counts as none and the "
            "next rows decide.",
            "nobody",
            (
                OrderExample(
                    "Ion enters an order and chooses Marta, who left the company.",
                    order(explicit=MARTA),
                    actor=ION,
                    at_door=True,
                    people=_MARTA_LEFT,
                ),
            ),
        ),
        Rule(
            Row.O2,
            "The chosen manager fills an empty card",
            "Somebody chooses a manager, and the customer has no active one.",
            "The chosen manager gets the order and the customer.",
            "the chosen manager",
            (
                OrderExample("Ion chooses Elena; Casa Sol has no manager.", order(explicit=ELENA), actor=ION),
                OrderExample(
                    "Ion chooses Elena; Casa Sol is Marta's, who left.",
                    order(explicit=ELENA),
                    manager=MARTA,
                    actor=ION,
                    people=_MARTA_LEFT,
                ),
            ),
        ),
        Rule(
            Row.O3,
            "The choice agrees with the card",
            "Somebody chooses the customer's own manager.",
            "He gets the order; the card stays.",
            "the chosen manager",
            (OrderExample("Ana enters an order and chooses Marta.", order(explicit=MARTA), manager=MARTA, actor=ANA),),
        ),
        Rule(
            Row.O4,
            "A deliberate exception",
            "Somebody chooses another manager than the customer's.",
            "The chosen one gets this order. The customer stays with his manager: one order does not take a customer "
            "away.",
            "the chosen manager and the customer's manager",
            (OrderExample("Ion chooses Elena for Marta's customer.", order(explicit=ELENA), manager=MARTA, actor=ION),),
        ),
        Rule(
            Row.O5,
            "The order's manager fills the card",
            "An order that has a manager is saved, and the customer has no active one.",
            "The order's manager gets the customer, as in the last order.",
            "the order's manager",
            (
                OrderExample(
                    "Ana saves Marta's order of a customer without manager.",
                    order(act=Act.SAVED, manager=MARTA),
                    actor=ANA,
                ),
            ),
        ),
        Rule(
            Row.O6,
            "Nothing to decide",
            "An order that has a manager is saved, and so has the customer.",
            "Both keep them.",
            "nobody",
            (
                OrderExample(
                    "Elena saves Marta's order.", order(act=Act.SAVED, manager=MARTA), manager=MARTA, actor=ELENA
                ),
            ),
        ),
        Rule(
            Row.O7,
            "The customer's own manager",
            "The order has no manager, the customer has an active one, and he is available or the settings do not ask.",
            "His manager gets it, whoever entered it and however it came: this is what ties a customer to a person.",
            "the customer's manager",
            (
                OrderExample("Casa Sol orders through the personal link.", order(), manager=MARTA),
                OrderExample(
                    "Ion enters an order of Marta's customer and chooses nobody.", order(), manager=MARTA, actor=ION
                ),
            ),
        ),
        Rule(
            Row.O8,
            "The cover stands in",
            "As before, but the customer's manager is away and somebody covers for him.",
            "The cover gets the order; the customer stays. Covers chain: if the cover is away too, his own cover "
            "stands in, and so on. The end of the absence ends it by itself.",
            "the cover; the absent manager in a digest",
            (
                OrderExample(
                    "Marta is on holiday, Ion covers for her.",
                    order(),
                    manager=MARTA,
                    people=company(away=[MARTA], cover=ION),
                    settings=_CAREFUL,
                ),
                OrderExample(
                    "Ion is away as well, and Elena covers for him.",
                    order(),
                    manager=MARTA,
                    people=(
                        *company(away=[MARTA], cover=ION)[:1],
                        *company(away=[ION], cover=ELENA)[1:],
                    ),
                    settings=_CAREFUL,
                ),
            ),
        ),
        Rule(
            Row.O9,
            "Away without a cover",
            "As before, but nobody covers.",
            "The setting *unavailable* decides: the manager gets it all the same (as delivered), or it is distributed "
            "for this once, or it waits for him.",
            "whoever got it; supervisors if it waits",
            (
                OrderExample("Marta is away, set to *assign*.", order(), MARTA, people=_MARTA_AWAY, settings=_CAREFUL),
                OrderExample(
                    "The same, set to *distribute*.",
                    order(),
                    MARTA,
                    people=_MARTA_AWAY,
                    settings=replace(_CAREFUL, unavailable=Unavailable.DISTRIBUTE),
                ),
                OrderExample(
                    "The same, set to *hold*.",
                    order(),
                    MARTA,
                    people=_MARTA_AWAY,
                    settings=replace(_CAREFUL, unavailable=Unavailable.HOLD),
                ),
            ),
        ),
        Rule(
            Row.O10,
            "Whoever works on it replaces who left",
            "The customer's manager is inactive, and a manager enters or saves the order.",
            "He gets the order and the customer. A setting may ask distribution first.",
            "supervisors",
            (OrderExample("Marta left; Ion saves the order.", order(act=Act.SAVED), MARTA, ION, people=_MARTA_LEFT),),
        ),
        Rule(
            Row.O11,
            "Whoever creates it",
            "The customer has no manager, and a manager creates the order.",
            "He gets the order and the customer.",
            "nobody, as he knows",
            (OrderExample("Ion enters the first order of Casa Sol.", order(), actor=ION),),
        ),
        Rule(
            Row.O12,
            "Whoever edits and saves it",
            "The order and the customer have no manager, and a manager saves the order.",
            "He gets both, and not before he saves.",
            "nobody, as he knows",
            (OrderExample("An order waits in the queue; Ion opens and saves it.", order(act=Act.SAVED), actor=ION),),
        ),
        Rule(
            Row.O13,
            "Distribution replaces who left",
            "The customer's manager is inactive, and no manager acts: the order came by link, shop or program.",
            "Whom the distribution settings choose gets the order and the customer.",
            "the new manager; never the one who left",
            (
                OrderExample(
                    "Marta left; Casa Sol orders through the personal link.", order(), MARTA, people=_MARTA_LEFT
                ),
            ),
        ),
        Rule(
            Row.O14,
            "Distribution finds the first manager",
            "Nobody has order or customer, and no manager acts.",
            "Whom the distribution settings choose gets both.",
            "the new manager",
            (OrderExample("A new customer orders in the web shop.", order()),),
        ),
        Rule(
            Row.O15,
            "The queue",
            "Nothing above found anybody.",
            "The order waits in the queue of unassigned orders, with its reason and age, until somebody claims it or "
            "can be given it; the oldest first.",
            "supervisors, once an order",
            (
                OrderExample("Distribution is off.", order(), settings=_OFF),
                OrderExample(
                    "Everybody who could take it is away.",
                    order(),
                    people=company(away=[MARTA, ION, ELENA]),
                    settings=_CAREFUL,
                ),
            ),
        ),
    ),
)
