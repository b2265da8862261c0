"""Notes on a card."""

import asyncio

import pytest
from tests.integration.customers.conftest import Office
from tests.support.waiting import eventually

from contracts.customers import CustomerNoteAdded

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.req("ML-18", "ML-19", "ML-20", "ML-21", "ML-4")
async def test_notes_stand_by_priority_then_newest_and_an_edit_does_not_move_one(office: Office) -> None:
    first = {"name": "X", "notes": [{"text": "a"}, {"text": "b", "priority": "high"}]}
    card = (await office.admin.post("/v1/customers", json=first)).headers["Location"]
    path = f"{card}/notes"
    for text, priority in (("c", "medium"), ("d", "high"), ("e", "none")):
        made = await office.admin.post(path, json={"text": text, "priority": priority})
        assert (made.status_code, made.json()["version"]) == (201, 1)

    async def texts(limit: int = 50) -> list[str]:
        seen: list[str] = []
        following: str | None = f"{path}?limit={limit}"
        while following is not None:
            page = await office.admin.get(following)
            seen += [note["text"] for note in page.json()["items"]]
            following = page.links["next"]["url"] if "next" in page.links else None
        return seen

    assert await texts() == ["d", "b", "c", "e", "a"]
    assert await texts(limit=2) == ["d", "b", "c", "e", "a"]
    notes = {note["text"]: note for note in (await office.admin.get(path)).json()["items"]}

    async def newest() -> str:
        return str((await office.admin.get(card)).json()["last_note"]["text"])

    oldest = f"{path}/{notes['a']['id']}"
    assert (await office.admin.patch(oldest, json={"text": "A"})).status_code == 428
    edited = await office.admin.patch(oldest, json={"text": "A"}, headers={"If-Match": '"1"'})
    assert (edited.json()["version"], edited.json()["priority"]) == (2, "none")
    assert (await office.admin.patch(oldest, json={"text": "B"}, headers={"If-Match": '"1"'})).status_code == 412
    assert await texts() == ["d", "b", "c", "e", "A"]
    assert await newest() == "e"

    assert (await office.admin.delete(f"{path}/{notes['e']['id']}", headers={"If-Match": '"2"'})).status_code == 412
    assert (await office.admin.delete(f"{path}/{notes['e']['id']}", headers={"If-Match": '"1"'})).status_code == 204
    assert await texts() == ["d", "b", "c", "A"]
    assert await newest() == "d"
    assert (await office.admin.get(card)).json()["version"] == 1

    async def told() -> bool:
        heard = [office.service.told_of(note["id"], CustomerNoteAdded) for note in notes.values()]
        return [[event.text for event in events] for events in heard] == [[text] for text in notes]

    await eventually(told)


async def test_a_note_is_reached_through_its_own_customer_only(office: Office) -> None:
    paths = [(await office.admin.post("/v1/customers", json={"name": name})).headers["Location"] for name in ("X", "Y")]
    note = (await office.admin.post(f"{paths[0]}/notes", json={"text": "x"})).json()
    wrong = f"{paths[1]}/notes/{note['id']}"
    assert (await office.admin.patch(wrong, json={"text": "y"}, headers={"If-Match": '"1"'})).status_code == 404
    assert (await office.admin.delete(wrong, headers={"If-Match": '"1"'})).status_code == 404


@pytest.mark.req("ML-18", "ML-20", "ML-21")
async def test_the_history_of_a_note_tells_who_wrote_and_changed_what(office: Office) -> None:
    card = (await office.ana.post("/v1/customers", json={"name": "X", "notes": [{"text": "first"}]})).headers[
        "Location"
    ]
    note = (await office.ana.post(f"{card}/notes", json={"text": "a", "priority": "high"})).json()
    assert (note["author"], note["editor"]) == ({"id": office.ids["ana"], "name": "Ana"}, None)
    path = f"{card}/notes/{note['id']}"
    edited = (await office.admin.patch(path, json={"priority": "none"}, headers={"If-Match": '"1"'})).json()
    assert (edited["author"]["name"], edited["editor"]["name"]) == ("Ana", "Admin")
    assert (await office.ana.delete(path, headers={"If-Match": '"2"'})).status_code == 204

    async def history(**query: str | int) -> list[tuple[str, str, str, str]]:
        seen: list[tuple[str, str, str, str]] = []
        following: dict[str, str] | None = {}
        while following is not None:
            page = (await office.ana.get(f"{card}/notes/history", params={**query, **following})).json()
            seen += [(item["act"], item["text"], item["priority"], item["by"]["name"]) for item in page["items"]]
            following = {"cursor": page["next"]} if page["next"] else None
        return seen

    whole = [("deleted", "a", "none", "Ana"), ("edited", "a", "none", "Admin"), ("written", "a", "high", "Ana")]
    assert await history(note_id=note["id"]) == whole
    assert await history(limit=1) == [*whole, ("written", "first", "none", "Ana")]
    assert (await office.ben.get(f"{card}/notes/history")).status_code == 404


@pytest.mark.req("ML-20")
async def test_of_many_edits_at_once_one_holds_and_the_others_are_told(office: Office) -> None:
    card = (await office.admin.post("/v1/customers", json={"name": "X"})).headers["Location"]
    note = (await office.admin.post(f"{card}/notes", json={"text": "a"})).json()
    path, match = f"{card}/notes/{note['id']}", {"If-Match": '"1"'}
    edits = [office.admin.patch(path, json={"text": f"edit {n}"}, headers=match) for n in range(8)]
    answers = await asyncio.gather(*edits)
    assert sorted(each.status_code for each in answers) == [200] + [412] * 7
    held = next(each.json()["text"] for each in answers if each.status_code == 200)
    assert (await office.admin.get(card)).json()["last_note"]["text"] == held


@pytest.mark.req("ML-4", "ML-18")
async def test_notes_written_at_once_are_all_kept_and_the_card_shows_the_newest(office: Office) -> None:
    card = (await office.admin.post("/v1/customers", json={"name": "Busy"})).headers["Location"]
    made = await asyncio.gather(*(office.admin.post(f"{card}/notes", json={"text": str(n)}) for n in range(12)))
    assert {answer.status_code for answer in made} == {201}
    newest = max((answer.json() for answer in made), key=lambda note: str(note["id"]))
    shown = (await office.admin.get(card)).json()
    assert shown["last_note"]["id"] == newest["id"]
    assert shown["version"] == 1
    assert len((await office.admin.get(f"{card}/notes")).json()["items"]) == len(made)
