"""A decision as a sentence that a sales director understands, with names instead of ids (N1)."""

from collections.abc import Mapping, Set

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Draw
from assignment.domain.facts import CardFacts, MergeFact, OrderFacts
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import EVERYBODY
from assignment.domain.texts import TEXTS, Texts

_NAMED_AT_MOST = 5
_AWAY = (PassedOver.ABSENT, PassedOver.OUTSIDE_HOURS)


def explain_order(facts: OrderFacts, decision: OrderDecision, names: Mapping[str, str], language: str) -> str:
    """A sentence why; then by whose word or by which settings, and who was not chosen.

    `names`: people and customers by id. `language`: one that there is a table for.
    """
    texts = TEXTS[language]
    draw = decision.draw
    sentence = texts.sentences[decision.reason]
    if decision.reason is Reason.NO_CUSTOMER and decision.order_manager is None:
        sentence = texts.guest_nobody
    elif decision.reason is Reason.NO_CHANGE and decision.order_manager == decision.card_manager:
        sentence = texts.no_change_same
    said = _Said(texts, names)
    away = {staff_id: texts.passed_over[why] for why in _AWAY for staff_id in decision.passed_over.get(why, ())}
    why = sentence.format(
        what=texts.kinds[facts.order.kind],
        customer=said.name(facts.customer.id if facts.customer else None),
        manager=said.name(decision.order_manager),
        card=said.name(decision.card_manager),
        former=said.name(facts.link.manager),
        named=said.name(facts.order.explicit or facts.order.manager),
        how=texts.how.get(draw.strategy, "") if draw else "",
        why=texts.why_nobody.get(draw.outcome, "") if draw else "",
        away=away.get(decision.card_manager or "", ""),
    )
    told = {
        staff_id
        for field, staff_id in (("{former}", facts.link.manager), ("{card}", decision.card_manager))
        if field in sentence
    }
    return _joined(
        why,
        said.done_by(facts.actor, facts.order.explicit),
        said.settings(decision.settings_version, draw),
        said.not_chosen(decision.passed_over, told),
    )


def explain_card(facts: CardFacts, decision: CardDecision, names: Mapping[str, str], language: str) -> str:
    """A sentence why the card has the manager that it has; then by whose word, and what went along."""
    texts = TEXTS[language]
    sentence = texts.sentences[decision.reason]
    if decision.reason is Reason.NO_CHANGE:
        sentence = texts.card_untouched
    elif facts.transfer is not None and decision.orders:
        sentence = texts.orders_followed
    elif facts.merge is not None:
        sentence = _of_merge(texts, facts.merge, decision)
    said = _Said(texts, names)
    why = sentence.format(
        customer=said.name(facts.customer.id),
        manager=said.name(decision.manager),
        former=said.name(facts.link.manager),
        named=said.name(facts.explicit),
    )
    went_along = decision.orders and facts.transfer is None
    along = texts.orders_along.format(count=len(decision.orders)) if went_along else ""
    overtaken = facts.merge is not None or (facts.goes_on and decision.manager != facts.explicit)
    chosen = facts.touched and not overtaken
    return _joined(why, along, said.done_by(facts.actor, facts.explicit) if chosen else "")


def _of_merge(texts: Texts, merge: MergeFact, decision: CardDecision) -> str:
    if merge.stands and not decision.changed:
        return texts.card_untouched
    if decision.manager is None:
        return texts.unmerged_alone if merge.undo else texts.merged_away
    return texts.sentences[decision.reason]


def with_correction(why: str, language: str) -> str:
    """The same of a decision that was made in place of another."""
    return _joined(why, TEXTS[language].corrects)


def _joined(*sentences: str) -> str:
    return " ".join(_ended_once(sentence) for sentence in sentences if sentence)


def _ended_once(sentence: str) -> str:
    """A name may end in a full stop of its own, as in "S.L."."""
    return sentence.removesuffix(".") if sentence.endswith("..") else sentence


class _Said:
    def __init__(self, texts: Texts, names: Mapping[str, str]) -> None:
        self._texts = texts
        self._names = names

    def name(self, some_id: str | None) -> str:
        return self._names.get(some_id or "", self._texts.unknown)

    def done_by(self, actor: str | None, chosen: str | None) -> str:
        """Whose word it was, unless he named himself, which the sentence tells."""
        if actor is None or chosen is None or actor == chosen:
            return ""
        return self._texts.done_by.format(actor=self.name(actor))

    def settings(self, version: int, draw: Draw | None) -> str:
        """By which settings, if they were asked; the pool of settings that name none has no name to tell."""
        if draw is None:
            return ""
        if draw.pool is None or draw.pool == EVERYBODY.name:
            return self._texts.by_settings.format(version=version)
        return self._texts.by_settings_and_pool.format(version=version, pool=draw.pool)

    def not_chosen(self, passed_over: Mapping[PassedOver, tuple[str, ...]], told: Set[str | None]) -> str:
        """Everybody who could have got it, but for those of whom the sentence tells already."""
        left = {why: tuple(each for each in ids if each not in told) for why, ids in passed_over.items()}
        groups = [f"{self._list(ids)} ({self._texts.passed_over[why]})" for why, ids in left.items() if ids]
        return self._texts.not_chosen.format(people="; ".join(groups)) if groups else ""

    def _list(self, ids: tuple[str, ...]) -> str:
        named = [self.name(some_id) for some_id in ids[:_NAMED_AT_MOST]]
        if len(ids) > _NAMED_AT_MOST:
            named.append(self._texts.and_more.format(count=len(ids) - _NAMED_AT_MOST))
        return ", ".join(named)
