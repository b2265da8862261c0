"""A small company for the examples, and how one of them comes out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision, Role
from assignment.domain.distribution import Standing
from assignment.domain.explain import explain_card, explain_order
from assignment.domain.facts import Absence, CardFacts, CustomerFact, LinkFact, OrderFact, OrderFacts, Roster, StaffFact
from assignment.domain.settings import Settings

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
MARTA, ION, ELENA = "marta", "ion", "elena"
ANA, OLGA = "ana", "olga"
CUSTOMER = "casa-sol"
NAMES = {
    MARTA: "Marta Ruiz",
    ION: "Ion Pop",
    ELENA: "Elena Ivanova",
    ANA: "Ana Silva",
    OLGA: "Olga Stan",
    CUSTOMER: "Casa Sol",
}
PEOPLE = (
    StaffFact(MARTA),
    StaffFact(ION),
    StaffFact(ELENA),
    StaffFact(ANA, manager_role=False),
    StaffFact(OLGA, manager_role=False, supervisor=True),
)
_SETTINGS = Settings(version=7)
_AS = {
    Role.CARD_MANAGER: "the manager on the card",
    Role.FORMER_MANAGER: "the former manager",
    Role.SUPERVISOR: "a supervisor",
    Role.ABSENT_MANAGER: "in a digest",
}


def company(
    *, inactive: Iterable[str] = (), away: Iterable[str] = (), cover: str | None = None
) -> tuple[StaffFact, ...]:
    """The company with some of its people inactive, or away and covered by that person."""
    absence = Absence(NOW - timedelta(days=1), NOW + timedelta(days=7), cover)
    return tuple(
        replace(person, active=person.id not in inactive, absences=(absence,) if person.id in away else ())
        for person in PEOPLE
    )


@dataclass(frozen=True, slots=True)
class OrderExample:
    """An order of Casa Sol, whose card has `manager`; `guest`: of somebody without a card."""

    story: str
    order: OrderFact
    manager: str | None = None
    actor: str | None = None
    guest: bool = False
    at_door: bool = False
    people: tuple[StaffFact, ...] = PEOPLE
    settings: Settings = _SETTINGS

    @property
    def facts(self) -> OrderFacts:
        """What is known."""
        customer = None if self.guest else CustomerFact(CUSTOMER)
        return OrderFacts(self.order, NOW, customer, LinkFact(self.manager), self.actor, self.at_door)

    def decision(self) -> OrderDecision:
        """What the rules make of it."""
        return decide_order(self.facts, Roster(1, self.people), self.settings, Standing())

    def outcome(self) -> str:
        """The same in words: who has what, who has a mail, and why."""
        decision = self.decision()
        why = explain_order(self.facts, decision, NAMES, "en")
        if decision.refused:
            return f"> {why}\n\nNothing is saved · `{decision.reason}`"
        stale = " (stale)" if decision.card_stale else ""
        card = "no card" if self.guest else _name(decision.card_manager) + stale
        return _outcome(why, f"Order: {_name(decision.order_manager)} · Card: {card}", decision)


@dataclass(frozen=True, slots=True)
class CardExample:
    """A card of Casa Sol that is created or saved."""

    story: str
    card: CardFacts
    people: tuple[StaffFact, ...] = PEOPLE

    def decision(self) -> CardDecision:
        """What the rules make of it."""
        return decide_card(self.card, Roster(1, self.people))

    def outcome(self) -> str:
        """The same in words."""
        decision = self.decision()
        why = explain_card(self.card, decision, NAMES, "en")
        if decision.refused:
            return f"> {why}\n\nNothing is saved · `{decision.reason}`"
        return _outcome(why, f"Card: {_name(decision.manager)}", decision)


def order(**fields: object) -> OrderFact:
    """An order that came just now."""
    return OrderFact("order", NOW, **fields)  # type: ignore[arg-type]


def card(**fields: object) -> CardFacts:
    """A card that is saved just now."""
    return CardFacts(CustomerFact(CUSTOMER), NOW, **fields)  # type: ignore[arg-type]


def _outcome(why: str, held: str, decision: OrderDecision | CardDecision) -> str:
    mails = [
        _name(each.staff_id) + (f" ({_AS[each.role]})" if each.role in _AS else "") for each in decision.recipients
    ]
    return f"> {why}\n\n{held} · Mail: {', '.join(mails) or 'nobody'} · `{decision.reason}`"


def _name(staff_id: str | None) -> str:
    return NAMES[staff_id] if staff_id is not None else "nobody"
