"""One suite for the adapters behind the ports: in memory, and on a real MongoDB with both drivers. What use cases rely
on must be the same everywhere."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.fakes.assignment import FIRST_ADMIN, assembled, hiring, ids
from tests.fakes.clock import HandClock
from tests.support.databases import Database

from assignment.domain.absences import StaffAbsence
from assignment.domain.decide_card import decide_card
from assignment.domain.facts import Act, CardFacts, MergeFact, StaffFact
from assignment.domain.links import Link, Relinking, relink
from assignment.domain.permissions import DEFAULTS
from assignment.domain.portfolios import Flow, Period
from assignment.domain.records import CustomerRecord, Entry, OrderRecord, Wait
from assignment.domain.rows import Reason
from assignment.domain.staff import Staff
from assignment.domain.wheel import Wheel
from assignment.ports import Deps, LedgerQuery, StaffQuery, WaitingQuery
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.create_staff import EmailTaken, create_staff
from assignment.usecases.end_absence import EndAbsence, end_absence
from assignment.usecases.plan_absence import PlanAbsence, plan_absence
from chassis.access import Reach, Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark

ALL = Scope.everything()


@pytest.fixture
def clock(each_database: Database) -> HandClock:
    return each_database.clock


@pytest.fixture
async def deps(each_database: Database, clock: HandClock) -> Deps:
    """The ports on each adapter, after a first start."""
    deps = await assembled(each_database.mongo, each_database.commits, clock, ids(clock))
    await bootstrap(deps, FIRST_ADMIN)
    return deps


async def seller(deps: Deps, name: str, mark: Mark | None = None) -> Staff:
    who = {"name": name.capitalize(), "email": f"{name}@vinculo.test", "time_zone": "Europe/Madrid"}
    command = hiring(deps.new_id(), "Sellers", daily_quota=3, mark=mark, **who)
    return await create_staff(deps, command)


def order(deps: Deps, number: int, **fields: object) -> OrderRecord:
    record = OrderRecord(
        id=f"o{number}",
        version=1,
        order_version=1,
        number=f"2026-{number}",
        kind="order",
        channel="link",
        state="new",
        customer_id="c1",
        currency="EUR",
        total=Decimal("12.50"),
        placed_at=deps.clock.now() + timedelta(minutes=number),
    )
    return replace(record, **fields)  # type: ignore[arg-type]


def own(staff_id: str) -> Scope:
    return Scope(Reach.OWN, staff_id)


async def linked(deps: Deps, before: Link | None, manager: str | None) -> Relinking:
    change = relink(
        before, "c1", manager, at=deps.clock.now(), reason="CARD", decision_id=deps.new_id(), by=FIRST_ADMIN
    )
    await deps.commits.commit(Unit(deps.links.relinked(change)))
    return change


async def test_after_the_first_start_everything_predefined_is_there_once(deps: Deps) -> None:
    await bootstrap(deps, FIRST_ADMIN)
    assert {group.name for group in await deps.groups.all()} == DEFAULTS.keys()
    (admin,) = await deps.staff.find(StaffQuery(), ALL, 10)
    assert await deps.staff.find(StaffQuery(email=FIRST_ADMIN.upper()), ALL, 2) == [admin]
    settings = await deps.distribution.current()
    assert settings is not None
    assert await deps.distribution.as_of(1) == settings
    company = await deps.companies.current()
    assert company.version == len(DEFAULTS) + 2
    assert (await deps.companies.rosters(1, company.version)).as_of(company.version) == company.roster


async def test_every_version_of_the_company_knows_since_when_it_is_also_one_that_removed_something(
    deps: Deps, clock: HandClock
) -> None:
    ana = await seller(deps, "ana")
    started = (await deps.companies.current()).version
    clock.forward(timedelta(hours=1))
    tomorrow = clock.now() + timedelta(days=1)
    planning = PlanAbsence(deps.new_id(), ana.id, tomorrow, tomorrow + timedelta(days=1), None, ALL, None)
    absence = await plan_absence(deps, planning)
    planned = clock.now()
    clock.forward(timedelta(hours=1))
    await end_absence(deps, EndAbsence(absence.id, ana.id, absence.version, ALL))
    assert (await deps.companies.rosters(started, started + 2)).versions_after(started) == [
        (started + 1, planned),
        (started + 2, clock.now()),
    ]
    assert await deps.companies.version_before(planned) == started
    assert await deps.companies.version_before(clock.now()) == started + 1
    assert await deps.companies.version_before(clock.now() + timedelta(seconds=1)) == started + 2


async def test_an_email_is_taken_once_whatever_its_case(deps: Deps) -> None:
    await seller(deps, "ana")
    with pytest.raises(EmailTaken):
        await seller(deps, "ANA")
    assert [each.name for each in await deps.staff.find(StaffQuery(group="Sellers"), ALL, 10)] == ["Ana"]


async def test_a_mark_is_done_once_and_what_came_with_it_too(deps: Deps) -> None:
    mark = Mark("once", "digest", {"id": "x"})
    await seller(deps, "ana", mark)
    with pytest.raises(AlreadyDone) as done:
        await seller(deps, "eva", mark)
    assert done.value.mark == mark == await deps.marks.kept("once")
    assert await deps.staff.find(StaffQuery(email="eva@vinculo.test"), ALL, 1) == []
    assert await deps.marks.kept("never") is None


async def test_of_two_changes_of_one_version_one_is_refused_with_all_that_it_brings(deps: Deps) -> None:
    first = order(deps, 1)
    await deps.commits.commit(Unit([deps.orders.kept(first, None)]))
    with pytest.raises(AlreadyExists):
        await deps.commits.commit(Unit([deps.orders.kept(first, None)]))
    second = replace(first, version=2, state="confirmed")
    await deps.commits.commit(Unit([deps.orders.kept(second, first)]))
    late = replace(first, version=2, state="cancelled")
    other = order(deps, 2)
    with pytest.raises(VersionConflict):
        await deps.commits.commit(
            Unit([deps.orders.kept(other, None), deps.orders.kept(late, first)], mark=Mark("late"))
        )
    assert await deps.orders.get("o1") == second
    assert await deps.orders.get("o2") is None
    assert await deps.marks.kept("late") is None


async def test_a_decision_on_a_company_that_changed_meanwhile_is_refused(deps: Deps) -> None:
    company = await deps.companies.current()
    await seller(deps, "ana")
    with pytest.raises(VersionConflict):
        await deps.commits.commit(Unit([deps.companies.unchanged(company)]))
    await deps.commits.commit(Unit([deps.companies.unchanged(await deps.companies.current())]))


async def test_a_link_has_its_history_and_refuses_a_change_of_what_it_was(deps: Deps, clock: HandClock) -> None:
    began = clock.now()
    first = await linked(deps, None, "ana")
    clock.forward(timedelta(hours=1))
    second = await linked(deps, first.after, "eva")
    with pytest.raises(VersionConflict):
        await linked(deps, first.after, "ion")
    with pytest.raises(VersionConflict):
        await deps.commits.commit(Unit([deps.links.unchanged(first.after)]))
    assert await deps.links.get("c1", ALL) == second.after
    assert await deps.links.get("c1", own("ana")) is None
    assert [(each.previous_id, each.link.manager_id) for each in await deps.links.history("c1")] == [
        (None, "ana"),
        ("ana", "eva"),
    ]
    assert await deps.links.as_of("c1", began) == first.after
    assert await deps.links.counts() == {"eva": 1}
    assert await deps.links.count_of("eva") == 1
    assert await deps.links.managers_of(["c1", "c2"]) == {"c1": "eva"}
    assert await deps.links.customers_of("eva", clock.now(), "", 5) == ["c1"]
    assert await deps.links.customers_of("eva", began, "", 5) == []
    flows = await deps.portfolios.flows_of("ana", Period(began, clock.now() + timedelta(hours=1)), ALL)
    assert sorted(flows, key=str) == sorted([Flow(None, "ana", 1, "CARD"), Flow("ana", "eva", 1, "CARD")], key=str)


async def test_an_entry_of_the_journal_that_comes_too_late_is_refused(deps: Deps, clock: HandClock) -> None:
    change = relink(None, "c1", "ana", at=clock.now(), reason="CARD", decision_id="d", by=None)
    clock.forward(timedelta(seconds=31))
    with pytest.raises(VersionConflict):
        await deps.commits.commit(Unit(deps.links.relinked(change)))
    assert await deps.links.get("c1", ALL) is None


async def test_orders_that_nobody_has_are_found_the_oldest_first_and_by_what_they_wait_for(
    deps: Deps, clock: HandClock
) -> None:
    def waits(minutes: int, reason: Reason, pool: str | None) -> Wait:
        return Wait(clock.now() + timedelta(minutes=minutes), reason, 1, pool=pool)

    records = [
        order(deps, 1, wait=waits(2, Reason.UNASSIGNED_NO_CANDIDATE, "tea")),
        order(deps, 2, wait=waits(1, Reason.HELD, None)),
        order(deps, 3, manager_id="ana", assigned_at=clock.now()),
        order(deps, 4, wait=waits(0, Reason.HELD, None), state="shipped"),
    ]
    await deps.commits.commit(Unit([deps.orders.kept(record, None) for record in records]))

    async def found(query: WaitingQuery) -> list[str]:
        return [each.id for each in await deps.waiting.find(query, ALL, 10)]

    assert await found(WaitingQuery()) == ["o2", "o1"]
    assert await found(WaitingQuery(pools=["tea"])) == ["o1"]
    assert await found(WaitingQuery(reason=Reason.HELD)) == ["o2"]
    assert await found(WaitingQuery(after=(clock.now() + timedelta(minutes=1), "o2"))) == ["o1"]
    assert [each.id for each in await deps.orders.waiting_of("c1", 10)] == ["o1", "o2"]
    assert [each.id for each in await deps.orders.waiting_of("c1", 1)] == ["o1"]
    assert await deps.waiting.counts(ALL) == {Reason.HELD: 1, Reason.UNASSIGNED_NO_CANDIDATE: 1}
    assert (await deps.waiting.queue()).length == 2


async def test_what_people_carry_is_counted_from_their_own_midnight(deps: Deps, clock: HandClock) -> None:
    yesterday = clock.now() - timedelta(days=1)
    records = [
        order(deps, 1, manager_id="ana", assigned_at=clock.now()),
        order(deps, 2, manager_id="ana", assigned_at=clock.now(), state="delivered"),
        order(deps, 3, manager_id="ana", assigned_at=yesterday),
    ]
    await deps.commits.commit(Unit([deps.orders.kept(record, None) for record in records]))
    people = [StaffFact("ana", time_zone="Europe/Madrid", daily_quota=9), StaffFact("eva")]
    loads = await deps.orders.loads(people, clock.now())
    assert [(loads[each].open_orders, loads[each].given_today) for each in ("ana", "eva")] == [(2, 2), (0, 0)]
    assert [each.id for each in await deps.orders.given_since("ana", clock.now())] == ["o1"]
    assert [each.id for each in await deps.orders.open_of(["c1"], "ana")] == ["o1", "o3"]
    assert [each.id for each in await deps.orders.open_of(["c1"], "ana", 1)] == ["o1"]
    assert await deps.orders.count_open_of("ana") == 2
    assert await deps.orders.ordered_before("c1", records[1].placed_at)
    assert not await deps.orders.ordered_before("c1", records[0].placed_at)


async def test_who_asked_for_quotes_only_has_not_ordered_before(deps: Deps) -> None:
    later = deps.clock.now() + timedelta(hours=1)
    records = [
        order(deps, 1, kind="quote"),
        order(deps, 2, kind="quote"),
        order(deps, 3, kind="purchase"),
        order(deps, 4),
        order(deps, 5, customer_id="c2", kind="quote"),
        order(deps, 6, customer_id="c3", state="cancelled"),
        order(deps, 7, customer_id="c3", kind="quote"),
    ]
    await deps.commits.commit(Unit([deps.orders.kept(record, None) for record in records]))
    first, _, bought, again, *_ = (record.placed_at for record in records)
    assert first < bought
    assert not await deps.orders.ordered_before("c1", bought)
    assert await deps.orders.ordered_before("c1", again)
    assert not await deps.orders.ordered_before("c2", later)
    assert await deps.orders.ordered_before("c3", later)
    found = await deps.orders.first_placed(["c1", "c2", "c3", "c4"])
    assert {each: round((at - deps.clock.now()) / timedelta(minutes=1)) for each, at in found.items()} == {
        "c1": 3,
        "c3": 6,
    }


async def test_a_wheel_runs_ahead_and_is_looked_up_again_after_a_turn_that_was_not_committed(deps: Deps) -> None:
    await deps.wheels.at_hand()
    first = deps.wheels.turned("tea", Wheel(1, "ana"))
    lost = deps.wheels.turned("tea", Wheel(2, "eva"))
    assert (await deps.wheels.at_hand())["tea"].last == "eva"
    await deps.commits.commit(Unit([first]))
    deps.wheels.forget()
    assert (await deps.wheels.at_hand())["tea"].last == "ana"
    deps.wheels.turned("tea", Wheel(2, "ion"))
    await deps.commits.commit(Unit([lost]))
    with pytest.raises(VersionConflict):
        await deps.commits.commit(Unit([lost]))


async def test_cards_and_absences_come_back_as_they_were_kept(deps: Deps, clock: HandClock) -> None:
    card = CustomerRecord("c1", 1, "Ștefan", "current", None, "ro", None, "RON")
    now = clock.now()
    absence = StaffAbsence("a1", 1, "ana", now, now + timedelta(days=2), "eva", now, now)
    await deps.commits.commit(Unit([deps.customers.kept(card, None), deps.absences.added(absence)]))
    assert await deps.customers.get("c1") == card
    assert await deps.customers.several(["c1", "c2"]) == [card]
    assert await deps.absences.get("a1", ALL) == absence
    assert await deps.absences.get("a1", own("eva")) is None
    assert await deps.absences.ending_after(now) == {"ana": (absence.fact(),)}
    assert await deps.absences.ending_after(absence.end) == {}
    await deps.commits.commit(Unit([deps.absences.removed(absence)]))
    assert await deps.absences.get("a1", ALL) is None
    assert await deps.ledger.find(LedgerQuery(), ALL, 5) == []


async def test_what_was_known_of_a_customer_is_in_the_decisions_about_him(deps: Deps, clock: HandClock) -> None:
    company = await deps.companies.current()
    began, seen = clock.now(), []
    for version, region in enumerate(("Galicia", "Asturias"), 1):
        card = CustomerRecord("c1", version, "Ana", "current", "hot", None, None, region)
        merge = MergeFact("c2", None, stands=True) if version > 1 else None
        facts = CardFacts(card.fact(), clock.now(), Act.SAVED, merge=merge)
        decision = decide_card(facts, company.roster)
        entry = Entry(deps.new_id(), facts.now, f"e{version}", facts, decision, customer_id="c1")
        await deps.commits.commit(Unit([deps.ledger.recorded(entry)]))
        seen.append(card.fact())
        clock.forward(timedelta(hours=1))
    assert await deps.ledger.customers_as_of(["c1", "c2"], clock.now()) == {"c1": seen[1]}
    assert await deps.ledger.customers_as_of(["c1"], began + timedelta(hours=1)) == {"c1": seen[0]}
    assert await deps.ledger.customers_as_of(["c1"], began) == {}
    assert [each.id for each in await deps.ledger.merges_of(["c1", "c2"], clock.now())] == [entry.id]
    assert await deps.ledger.merges_of(["c1"], began + timedelta(hours=1)) == []
