"""Each reason reads as a sentence in each language, with names and never with ids."""

import re
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
from tests.unit.assignment.company import (
    BOSS,
    CAREFUL,
    CLERK,
    M1,
    M2,
    M3,
    NOW,
    OFF,
    WHEEL,
    K,
    away,
    card,
    decide,
    facts,
    gone,
    off_duty,
)

from assignment.domain.decide_card import decide_card
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import DrawOutcome
from assignment.domain.explain import explain_card, explain_order, with_correction
from assignment.domain.facts import (
    Act,
    CardFacts,
    Channel,
    CustomerFact,
    Kind,
    LinkFact,
    MergeFact,
    OrderFacts,
    Roster,
    StaffFact,
    TransferFact,
)
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Pool, Settings, Strategy, Unavailable
from assignment.domain.texts import TEXTS, Texts

NAMES = {
    "M1": "Marta Ruiz",
    "M2": "Ion Pop",
    "M3": "Elena Ivanova",
    "K": "Kiril Petrov",
    "clerk": "Ana Silva",
    "boss": "Olga Stan",
    "c1": "Casa Sol",
}
SAVED = Act.SAVED
ORDERS: list[tuple[OrderFacts, tuple[StaffFact, ...], Settings]] = [
    (facts(act=SAVED, terminal=True), (M1,), WHEEL),
    (facts(guest=True), (M1, M2), WHEEL),
    (facts(guest=True), (M1, M2), OFF),
    (facts(explicit="M1", at_door=True), (gone(M1),), WHEEL),
    (facts(explicit="M1"), (M1,), WHEEL),
    (facts(act=SAVED, manager="M1"), (M1,), WHEEL),
    (facts(explicit="M2", cm="M1"), (gone(M1), M2), WHEEL),
    (facts(explicit="M1", cm="M1"), (M1,), WHEEL),
    (facts(explicit="M2", cm="M1"), (M1, M2), WHEEL),
    (facts(act=SAVED, manager="M1", cm="M1"), (M1,), WHEEL),
    (facts(cm="M1"), (M1,), WHEEL),
    (facts(cm="M1"), (away(M1, "K"), K), CAREFUL),
    (facts(cm="M1"), (away(M1), M2), CAREFUL),
    (facts(cm="M1"), (away(M1), M2, M3), replace(CAREFUL, unavailable=Unavailable.DISTRIBUTE)),
    (facts(cm="M1"), (away(M1), M2), replace(CAREFUL, unavailable=Unavailable.HOLD)),
    (facts(cm="M1", actor="M2"), (gone(M1), M2), WHEEL),
    (facts(actor="M2"), (M2,), WHEEL),
    (facts(act=SAVED, actor="M2"), (M2,), WHEEL),
    (facts(cm="M1"), (gone(M1), M2, M3), WHEEL),
    (facts(), (M1, M2), replace(WHEEL, strategy=Strategy.LEAST_LOADED)),
    (facts(), (M1, M2), replace(WHEEL, strategy=Strategy.WEIGHTED)),
    (facts(cm="M1"), (gone(M1), M2), OFF),
    (facts(), (gone(M1), away(M2), BOSS), CAREFUL),
    (facts(), (M1,), replace(WHEEL, pools=(Pool("none"),))),
]
CARDS: list[tuple[tuple[StaffFact, ...], dict[str, Any]]] = [
    ((M1,), {"touched": True, "explicit": "M1"}),
    ((gone(M1),), {"touched": True, "explicit": "M1"}),
    ((M1,), {}),
    ((M1,), {"channel": Channel.POS, "touched": True, "explicit": "M1"}),
    ((CLERK,), {"channel": Channel.POS, "actor": "clerk"}),
    ((M1,), {"channel": Channel.POS, "cm": "M1", "matches_existing": True}),
    ((M1, M2), {"act": SAVED, "cm": "M1", "touched": True, "explicit": "M2"}),
    ((M1,), {"act": SAVED, "cm": "M1", "touched": True}),
    ((M1,), {"act": SAVED, "cm": "M1"}),
    ((M1, M2), {"act": SAVED, "cm": "M1", "transfer": TransferFact("t1", "M2")}),
    ((M1, M2), {"act": SAVED, "cm": "M2", "transfer": TransferFact("t1", "M2", orders=("o1",))}),
    ((M1, M2), {"act": SAVED, "cm": "M2", "transfer": TransferFact("t2", "M1", undo=True)}),
    ((M1, M2), {"act": SAVED, "merge": MergeFact("c2", "M2", stands=True)}),
    ((M1, M2), {"act": SAVED, "cm": "M1", "merge": MergeFact("c2", "M2", stands=True)}),
    ((M1, M2), {"act": SAVED, "cm": "M1", "merge": MergeFact("c2", "M2", stands=False)}),
    ((M1, M2), {"act": SAVED, "merge": MergeFact("c2", "M1", stands=False, undo=True)}),
    ((M1, M2), {"act": SAVED, "cm": "M1", "merge": MergeFact("c2", None, stands=True, undo=True)}),
]


