"""Reports of visits and news of customers, without a server."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.fakes.clock import HandClock
from tests.fakes.documents import Memory, MemoryCommits
from tests.fakes.fieldops import assembled
from tests.unit.fieldops.known import customer

from chassis.access import Principal, Reach, Scope
from chassis.broker import Received
from chassis.commit import Unit
from chassis.errors import Invalid, Transient, Unavailable
from chassis.inbox import AlreadyDone, Mark
from contracts.base import Act, Actor
from contracts.customers import Customer as Told
from contracts.customers import (
    CustomerErased,
    CustomerEvent,
    CustomerMerged,
    CustomerStatus,
    CustomerUnmerged,
    CustomerUpdated,
    Personal,
)
from contracts.fieldops import VisitReported
from fieldops.consumers import Uses, on_customer_unmerged
from fieldops.domain.visit import Visit
from fieldops.ports import Deps, VisitQuery
from fieldops.usecases.follow_customer import follow_customer
from fieldops.usecases.forget_customer import forget_customer
from fieldops.usecases.report_visit import OtherContent, ReportVisit, report_visit

ALL = Scope.everything()
REP = Principal("ana", "ana@vinculo.test", "Ana", ("Field reps",))


@dataclass
class Fieldwork:
    """The service with one customer."""

    deps: Deps
    commits: MemoryCommits
    clock: HandClock

    def report(self, **fields: object) -> ReportVisit:
        plain = ReportVisit("v1", "a", self.clock.now(), "one", None, REP, ALL, None)
        return replace(plain, **fields)  # type: ignore[arg-type]

    async def visits(self) -> list[str]:
        return [each.id for each in await self.deps.visits.find(VisitQuery(), ALL, 10)]


@pytest.fixture
async def fieldwork() -> Fieldwork:
    clock, memory = HandClock(), Memory()
    commits = MemoryCommits(memory, clock)
    deps = await assembled(memory, commits, clock)
    await commits.commit(Unit([deps.customers.insert(customer("a"))]))
    return Fieldwork(deps, commits, clock)


def news(kind: type[CustomerEvent], version: int, **fields: object) -> CustomerEvent:
    at = customer("a").created_at
    plain = {"id": "a", "status": CustomerStatus.CURRENT, "channel": "office", "created_at": at, "updated_at": at}
    told = Told.model_validate({**plain, "version": version, **fields})
    act = Act(verb="saved", actor=Actor(kind="system"), at=at.isoformat())
    more = {"survivor_id": "b"} if kind is CustomerUnmerged else {}
    return kind.model_validate({"customer": told, "personal": Personal(name=f"Version {version}"), "act": act, **more})


@pytest.mark.req("R9-9", "R9-10")
async def test_a_report_that_comes_again_days_later_is_one_visit_that_is_told_once(fieldwork: Fieldwork) -> None:
    report = fieldwork.report()
    first = await report_visit(fieldwork.deps, report)
    fieldwork.clock.forward(timedelta(days=3))
    again = await report_visit(fieldwork.deps, report)
    assert (first.known, again.known, again.visit) == (False, True, first.visit)
    (event,) = fieldwork.commits.told
    assert isinstance(event, VisitReported)
    assert event.visit.note_1 == "one"


@pytest.mark.req("R9-10")
async def test_a_report_whose_answer_was_lost_is_known_when_it_comes_again(fieldwork: Fieldwork) -> None:
    fieldwork.commits.loses_next = True
    with pytest.raises(Unavailable):
        await report_visit(fieldwork.deps, fieldwork.report())
    assert (await report_visit(fieldwork.deps, fieldwork.report())).known
    marked = fieldwork.report(id="v2", mark=Mark("request", "digest"))
    await report_visit(fieldwork.deps, marked)
    with pytest.raises(AlreadyDone):
        await report_visit(fieldwork.deps, marked)
    assert sorted(await fieldwork.visits()) == ["v1", "v2"]


@pytest.mark.req("R9-10")
async def test_the_same_id_with_other_content_changes_nothing(fieldwork: Fieldwork) -> None:
    kept = (await report_visit(fieldwork.deps, fieldwork.report())).visit
    with pytest.raises(OtherContent):
        await report_visit(fieldwork.deps, fieldwork.report(note_2="two"))
    assert await fieldwork.deps.visits.get("v1", ALL) == kept


async def test_what_cannot_be_is_refused_with_its_field(fieldwork: Fieldwork) -> None:
    ahead = fieldwork.report(started_at=fieldwork.clock.now() + timedelta(days=2))
    foreign = fieldwork.report(customers=Scope(Reach.OWN, "ana"))
    for report, pointer in (
        (ahead, "/started_at"),
        (fieldwork.report(customer_id="z"), "/customer_id"),
        (foreign, "/customer_id"),
    ):
        with pytest.raises(Invalid) as refused:
            await report_visit(fieldwork.deps, report)
        assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert await fieldwork.visits() == []


@pytest.mark.req("R9-1")
async def test_a_visit_to_a_merged_card_is_one_to_the_card_that_stands_for_it(fieldwork: Fieldwork) -> None:
    deps = fieldwork.deps
    await deps.committer.commit(Unit([deps.customers.insert(customer("b", merged_into="a"))]))
    assert (await report_visit(deps, fieldwork.report(customer_id="b"))).visit.customer_id == "a"


@pytest.mark.req("R9-9", "R9-10")
@pytest.mark.parametrize("mark", [None, Mark("request", "digest")])
async def test_a_report_that_comes_again_is_known_although_the_customer_is_another_reps_by_now(
    fieldwork: Fieldwork, mark: Mark | None
) -> None:
    deps, own = fieldwork.deps, Scope(Reach.OWN, "ana")
    await deps.customers.keep(customer("a", version=2, owner_id="ana"), new=False)
    first = fieldwork.report(customers=own, mark=mark)
    kept = (await report_visit(deps, first)).visit
    await deps.customers.keep(customer("a", version=3, owner_id="ben"), new=False)
    # Without an id of the phone's the second attempt has another one.
    assert await came_again(deps, first if mark is None else replace(first, id="v2")) == kept
    assert await fieldwork.visits() == ["v1"]
    with pytest.raises(Invalid):
        await report_visit(deps, replace(first, note_1="another", mark=None))


@pytest.mark.req("R9-9", "NX-13", "N15")
async def test_a_visit_that_is_synced_after_its_customer_was_transferred_is_accepted_if_he_was_the_reps_at_its_time(
    fieldwork: Fieldwork,
) -> None:
    deps, own, day = fieldwork.deps, Scope(Reach.OWN, "ana"), timedelta(days=1)
    handed_over = fieldwork.clock.now()
    for version, owner, at in (
        (2, "ana", handed_over - 3 * day),
        (3, "ben", handed_over),
        (4, "ben", handed_over + day),
    ):
        await follow_customer(deps, news(CustomerUpdated, version, manager_id=owner, updated_at=at))
    fieldwork.clock.forward(2 * day)
    late = fieldwork.report(started_at=handed_over - day, customers=own)
    kept = (await report_visit(deps, late)).visit
    assert (await report_visit(deps, late)).known
    assert await deps.visits.get(kept.id, own) == kept
    assert await deps.customers.get("a", own) is None
    for refused in (
        {"started_at": handed_over},
        {"started_at": handed_over - 4 * day},
        {"customers": Scope(Reach.OWN, "eva"), "rep": replace(REP, id="eva")},
        {"customers": Scope(Reach.NONE, "ana")},
    ):
        with pytest.raises(Invalid):
            await report_visit(deps, replace(late, id="v2", **refused))
    fieldwork.clock.forward(31 * day)
    with pytest.raises(Invalid):
        await report_visit(deps, replace(late, id="v2"))
    assert await fieldwork.visits() == ["v1"]


@pytest.mark.req("R9-9")
async def test_a_visit_to_a_card_that_was_merged_into_anothers_meanwhile_is_one_to_that_card(
    fieldwork: Fieldwork,
) -> None:
    deps, own, day = fieldwork.deps, Scope(Reach.OWN, "ana"), timedelta(days=1)
    merged_at = fieldwork.clock.now()
    await deps.customers.keep(customer("b", version=2, owner_id="ben"), new=True)
    await deps.customers.keep(customer("a", version=2, owner_id="ana"), new=False)
    going = news(CustomerMerged, 3, manager_id="ana", updated_at=merged_at, merged_into="b")
    for _ in range(2):
        await follow_customer(deps, going)
    fieldwork.clock.forward(2 * day)
    late = fieldwork.report(started_at=merged_at - day, customers=own)
    assert (await report_visit(deps, late)).visit.customer_id == "b"
    await follow_customer(deps, news(CustomerUnmerged, 4, manager_id="eva", updated_at=merged_at + day))
    assert (await report_visit(deps, replace(late, id="v2"))).visit.customer_id == "a"
    with pytest.raises(Invalid):
        await report_visit(deps, replace(late, id="v3", started_at=merged_at))
    await follow_customer(deps, news(CustomerErased, 5, erased=True, updated_at=merged_at + 2 * day))
    with pytest.raises(Invalid):
        await report_visit(deps, replace(late, id="v3"))


@pytest.mark.req("R9-10")
async def test_a_report_that_comes_again_is_known_although_the_card_was_merged_taken_apart_or_erased(
    fieldwork: Fieldwork,
) -> None:
    deps = fieldwork.deps
    await deps.customers.keep(customer("b", version=2, merged_into="a"), new=True)
    early = fieldwork.report(customer_id="b")
    await report_visit(deps, early)
    await deps.customers.keep(customer("b", version=3), new=False)
    assert (await came_again(deps, early)).customer_id == "a", "what was reported meanwhile stays"
    late = fieldwork.report(id="v2", customer_id="b")
    await report_visit(deps, late)
    await deps.customers.keep(customer("b", version=4, merged_into="a"), new=False)
    assert (await came_again(deps, late)).id == "v2", "before the visits have followed"
    await deps.visits.move_along("b", "a")
    assert (await came_again(deps, late)).customer_id == "a"
    await deps.customers.keep(customer("a", version=2, erased=True), new=False)
    await deps.visits.forget("a")
    for report in (early, late):
        assert (await came_again(deps, report)).note_1 is None
    assert await fieldwork.visits() == ["v2", "v1"]


@pytest.mark.req("R9-10")
async def test_notes_that_come_under_the_id_of_a_visit_without_any_are_refused_and_not_dropped(
    fieldwork: Fieldwork,
) -> None:
    bare = fieldwork.report(note_1=None)
    await report_visit(fieldwork.deps, bare)
    with pytest.raises(OtherContent):
        await report_visit(fieldwork.deps, replace(bare, note_1="one"))
    await fieldwork.deps.visits.forget("a")
    with pytest.raises(OtherContent):
        await report_visit(fieldwork.deps, replace(bare, note_2="two"))


async def came_again(deps: Deps, report: ReportVisit) -> Visit:
    """The visit that a report is answered with the next time."""
    try:
        reported = await report_visit(deps, report)
    except AlreadyDone as done:
        found = await deps.visits.get(str((done.mark.result or {}).get("id", "v1")), ALL)
        assert found is not None
        return found
    assert reported.known
    return reported.visit


@pytest.mark.req("R9-7")
async def test_news_that_come_late_or_twice_change_nothing(fieldwork: Fieldwork) -> None:
    for version in (3, 2, 3):
        await follow_customer(fieldwork.deps, news(CustomerUpdated, version))
    kept = await fieldwork.deps.customers.card("a")
    assert kept is not None
    assert (kept.version, kept.name) == (3, "Version 3")


async def test_whoever_is_forgotten_keeps_his_visits_and_loses_what_was_noted(fieldwork: Fieldwork) -> None:
    await report_visit(fieldwork.deps, fieldwork.report())
    erased = news(CustomerErased, 2, erased=True)
    assert isinstance(erased, CustomerErased)
    for _ in range(2):
        await forget_customer(fieldwork.deps, erased)
    visit = await fieldwork.deps.visits.get("v1", ALL)
    assert visit is not None
    assert (visit.note_1, visit.version) == (None, 2)
    with pytest.raises(Invalid):
        await report_visit(fieldwork.deps, fieldwork.report(id="v2"))


async def test_a_visit_that_was_on_its_way_to_another_card_comes_back_all_the_same(fieldwork: Fieldwork) -> None:
    await report_visit(fieldwork.deps, fieldwork.report())
    event = news(CustomerUnmerged, 2)
    assert isinstance(event, CustomerUnmerged)
    uses = Uses(fieldwork.deps, directory=None, replicas=None)  # type: ignore[arg-type]
    for attempts in (0, 1):
        with pytest.raises(Transient):
            await on_customer_unmerged(uses, Received(event, "unmerged", fieldwork.clock.now(), attempts, {}))
        await fieldwork.deps.visits.move_along("a", "b")
    await on_customer_unmerged(uses, Received(event, "unmerged", fieldwork.clock.now(), 2, {}))
    visit = await fieldwork.deps.visits.get("v1", ALL)
    assert visit is not None
    assert visit.customer_id == "a"
