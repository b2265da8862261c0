"""pick(): strategies, pools, conditions, capacity and quota; every way to find nobody is a defined outcome."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.assignment.company import CAREFUL, CLERK, M1, M2, M3, NOW, OFF, WHEEL, away, facts, gone, off_duty

from assignment.domain.decide_order import decide_order
from assignment.domain.distribution import DrawOutcome, Pick, Standing, pick
from assignment.domain.facts import (
    Channel,
    CustomerFact,
    Kind,
    Load,
    NotLookedUp,
    OrderFacts,
    Roster,
    StaffFact,
)
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.domain.wheel import Wheel

LEAST = replace(WHEEL, strategy=Strategy.LEAST_LOADED)
WEIGHTED = replace(WHEEL, strategy=Strategy.WEIGHTED)
IBERIA = replace(M1, groups=("Iberia",))
DANUBE = replace(M2, groups=("Danube",))


class Asked(dict[str, Load]):
    """What people carry, and about whom was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.of: list[str] = []

    def get(self, key: str, default: Any = None, /) -> Any:
        self.of.append(key)
        return super().get(key, default)


def ask(*people: StaffFact, settings: Settings = WHEEL, case: OrderFacts | None = None, **standing: Any) -> Pick:
    return pick(case or facts(), Roster(1, people), settings, Standing(**standing))


def chosen(found: Pick) -> str | None:
    return found.chosen.id if found.chosen else None


def shares(turns: int, *people: StaffFact, settings: Settings) -> Counter[str]:
    roster, wheels, count = Roster(1, people), dict[str, Wheel](), Counter[str]()
    for _ in range(turns):
        found = pick(facts(), roster, settings, Standing(wheels))
        assert found.chosen is not None
        assert found.draw.after is not None
        count[found.chosen.id] += 1
        wheels["everybody"] = found.draw.after
    return count


@pytest.mark.req("RC-9")
def test_by_default_the_wheel_turns_among_active_people_with_the_manager_role() -> None:
    assert Settings().strategy is Strategy.ROUND_ROBIN
    assert shares(10, M1, gone(M2), M3, CLERK, settings=Settings()) == {"M1": 5, "M3": 5}


@pytest.mark.req("RC-9")
def test_distribution_off_asks_nobody() -> None:
    found = ask(M1, settings=OFF)
    assert (found.chosen, found.draw.outcome, found.passed_over) == (None, DrawOutcome.OFF, {})


@pytest.mark.req("RC-9")
def test_distribution_off_holds_for_pools_with_a_strategy_of_their_own_too() -> None:
    pool = Pool("web", members=("M1",), strategy=Strategy.WEIGHTED)
    found = ask(M1, settings=replace(OFF, pools=(pool,)))
    assert (found.chosen, found.draw.outcome, found.draw.pool) == (None, DrawOutcome.OFF, None)


@pytest.mark.req("N1")
def test_each_candidate_is_listed_with_the_reason_he_was_passed_over() -> None:
    people = (
        replace(M1, id="a-free"),
        replace(M1, id="b-free"),
        gone(replace(M1, id="gone")),
        away(replace(M1, id="away")),
        off_duty(replace(M1, id="night")),
        replace(M1, id="full", capacity=3),
        replace(M1, id="quota", daily_quota=2),
        replace(CLERK, id="clerk"),
    )
    pool = Pool("all", members=tuple(person.id for person in people))
    found = ask(
        *people,
        settings=replace(CAREFUL, pools=(pool,)),
        loads={"full": Load(open_orders=3), "quota": Load(given_today=2)},
    )
    assert chosen(found) == "a-free"
    assert found.passed_over == {
        "INACTIVE": ("gone",),
        "NOT_MANAGER": ("clerk",),
        "ABSENT": ("away",),
        "OUTSIDE_HOURS": ("night",),
        "AT_CAPACITY": ("full",),
        "QUOTA_USED": ("quota",),
        "PASSED_BY_WHEEL": ("b-free",),
    }


@pytest.mark.req("O13")
def test_availability_is_looked_at_only_if_the_settings_say_so() -> None:
    assert chosen(ask(away(M1), M2, settings=WHEEL)) == "M1"
    assert chosen(ask(away(M1), M2, settings=CAREFUL)) == "M2"