def decided_orders() -> list[tuple[OrderFacts, OrderDecision]]:
    return [(case, decide(case, *people, settings=settings)) for case, people, settings in ORDERS]


def decided_cards() -> list[tuple[CardFacts, CardDecision]]:
    return [
        (
            CardFacts(
                CustomerFact("c1"),
                NOW,
                link=LinkFact(fields.get("cm")),
                **{name: value for name, value in fields.items() if name != "cm"},
            ),
            card(*people, **fields),
        )
        for people, fields in CARDS
    ]


def assert_reads_like_a_sentence(text: str) -> None:
    assert re.fullmatch(r"[A-ZÁ-ÚÎА-Я].*[^.]\.", text), text
    assert not re.search(r"[{}]|\b(M\d|K|c1|clerk|boss)\b|[A-Z]{3,}_|  |\(\)|: \.", text), text


@pytest.mark.req("N1")
@pytest.mark.parametrize("language", ["en", "es", "ro", "bg"])
def test_every_reason_is_explained_in_every_language(language: str) -> None:
    texts: set[str] = set()
    explained: set[Reason] = set()
    for case, decision in decided_orders():
        texts.add(explain_order(case, decision, NAMES, language))
        explained.add(decision.reason)
    for card_case, card_decision in decided_cards():
        texts.add(explain_card(card_case, card_decision, NAMES, language))
        explained.add(card_decision.reason)
    assert explained == set(Reason)
    for text in texts:
        assert_reads_like_a_sentence(text)
        assert TEXTS[language].unknown not in text


@pytest.mark.req("N1")
def test_a_distributed_order_tells_who_got_it_whom_he_replaced_and_who_was_not_chosen() -> None:
    case = facts(cm="M1", kind=Kind.QUOTE)
    decision = decide(case, gone(M1), M2, M3)
    assert explain_order(case, decision, NAMES, "en") == (
        "The quote goes to Ion Pop (next in turn), because Marta Ruiz is inactive; Ion Pop is now the manager of"
        " Casa Sol. By version 1 of the distribution settings. Not chosen: Elena Ivanova (turn comes later)."
    )


@pytest.mark.req("N1", "O8", "M3")
def test_a_chain_of_covers_names_those_who_were_away_themselves() -> None:
    case = facts(cm="M1")
    decision = decide(case, away(M1, "M2"), away(M2, "K"), K, settings=CAREFUL)
    assert explain_order(case, decision, NAMES, "en") == (
        "The order goes to Kiril Petrov, who covers for Marta Ruiz while away; Casa Sol stays with Marta Ruiz."
        " Not chosen: Ion Pop (absent)."
    )


@pytest.mark.req("N1", "O9")
def test_why_a_manager_was_not_available_is_part_of_the_sentence() -> None:
    case = facts(cm="M1")
    decision = decide(case, off_duty(M1), M2, settings=replace(CAREFUL, unavailable=Unavailable.HOLD))
    assert explain_order(case, decision, NAMES, "en").startswith(
        "The order is held without a manager: Marta Ruiz is outside working hours, nobody covers"
    )


@pytest.mark.req("N1")
def test_whose_choice_it_was_and_by_which_settings_and_pool_is_told() -> None:
    chosen = facts(explicit="M2", cm="M1", actor="clerk")
    assert explain_order(chosen, decide(chosen, M1, M2, CLERK), NAMES, "en").endswith(
        "Casa Sol stays with Marta Ruiz. That was the choice of Ana Silva."
    )
    pool = replace(WHEEL, pools=(Pool("North", members=("M3",)),))
    assert explain_order(facts(), decide(facts(), M1, M3, settings=pool), NAMES, "en").endswith(
        "now has Elena Ivanova. By version 1 of the distribution settings, pool “North”."
    )
    case = CardFacts(
        CustomerFact("c1"), NOW, SAVED, link=LinkFact("M1"), actor="boss", touched=True, explicit="M2",
        unassigned_orders=("o1", "o2"),
    )  # fmt: skip
    assert explain_card(case, decide_card(case, Roster(1, (M1, M2, BOSS))), NAMES, "en") == (
        "The manager of Casa Sol was changed on the card; now it is Ion Pop. Waiting orders that went along: 2."
        " That was the choice of Olga Stan."
    )


