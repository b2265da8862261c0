"""A decision as a sentence that a sales director understands, with names instead of ids (N1)."""

from collections.abc import Mapping

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.facts import CardFacts, OrderFacts
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.texts import TEXTS, Texts

_NAMED_AT_MOST = 5


def explain_order(facts: OrderFacts, decision: OrderDecision, names: Mapping[str, str], language: str) -> str:
    """One sentence why, and one about who was not chosen.

    `names`: people and customers by id. `language`: two letters or a tag; English for one without a table.
    """
    texts = TEXTS.get(language[:2].lower(), TEXTS["en"])
    draw = decision.draw
    sentence = texts.sentences[decision.reason]
    if decision.reason is Reason.NO_CUSTOMER and decision.order_manager is None:
        sentence = texts.guest_nobody
    said = _Said(texts, names)
    why = sentence.format(
        what=texts.kinds[facts.order.kind],
        customer=said.name(facts.customer.id if facts.customer else None),
        manager=said.name(decision.order_manager),
        card=said.name(decision.card_manager),
        former=said.name(facts.link.manager),
        named=said.name(facts.order.explicit or facts.order.manager),
        how=texts.how.get(draw.strategy, "") if draw else "",
        why=texts.why_nobody.get(draw.outcome, "") if draw else "",
    )
    return " ".join(part for part in (why, said.not_chosen(decision.passed_over)) if part)


def explain_card(facts: CardFacts, decision: CardDecision, names: Mapping[str, str], language: str) -> str:
    """One sentence why the card has the manager that it has."""
    texts = TEXTS.get(language[:2].lower(), TEXTS["en"])
    sentence = texts.sentences[decision.reason]
    if decision.reason is Reason.NO_CHANGE:
        sentence = texts.card_untouched
    elif facts.transfer is not None and decision.orders:
        sentence = texts.orders_followed
    said = _Said(texts, names)
    return sentence.format(
        customer=said.name(facts.customer.id),
        manager=said.name(decision.manager),
        former=said.name(facts.link.manager),
        named=said.name(facts.explicit),
    )


class _Said:
    def __init__(self, texts: Texts, names: Mapping[str, str]) -> None:
        self._texts = texts
        self._names = names

    def name(self, some_id: str | None) -> str:
        return self._names.get(some_id or "", self._texts.unknown)

    def not_chosen(self, passed_over: Mapping[PassedOver, tuple[str, ...]]) -> str:
        if not passed_over:
            return ""
        groups = [f"{self._list(ids)} ({self._texts.passed_over[why]})" for why, ids in passed_over.items()]
        return self._texts.not_chosen.format(people="; ".join(groups))

    def _list(self, ids: tuple[str, ...]) -> str:
        named = [self.name(some_id) for some_id in ids[:_NAMED_AT_MOST]]
        if len(ids) > _NAMED_AT_MOST:
            named.append(self._texts.and_more.format(count=len(ids) - _NAMED_AT_MOST))
        return ", ".join(named)