@pytest.mark.req("N7")
@pytest.mark.parametrize(("carries", "taken"), [(2, True), (3, False), (4, False)])
def test_capacity_is_a_number_of_open_orders(carries: int, taken: bool) -> None:
    found = ask(replace(M1, capacity=3), loads={"M1": Load(open_orders=carries)})
    assert (chosen(found) == "M1") is taken


@pytest.mark.req("N7")
def test_a_quota_counts_the_orders_of_the_day() -> None:
    person = replace(M1, daily_quota=1)
    assert chosen(ask(person, loads={"M1": Load(open_orders=50)})) == "M1"
    assert ask(person, loads={"M1": Load(given_today=1)}).draw.outcome is DrawOutcome.NOBODY_ELIGIBLE


@pytest.mark.req("N7")
def test_least_loaded_picks_the_fewest_open_orders_for_the_weight() -> None:
    loads = {"M1": Load(4), "M2": Load(3), "M3": Load(9)}
    found = ask(M1, M2, M3, settings=LEAST, loads=loads)
    assert (chosen(found), found.passed_over) == ("M2", {"MORE_LOADED": ("M1", "M3")})
    assert chosen(ask(M1, M2, replace(M3, weight=4), settings=LEAST, loads=loads)) == "M3"


@pytest.mark.req("N7")
def test_the_wheel_settles_a_tie_of_the_least_loaded() -> None:
    loads = {"M1": Load(2), "M2": Load(2), "M3": Load(5)}
    found = ask(M1, M2, M3, settings=LEAST, loads=loads, wheels={"everybody": Wheel(1, "M1")})
    assert chosen(found) == "M2"
    assert found.passed_over == {"MORE_LOADED": ("M3",), "PASSED_BY_WHEEL": ("M1",)}
    all_alike = ask(M1, M2, settings=LEAST, loads=loads)
    assert all_alike.passed_over == {"PASSED_BY_WHEEL": ("M2",)}


@pytest.mark.req("N7")
def test_weights_share_the_orders_in_proportion_and_spread_them() -> None:
    people = (replace(M1, weight=5), M2, M3)
    assert shares(70, *people, settings=WEIGHTED) == {"M1": 50, "M2": 10, "M3": 10}
    assert shares(7, *people, settings=WEIGHTED) == {"M1": 5, "M2": 1, "M3": 1}
    assert shares(3, *people, settings=WEIGHTED) == {"M1": 3}


@pytest.mark.req("RC-11")
def test_the_first_pool_whose_condition_holds_serves_with_its_own_strategy_and_wheel() -> None:
    web = Pool("web", When(channel=("web", "link")), groups=("Iberia",), strategy=Strategy.LEAST_LOADED)
    rest = Pool("rest", members=("M2", "M3"))
    settings = replace(WHEEL, pools=(web, rest))
    people = (IBERIA, DANUBE, M3)
    by_link = ask(*people, settings=settings, case=facts(channel=Channel.LINK))
    assert (chosen(by_link), by_link.draw.pool, by_link.draw.strategy) == ("M1", "web", Strategy.LEAST_LOADED)
    by_office = ask(*people, settings=settings, wheels={"rest": Wheel(1, "M2"), "web": Wheel(9, "M3")})
    assert (chosen(by_office), by_office.draw.pool) == ("M3", "rest")


@pytest.mark.req("RC-11")
@pytest.mark.parametrize(
    ("pools", "outcome"),
    [
        ((Pool("web", When(channel=("web",)), members=("M1",)),), DrawOutcome.NO_POOL),
        ((Pool("nobody"),), DrawOutcome.EMPTY_POOL),
        ((Pool("left", groups=("Disbanded",)), Pool("rest", members=("M1",))), DrawOutcome.EMPTY_POOL),
        ((Pool("gone", members=("M2",)), Pool("rest", members=("M1",))), DrawOutcome.NOBODY_ELIGIBLE),
        ((Pool("off", members=("M1",), strategy=Strategy.OFF),), DrawOutcome.OFF),
    ],
    ids=["none matches", "no members", "group without people", "only inactive", "pool switched off"],
)
def test_a_pool_without_anybody_never_falls_back_to_everybody(pools: tuple[Pool, ...], outcome: DrawOutcome) -> None:
    found = ask(M1, gone(M2), settings=replace(WHEEL, pools=pools))
    assert (found.chosen, found.draw.outcome, found.draw.after) == (None, outcome, None)


