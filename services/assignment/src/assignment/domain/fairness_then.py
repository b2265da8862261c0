"""Fairness of every pool in a period in which settings, groups and people changed (N7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assignment.domain.eligible_time import Span, State, eligible_spans
from assignment.domain.facts import Absence
from assignment.domain.fairness import Candidate, Gift, PoolFairness, pool_fairness
from assignment.domain.settings import EVERYBODY, Pool, Settings, Strategy


@dataclass(frozen=True, slots=True)
class Regime:
    """Settings, and when they held."""

    settings: Settings
    span: Span

    @property
    def pools(self) -> tuple[Pool, ...]:
        """Those that could give something."""
        return self.settings.pools or (EVERYBODY,)


def pools_fairness(
    regimes: Sequence[Regime],
    states: Sequence[tuple[str, State]],
    absences: Mapping[str, tuple[Absence, ...]],
    gifts: Sequence[Gift],
    within: Span,
) -> list[PoolFairness]:
    """Pools in the order of the last settings, then those that were before. Somebody could be given something while he
    was in the pool as it was then; turns weigh as at the end of his time in it."""
    people = {person: [state for _, state in mine] for person, mine in groupby(states, key=lambda each: each[0])}
    names = dict.fromkeys(pool.name for regime in reversed(regimes) for pool in regime.pools)
    by_pool: dict[str, list[Gift]] = {name: [] for name in names}
    for gift in gifts:
        by_pool.setdefault(gift.pool, []).append(gift)
    found = []
    for name, given in by_pool.items():
        candidates = {gift.staff_id: Candidate(gift.staff_id, ()) for gift in given}
        for regime in regimes:
            for pool in regime.pools:
                if pool.name == name:
                    _join(candidates, regime, pool, people, absences)
        found.append(pool_fairness(name, given, [candidates[each] for each in sorted(candidates)], within))
    return found


def _join(
    candidates: dict[str, Candidate],
    regime: Regime,
    pool: Pool,
    people: Mapping[str, Sequence[State]],
    absences: Mapping[str, tuple[Absence, ...]],
) -> None:
    strategy = pool.strategy or regime.settings.strategy
    if Strategy.OFF in (strategy, regime.settings.strategy):
        return
    for person, states in people.items():
        member = [
            replace(state, person=replace(state.person, active=False)) if _out(pool, state) else state
            for state in states
        ]
        if all(not state.person.active for state in member):
            continue
        spans = eligible_spans(
            member,
            absences.get(person, ()),
            regime.span,
            respect_availability=regime.settings.respect_availability,
        )
        if spans or person in candidates or not _out(pool, states[-1]):
            weight = states[-1].person.weight if strategy is Strategy.WEIGHTED else 1
            earlier = candidates.get(person, Candidate(person, ())).spans
            candidates[person] = Candidate(person, (*earlier, *spans), weight)


def _out(pool: Pool, state: State) -> bool:
    """Whether he was no member."""
    person = state.person
    if pool is EVERYBODY:
        return not person.manager_role
    return person.id not in pool.members and not any(group in pool.groups for group in person.groups)
