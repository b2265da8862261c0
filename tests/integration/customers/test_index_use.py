"""What the database does for a list or a search: no pass over all cards, no sorting, no reading ahead of the page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from pymongo import AsyncMongoClient, InsertOne

from chassis.access import Reach, Scope
from chassis.ids import new_id
from chassis.mongo import Doc, Mongo
from customers.domain.card import Card, Details, Status, Temperature
from customers.domain.listing import Query, Sort
from customers.domain.search import asked
from customers.store import MongoCards

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 1200
INACTIVE_EVERY = 27
PAGE = 20
SLACK = 3
"""Keys that a scan may look at beyond the page: each run looks one further than it needs."""

FIRST = ("Ana", "Anton", "Maria", "Мария", "Petar", "Zoe")
LAST = ("Anders", "Antonova", "García", "Ivanov", "Marín", "Popescu", "Иванов")
STATUSES: tuple[Status, ...] = ("current", "potential")
TEMPERATURES: tuple[Temperature | None, ...] = ("hot", "warm", "cold", None, "not_interested")
START = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING, OWN = Scope.everything(), Scope(Reach.OWN, "seller-0")


@dataclass
class Shelf:
    """Many cards, and what the database was asked about them."""

    cards: MongoCards
    all: list[Card]
    database: Any

    async def asked(self, query: Query, scope: Scope, limit: int = PAGE) -> tuple[list[Card], list[Doc]]:
        """The page, and how the database found it."""
        await self.database.command("profile", 0)
        await self.database["system.profile"].drop()
        await self.database.command("profile", 2)
        met = await self.cards.find(query, scope, limit)
        profile = self.database["system.profile"].find({"ns": {"$regex": r"\.customers$"}})
        return [each.card for each in met], await profile.to_list(None)

    async def whole(self, query: Query, scope: Scope, limit: int = PAGE) -> list[str]:
        """All pages."""
        seen: list[str] = []
        while met := await self.cards.find(query, scope, limit):
            seen += [each.card.id for each in met]
            query = replace(query, after=met[-1].at)
        return seen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shelf(mongo_uri: str) -> AsyncIterator[Shelf]:
    name = f"test_{new_id()[-12:]}"
    mongo = Mongo.connect(mongo_uri, name, "pymongo")
    cards = MongoCards(mongo)
    await cards.prepare()
    made = [_card(number) for number in range(COUNT)]
    await mongo.collection("customers").bulk([InsertOne(cards.insert(card).doc) for card in made])
    client: AsyncMongoClient[Doc] = AsyncMongoClient(mongo_uri)
    yield Shelf(cards, made, client[name])
    await client[name].command("profile", 0)
    await client.close()
    await mongo.drop()
    await mongo.close()


def _card(number: int) -> Card:
    name = f"{FIRST[number % 6]} {LAST[number % 7]}"
    details = Details(
        name=name,
        contact_person=f"{LAST[number % 5]} {FIRST[number % 4]}",
        email=f"{FIRST[number % 3]}.{number}@antares.example",
        phone=f"600 {number % 100:03d} {number:04d}",
        status=STATUSES[number % 2],
        temperature=TEMPERATURES[number % 5],
        active=number % INACTIVE_EVERY != 0,
    )
    at = START + timedelta(minutes=number)
    owner = f"seller-{number // 10 % 4}"
    return Card(new_id(), 1, 1, details, "office", owner, 1, 0, owner, at, at)


SORTS: list[tuple[Sort, bool]] = [
    ("section", False),
    ("name", False),
    ("name", True),
    ("temperature", False),
    ("updated_at", False),
    ("updated_at", True),
    ("created_at", False),
    ("created_at", True),
]


@pytest.mark.req("ML-1", "ML-24")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
@pytest.mark.parametrize(("sort", "descending"), SORTS)
async def test_a_page_of_a_list_reads_what_it_shows(shelf: Shelf, sort: Sort, descending: bool, scope: Scope) -> None:
    query = Query(sort=sort, descending=descending)
    met = await shelf.cards.find(query, scope, 110)
    for after in (None, met[-1].at):
        page, found = await shelf.asked(replace(query, after=after), scope)
        assert len(page) == PAGE
        _is_lean(found, PAGE)


@pytest.mark.req("ML-6")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
@pytest.mark.parametrize("sort", ["section", "name", "temperature"])
@pytest.mark.parametrize(
    "filters",
    [
        {"status": "potential"},
        {"temperature": "hot"},
        {"status": "current", "temperature": "warm"},
        {"manager_id": "seller-0"},
    ],
    ids=str,
)
async def test_a_filter_is_a_bound_of_an_index(shelf: Shelf, filters: dict[str, Any], sort: Sort, scope: Scope) -> None:
    page, found = await shelf.asked(Query(sort=sort, **filters), scope)
    assert len(page) == PAGE
    # Among the cards of one person the second of two ranks is looked through.
    ranks = {*filters, {"section": "status"}.get(sort, sort)} & {"status", "temperature"}
    looked_through = len(TEMPERATURES) if scope is OWN and len(ranks) == 2 else 1
    _is_lean(found, PAGE * looked_through)


@pytest.mark.req("ML-6")
@pytest.mark.parametrize(("sort", "descending"), SORTS)
async def test_the_few_who_are_not_active_are_listed_without_looking_at_the_others(
    shelf: Shelf, sort: Sort, descending: bool
) -> None:
    few = {card.id for card in shelf.all if not card.details.active}
    query = Query(sort=sort, descending=descending, active=False)
    seen = await shelf.whole(query, EVERYTHING, 7)
    assert len(seen) == len(set(seen))
    assert set(seen) == few
    met = await shelf.cards.find(query, EVERYTHING, PAGE)
    for after in (None, met[-1].at):
        page, found = await shelf.asked(replace(query, after=after), EVERYTHING)
        assert page
        _is_lean(found, PAGE)


@pytest.mark.req("ML-6")
async def test_filters_look_through_no_more_than_those_who_are_not_active(shelf: Shelf) -> None:
    few = [card for card in shelf.all if not card.details.active]
    hot = {card.id for card in few if (card.details.status, card.details.temperature) == ("current", "hot")}
    page, found = await shelf.asked(Query(status="current", temperature="hot", active=False), EVERYTHING)
    assert {card.id for card in page} == hot
    _is_lean(found, len(few))


@pytest.mark.req("ML-5", "ML-6")
@pytest.mark.parametrize("text", ["mar", "maria ivanov", "antares", "600", "007"])
async def test_a_search_among_those_who_are_not_active_looks_at_no_others(shelf: Shelf, text: str) -> None:
    query = Query(asked=asked(text), sort=None, active=False)
    few = {card.id for card in shelf.all if not card.details.active}
    everybody = await shelf.whole(replace(query, active=None), EVERYTHING, COUNT)
    assert set(await shelf.whole(query, EVERYTHING, 7)) == few & set(everybody)
    _, found = await shelf.asked(query, EVERYTHING)
    _is_lean(found, 3 * len(few))


@pytest.mark.req("ML-5")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
@pytest.mark.parametrize("text", ["mar", "ана", "maria", "popescu", "@antares", "antares", "600", "1007", "600 007"])
async def test_a_search_reads_what_it_shows(shelf: Shelf, text: str, scope: Scope) -> None:
    query = Query(asked=asked(text), sort=None)
    met = await shelf.cards.find(query, scope, PAGE)
    assert met
    for after in (None, met[-1].at):
        page, found = await shelf.asked(replace(query, after=after), scope)
        # A card that is met at two of its terms is passed over the second time.
        _is_lean(found, max(len(page) * 3, PAGE * 3))


@pytest.mark.req("ML-5")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
async def test_which_of_two_words_is_the_rarer_is_seen_in_the_index_alone(shelf: Shelf, scope: Scope) -> None:
    _, found = await shelf.asked(Query(asked=asked("antares zoe"), sort=None), scope)
    counts = [each for each in found if "aggregate" in each["command"]]
    assert len(counts) == 2
    assert [each["docsExamined"] for each in counts] == [0, 0]


@pytest.mark.req("ML-5")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
@pytest.mark.parametrize("text", ["an", "a", "mar", "maria ivanov", "ivanov maria", "antares ana", "600", "007", "60"])
async def test_the_pages_of_a_search_are_all_matches_each_once(shelf: Shelf, text: str, scope: Scope) -> None:
    query = Query(asked=asked(text), sort=None)
    expected = {each.card.id for each in await shelf.cards.find(replace(query, sort="name"), scope, COUNT)}
    assert expected
    for limit in (7, 50):
        seen = await shelf.whole(query, scope, limit)
        assert len(seen) == len(set(seen))
        assert set(seen) == expected


@pytest.mark.req("ML-1", "ML-23", "ML-24", "NX-16")
@pytest.mark.parametrize("scope", [EVERYTHING, OWN], ids=["all", "own"])
async def test_the_pages_of_a_list_are_all_cards_each_once(shelf: Shelf, scope: Scope) -> None:
    mine = [card for card in shelf.all if scope is EVERYTHING or card.owner_id == "seller-0"]
    for sort, descending in SORTS:
        seen = await shelf.whole(Query(sort=sort, descending=descending), scope, 101)
        assert len(seen) == len(mine)
        assert set(seen) == {card.id for card in mine}
    statuses = {card.id: card.details.status for card in mine}
    sections = [statuses[each] for each in await shelf.whole(Query(), scope, 101)]
    assert sections == sorted(sections), "current above potential"
    follow_up = await shelf.whole(Query(sort="temperature", follow_up=True), scope, 101)
    temperatures = {card.id: card.details.temperature for card in mine if card.details.active}
    ranks = [TEMPERATURES.index(temperatures[each]) for each in follow_up]
    assert ranks == sorted(ranks)
    assert len(ranks) == sum(temperature != "not_interested" for temperature in temperatures.values())


def _is_lean(found: list[Doc], most: int) -> None:
    assert found, "the database was asked"
    for each in found:
        assert "COLLSCAN" not in each["planSummary"], each["planSummary"]
        assert not each.get("hasSortStage"), each["planSummary"]
    assert sum(each["docsExamined"] for each in found) <= most + SLACK
    assert sum(each["keysExamined"] for each in found) <= most + SLACK * len(found)
