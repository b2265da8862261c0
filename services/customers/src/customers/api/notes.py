"""Notes over HTTP (ML-18 to ML-22)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.errors import Invalid
from chassis.http import (
    Caller,
    IfMatch,
    Limit,
    OnceOnly,
    Page,
    decode_cursor,
    encode_cursor,
    page_of,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from customers.api.bodies import NoteBody, NoteChange
from customers.api.scopes import reach
from customers.api.views import NoteChangeView, NoteView, change_views, note_view, note_views
from customers.domain.note import RANKS
from customers.ports import Deps
from customers.usecases.add_note import AddNote, add_note
from customers.usecases.change_note import ChangeNote, change_note
from customers.usecases.delete_note import DeleteNote, delete_note
from customers.usecases.read_card import read_card
from customers.usecases.read_note import read_note


def notes_router(deps: Deps) -> APIRouter:
    """The routes of /v1/customers/{id}/notes."""
    router = APIRouter(prefix="/v1/customers/{customer_id}/notes", tags=["notes"])

    @router.get("", operation_id="listNotes")
    async def find(
        customer_id: str,
        caller: Caller,
        request: Request,
        response: Response,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[NoteView]:
        """The notes of a card: High, Medium, None, in each the newest first (ML-19)."""
        card = await read_card(deps, customer_id, reach(caller, "customers.read"))
        notes = await deps.notes.of(card, None if cursor is None else _position(cursor), limit + 1)
        shown, following = page_of(
            request, response, notes, limit, lambda last: encode_cursor(RANKS[last.priority], last.id)
        )
        return Page(items=await note_views(deps.staff, shown, customer_id), next=following)

    @router.get("/history", operation_id="listNoteChanges")
    async def history(
        customer_id: str,
        caller: Caller,
        request: Request,
        response: Response,
        note_id: Annotated[str | None, Query(max_length=64, description="Of this note alone.")] = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[NoteChangeView]:
        """Who wrote, edited and deleted what, the latest first."""
        card = await read_card(deps, customer_id, reach(caller, "customers.read"))
        after = None if cursor is None else decode_cursor(cursor, datetime, str, int)
        changes = await deps.notes.history(card, note_id, after, limit + 1)
        shown, following = page_of(
            request, response, changes, limit, lambda last: encode_cursor(last.at, last.note_id, last.version)
        )
        return Page(items=await change_views(deps.staff, shown), next=following)

    @router.post("", status_code=201, operation_id="addNote")
    async def add(customer_id: str, body: NoteBody, caller: Caller, once: OnceOnly, response: Response) -> NoteView:
        """Puts a note on a card."""
        within = reach(caller, "customers.write")
        new = new_id()
        command = AddNote(new, customer_id, body.text, body.priority, caller, within, once.made(new))
        try:
            note = await add_note(deps, command)
        except AlreadyDone as done:
            note = await read_note(deps, await read_card(deps, customer_id, within), once.earlier(done))
        response.headers["Location"] = f"/v1/customers/{customer_id}/notes/{note.id}"
        tag(response, note.version)
        return await note_view(deps.staff, note, customer_id)

    @router.patch("/{note_id}", operation_id="changeNote")
    async def change(
        customer_id: str, note_id: str, body: NoteChange, caller: Caller, version: IfMatch, response: Response
    ) -> NoteView:
        """Edits a note; it does not move among those of its priority."""
        within = reach(caller, "customers.write")
        command = ChangeNote(customer_id, note_id, version, body.text, body.priority, caller, within)
        note = await change_note(deps, command)
        tag(response, note.version)
        return await note_view(deps.staff, note, customer_id)

    @router.delete("/{note_id}", status_code=204, operation_id="deleteNote")
    async def delete(customer_id: str, note_id: str, caller: Caller, version: IfMatch) -> None:
        """Deletes a note; `If-Match` says which version was confirmed."""
        within = reach(caller, "customers.write")
        await delete_note(deps, DeleteNote(customer_id, note_id, version, caller, within))

    return router


def _position(cursor: str) -> tuple[int, str]:
    rank, identifier = decode_cursor(cursor, int, str)
    if rank not in RANKS.values():
        raise Invalid.field("query:cursor", "not a cursor of this list")
    return rank, identifier
