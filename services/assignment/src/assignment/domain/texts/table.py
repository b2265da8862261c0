"""The shape of a language's table."""

from collections.abc import Mapping
from dataclasses import dataclass

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Strategy


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's words.

    Sentences may name {what} (the kind, capitalised, always first), {customer}, {manager} who has it now,
    {card} who is on the card now, {former} who was before, {named} whom a human asked for, {how} and {why}
    the settings decided, {away} why who is on the card was not available; no sentence inflects a name. `guest_nobody`,
    `no_change_same`, `card_untouched`, `merged_away`, `unmerged_alone` and `orders_followed` serve the reasons that
    have two meanings.
    """

    kinds: Mapping[Kind, str]
    sentences: Mapping[Reason, str]
    guest_nobody: str
    no_change_same: str
    card_untouched: str
    merged_away: str
    unmerged_alone: str
    orders_along: str
    done_by: str
    by_settings: str
    by_settings_and_pool: str
    corrects: str
    orders_followed: str
    how: Mapping[Strategy, str]
    why_nobody: Mapping[DrawOutcome, str]
    not_chosen: str
    passed_over: Mapping[PassedOver, str]
    and_more: str
    unknown: str