@pytest.mark.req("RC-9")
def test_orders_older_than_the_settings_allow_are_not_distributed() -> None:
    settings = replace(WHEEL, max_age=timedelta(hours=1))
    assert chosen(ask(M1, settings=settings)) == "M1"
    assert chosen(ask(M1, settings=settings, case=replace(facts(), now=NOW + timedelta(hours=1)))) == "M1"
    late = replace(facts(), now=NOW + timedelta(hours=1, seconds=1))
    assert ask(M1, settings=settings, case=late).draw.outcome is DrawOutcome.TOO_OLD


ORDER = facts(
    kind=Kind.QUOTE,
    channel=Channel.WEB,
    currency="EUR",
    total=Decimal("100.00"),
    language="es",
    country="ES",
)
RETURNING = replace(ORDER, customer=CustomerFact("c1", 1, "current", "hot", "Galicia", returning=True))


@pytest.mark.req("RC-11")
@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        (When(channel=("web",)), When(channel=("pos", "office"))),
        (When(kind=("quote", "order")), When(kind=("purchase",))),
        (When(currency=("EUR",)), When(currency=("RON",))),
        (When(language=("es",)), When(language=("bg",))),
        (When(country=("ES",)), When(country=("RO",))),
        (When(region=("Galicia",)), When(region=("Asturias",))),
        (When(total_from=Decimal(100)), When(total_from=Decimal("100.01"))),
        (When(total_below=Decimal("100.01")), When(total_below=Decimal(100))),
        (When(status=("current",)), When(status=("potential",))),
        (When(temperature=("hot",)), When(temperature=("cold",))),
        (When(returning=True), When(returning=False)),
        (When(), When(channel=("web",), currency=("RON",))),
    ],
)
def test_each_condition_is_asked(holds: When, fails: When) -> None:
    assert holds.matches(RETURNING)
    assert not fails.matches(RETURNING)


@pytest.mark.req("RC-11", "O16")
def test_a_guest_answers_no_question_about_a_customer() -> None:
    guest = replace(ORDER, customer=None)
    for when in (When(returning=False), When(status=("current",)), When(temperature=("hot",))):
        assert not when.matches(guest)
    assert When(currency=("EUR",)).matches(guest)
    assert not When(total_from=Decimal(0)).matches(facts())


@pytest.mark.req("RC-11", "N1")
def test_whether_he_ordered_before_is_asked_only_about_orders_that_come_to_a_pool_that_wants_to_know() -> None:
    pools = (Pool("web", When(channel=("web",)), members=("M1",)), Pool("new", When(returning=False), members=("M2",)))
    asking, roster = replace(WHEEL, pools=pools), Roster(1, [M1, M2])

    def decided(case: OrderFacts, *, returning: bool | None = None) -> str | None:
        case = replace(case, customer=CustomerFact("c1", returning=returning))
        return decide_order(case, roster, asking, Standing()).order_manager

    assert decided(facts(channel=Channel.WEB)) == "M1"
    assert decided(facts(cm="M1")) == "M1"
    with pytest.raises(NotLookedUp):
        decided(facts())
    assert decided(facts(), returning=False) == "M2"
    assert decided(facts(), returning=True) is None


@pytest.mark.req("N1")
def test_loads_are_recorded_only_if_they_are_read() -> None:
    loads = {"M1": Load(1), "M2": Load(2)}
    assert ask(M1, M2, loads=loads).draw.loads == {}
    capped = replace(M2, capacity=9)
    assert ask(M1, capped, loads=loads).draw.loads == {"M2": Load(2)}
    assert ask(M1, M2, settings=LEAST, loads=loads).draw.loads == loads
    assert ask(M1, gone(M2), settings=LEAST, loads=loads).draw.loads == {"M1": Load(1)}
    full = ask(replace(M1, capacity=1), loads=loads).draw
    assert (full.outcome, full.loads) == (DrawOutcome.NOBODY_ELIGIBLE, {"M1": Load(1)})


def test_what_people_carry_is_looked_at_only_where_it_can_matter() -> None:
    """Looking at it has everybody's open orders counted, one decision after the other."""
    limited = replace(M2, daily_quota=9)
    asked = Asked()
    for people, settings in (((M1, M2), WHEEL), ((M1, M2), WEIGHTED), ((M1, gone(limited)), WHEEL)):
        ask(*people, settings=settings, loads=asked)
    assert asked.of == []
    ask(M1, limited, loads=asked)
    assert set(asked.of) == {"M2"}
    ask(M1, M2, settings=LEAST, loads=asked)
    assert set(asked.of) == {"M1", "M2"}
