"""Which of what waits may come out otherwise."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

import pytest
from tests.unit.assignment.company import BOSS, CAREFUL, M1, M2, NOW, OFF, WHEEL, K, away, gone

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import CustomerFact, Load, Roster, StaffFact, Window
from assignment.domain.records import OrderRecord, Wait
from assignment.domain.rows import Reason
from assignment.domain.settings import Pool, Settings, Strategy, Unavailable, When
from assignment.domain.waiting import limited, may_be_freed, open_pools

NOBODY = Wait(NOW, Reason.UNASSIGNED_NO_CANDIDATE, WHEEL.version, DrawOutcome.NOBODY_ELIGIBLE, "everybody")
HELD = Wait(NOW, Reason.HELD, CAREFUL.version)
CURRENT, POTENTIAL = CustomerFact("c1").traits, CustomerFact("c1", status="potential").traits
HOLD = replace(CAREFUL, unavailable=Unavailable.HOLD)


def order(wait: Wait) -> OrderRecord:
    return OrderRecord(
        "o1", 1, 1, "O-1", "order", "link", "new", "c1", "EUR", Decimal(1), NOW, decisions=1, decision_id="d", wait=wait
    )


def freed(wait: Wait, manager: str | None, *people: StaffFact, settings: Settings = WHEEL, hours: int = 1) -> bool:
    now = NOW + timedelta(hours=hours)
    return may_be_freed(order(wait), manager, CURRENT, Roster(1, people), settings, now)


@pytest.mark.req("N14")
def test_a_pool_is_open_if_somebody_in_it_could_be_given_an_order() -> None:
    pools = (
        Pool("one", members=("M1",)),
        Pool("two", members=("M2",)),
        Pool("none"),
        Pool("off", members=("M1",), strategy=Strategy.OFF),
        Pool("boss", members=("boss",)),
    )
    roster = Roster(1, [M1, gone(M2), BOSS])
    assert open_pools(roster, replace(WHEEL, pools=pools), {}, NOW) == ("one",)
    assert open_pools(roster, WHEEL, {}, NOW) == ("everybody",)
    assert open_pools(roster, OFF, {}, NOW) == ()
    assert open_pools(Roster(1, [away(M1)]), CAREFUL, {}, NOW) == ()
    assert open_pools(Roster(1, [away(M1)]), WHEEL, {}, NOW) == ("everybody",)


@pytest.mark.req("N14")
@pytest.mark.parametrize(
    ("person", "load"), [(replace(M1, capacity=2), Load(open_orders=2)), (replace(M1, daily_quota=3), Load(9, 3))]
)
def test_a_pool_opens_when_its_member_has_room_again(person: StaffFact, load: Load) -> None:
    roster = Roster(1, [person, BOSS, gone(replace(M2, capacity=1))])
    assert limited(roster) == (person,)
    assert open_pools(roster, WHEEL, {"M1": load}, NOW) == ()
    assert open_pools(roster, WHEEL, {"M1": Load(1, 0)}, NOW) == ("everybody",)


@pytest.mark.req("N14")
def test_a_pool_opens_when_a_working_window_does() -> None:
    morning = replace(M1, working_hours=(Window(NOW.weekday(), time(11), time(12)),))
    assert open_pools(Roster(1, [morning]), CAREFUL, {}, NOW) == ()
    assert open_pools(Roster(1, [morning]), CAREFUL, {}, NOW + timedelta(hours=1)) == ("everybody",)


@pytest.mark.req("N14")
def test_nothing_moves_while_nothing_changed() -> None:
    assert not freed(NOBODY, None, gone(M1))
    assert not freed(NOBODY, "M1", gone(M1))
    assert not freed(HELD, "M1", away(M1), settings=HOLD)


@pytest.mark.req("N14", "M2", "O8", "O9")
def test_what_frees_an_order_besides_its_pool() -> None:
    assert freed(replace(NOBODY, settings_version=0), None, M1), "other settings"
    assert freed(NOBODY, "M1", M1), "its customer has an active manager by now"
    assert freed(HELD, "M1", M1, settings=HOLD), "he is there again"
    assert freed(HELD, "M1", away(M1, cover="K"), K, settings=HOLD), "somebody covers him"
    assert freed(HELD, "M1", gone(M1), settings=HOLD), "he has left: distribution is asked"
    assert freed(HELD, None, M1, settings=HOLD), "his card was cleared"
    assert freed(HELD, "M1", away(M1), settings=CAREFUL), "he gets it all the same"


@pytest.mark.req("N14", "O9", "M2", "M4")
def test_an_order_that_is_held_for_somebody_since_it_began_to_wait_says_so() -> None:
    nobody, distribute = (
        replace(NOBODY, settings_version=HOLD.version),
        replace(HOLD, unavailable=Unavailable.DISTRIBUTE),
    )
    assert freed(nobody, "M1", away(M1), settings=HOLD), "his account is active again, or a transfer gave him the card"
    assert not freed(nobody, "M1", gone(M1), settings=HOLD)
    assert not freed(nobody, "M1", away(M1), settings=distribute)


@pytest.mark.req("N14", "RC-11")
@pytest.mark.parametrize(
    "when", [When(temperature=("hot",)), When(status=("current",)), When(region=("Galicia",)), When(country=("ES",))]
)
def test_an_order_whose_customer_became_another_kind_of_customer_is_freed_if_a_pool_asks_for_that(when: When) -> None:
    outdated = replace(NOBODY, outcome=DrawOutcome.NO_POOL, pool=None, traits=POTENTIAL)
    asking = replace(WHEEL, pools=(Pool("web", When(channel=("web",))), Pool("some", when, members=("M1",))))
    assert freed(outdated, None, M1, settings=asking)
    assert not freed(outdated, None, M1), "nobody asks for that"


@pytest.mark.req("N14", "RC-9")
def test_an_order_that_became_too_old_gets_that_reason_once() -> None:
    settings = replace(WHEEL, max_age=timedelta(hours=2))
    assert not freed(NOBODY, None, gone(M1), settings=settings, hours=2)
    assert freed(NOBODY, None, gone(M1), settings=settings, hours=3)
    assert not freed(replace(NOBODY, outcome=DrawOutcome.TOO_OLD), None, M1, settings=settings, hours=3)
    assert not freed(replace(NOBODY, outcome=DrawOutcome.OFF), None, M1, settings=settings, hours=3)