@pytest.mark.req("N1")
@pytest.mark.parametrize("language", ["en", "es", "ro", "bg"])
def test_a_decision_in_place_of_another_says_so(language: str) -> None:
    case = facts(cm="M1")
    why = explain_order(case, decide(case, M1), NAMES, language)
    assert with_correction(why, language) == f"{why} {TEXTS[language].corrects}"


@pytest.mark.req("N1")
@pytest.mark.parametrize(
    ("language", "starts"), [("es", "El pedido"), ("ro", "Comanda"), ("bg", "Поръчката"), ("en", "The order")]
)
def test_the_readers_language_is_used(language: str, starts: str) -> None:
    case = facts(cm="M1")
    assert explain_order(case, decide(case, M1), NAMES, language).startswith(starts)


@pytest.mark.req("N1", "C7")
@pytest.mark.parametrize(("has", "said"), [("M1", False), ("M2", True)])
def test_what_is_left_of_a_choice_is_told_as_somebodys_choice_only_if_the_card_still_has_whom_he_chose(
    has: str, said: bool
) -> None:
    left: dict[str, Any] = {"touched": True, "explicit": "M2", "unassigned_orders": ("o1",), "goes_on": True}
    case = CardFacts(CustomerFact("c1"), NOW, act=SAVED, link=LinkFact(has), actor="boss", **left)
    text = explain_card(case, decide_card(case, Roster(1, (M1, M2))), NAMES, "en")
    assert f"now it is {NAMES[has]}. Waiting orders that went along: 1." in text
    assert ("choice of" in text) is said


@pytest.mark.req("N1")
def test_a_sentence_ends_once_also_after_a_name_with_a_full_stop_of_its_own() -> None:
    names = {**NAMES, "c1": "Peña S.L."}
    text = explain_order(facts(cm="M1"), decide(facts(cm="M1"), M1), names, "en")
    assert text == "The order goes to Marta Ruiz, the manager of Peña S.L."


@pytest.mark.req("N1")
def test_a_long_list_of_people_is_cut_with_a_count() -> None:
    crowd = [StaffFact(f"p{i:02}") for i in range(20)]
    names = {person.id: f"Person {i}" for i, person in enumerate(crowd)} | {"c1": "Casa Sol"}
    text = explain_order(facts(), decide(facts(), *crowd), names, "en")
    assert text.endswith("Person 5, 14 more (turn comes later).")


@pytest.mark.req("N1", "O9")
def test_who_is_away_is_said_to_be_so_whatever_else_keeps_him_out_of_the_pool() -> None:
    case, settings = facts(cm="clerk"), replace(CAREFUL, unavailable=Unavailable.DISTRIBUTE)
    pooled = replace(settings, pools=(Pool("desk", members=("clerk", "M2")),))
    text = explain_order(case, decide(case, away(CLERK), M2, settings=pooled), NAMES, "en")
    assert "because Ana Silva is absent and nobody covers" in text


@pytest.mark.req("N1")
def test_a_person_who_was_erased_is_named_without_an_id() -> None:
    text = explain_order(facts(cm="M1"), decide(facts(cm="M1"), M1), {"c1": "Casa Sol"}, "en")
    assert text == "The order goes to somebody no longer known, the manager of Casa Sol."


@pytest.mark.req("N1")
@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS.keys())
def test_a_table_has_every_word_and_the_same_names_in_each_sentence_as_english(texts: Texts) -> None:
    assert set(texts.kinds) == set(Kind)
    assert set(texts.sentences) == set(Reason)
    assert set(texts.passed_over) == set(PassedOver)
    assert set(texts.how) == set(Strategy) - {Strategy.OFF}
    assert set(texts.why_nobody) == set(DrawOutcome) - {DrawOutcome.CHOSEN, DrawOutcome.OFF}
    for reason, sentence in texts.sentences.items():
        assert fields_of(sentence) == fields_of(TEXTS["en"].sentences[reason]), reason


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
