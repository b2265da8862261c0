"""A small sales company for the tests of the rules: people, orders, and a fold that plays orders one after another."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.facts import (
    Absence,
    Act,
    CardFacts,
    CustomerFact,
    LinkFact,
    OrderFact,
    OrderFacts,
    Roster,
    StaffFact,
    Window,
)
from assignment.domain.replay import standing_after
from assignment.domain.settings import Settings, Strategy

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
WHEEL = Settings(version=1, strategy=Strategy.ROUND_ROBIN)
OFF = Settings(version=2, strategy=Strategy.OFF)
CAREFUL = replace(WHEEL, version=3, respect_availability=True)

M1, M2, M3, K = (StaffFact(name) for name in ("M1", "M2", "M3", "K"))
CLERK = StaffFact("clerk", manager_role=False)
BOSS = StaffFact("boss", manager_role=False, supervisor=True)


def gone(person: StaffFact, since: datetime | None = None) -> StaffFact:
    return replace(person, active=False, inactive_since=since)


def away(person: StaffFact, cover: str | None = None) -> StaffFact:
    absence = Absence(NOW - timedelta(days=1), NOW + timedelta(days=7), cover)
    return replace(person, absences=(absence,))


def off_duty(person: StaffFact) -> StaffFact:
    """On holiday by the calendar, though not absent: outside his hours all day."""
    return replace(person, working_hours=(Window(NOW.weekday(), time(0), time(0)),), holidays=(NOW.date(),))


def facts(
    *, cm: str | None = None, guest: bool = False, actor: str | None = None, at_door: bool = False, **order: Any
) -> OrderFacts:
    """An order of customer c1 whose card has manager `cm`; `order` are fields of OrderFact."""
    return OrderFacts(
        order=OrderFact(id="o1", placed_at=NOW, **order),
        now=NOW,
        customer=None if guest else CustomerFact("c1"),
        link=LinkFact(cm, version=1 if cm else 0),
        actor=actor,
        at_door=at_door,
    )


def decide(
    case: OrderFacts, *people: StaffFact, settings: Settings = WHEEL, standing: Standing | None = None
) -> OrderDecision:
    return decide_order(case, Roster(1, people), settings, standing or Standing())


def card(*people: StaffFact, cm: str | None = None, **fields: Any) -> CardDecision:
    case = CardFacts(customer=CustomerFact("c1"), now=NOW, link=LinkFact(cm), **fields)
    return decide_card(case, Roster(1, people))


def told(decision: OrderDecision | CardDecision) -> dict[str, str]:
    """Who is told, as what."""
    assert len({recipient.staff_id for recipient in decision.recipients}) == len(decision.recipients)
    return {recipient.staff_id: recipient.role.value for recipient in decision.recipients}


class Company:
    """Plays saves one after another, as the ledger would: cards, order managers and wheels are kept between them."""

    def __init__(self, *people: StaffFact, settings: Settings = WHEEL) -> None:
        self.people = {person.id: person for person in people}
        self.settings = settings
        self.standing = Standing()
        self.cards: dict[str, str | None] = {}
        self.orders: dict[str, str | None] = {}

    def change(self, person: StaffFact) -> None:
        self.people[person.id] = person

    def save(self, order_id: str, customer: str = "c1", *, actor: str | None = None, **order: Any) -> OrderDecision:
        """Create the order if it is new, else save it again, and commit what is decided."""
        known = order_id in self.orders
        manager = self.orders.get(order_id)
        case = OrderFacts(
            order=OrderFact(
                id=order_id,
                placed_at=NOW,
                act=Act.SAVED if known else Act.CREATED,
                **{"manager": manager, **order},
            ),
            now=NOW,
            customer=CustomerFact(customer),
            link=LinkFact(self.cards.get(customer)),
            actor=actor,
        )
        decision = decide_order(case, Roster(1, self.people.values()), self.settings, self.standing)
        self.orders[order_id] = decision.order_manager
        self.cards[customer] = decision.card_manager
        self.standing = standing_after(self.standing, case, decision)
        return decision
