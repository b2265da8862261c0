"""Transfers of customers over HTTP (M4, N8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from assignment.domain.transfers import Outcome, Row, State, Transfer, Why
from assignment.ports import Deps, RowQuery, TransferQuery
from assignment.usecases.create_transfer import CreateTransfer, create_transfer
from assignment.usecases.list_transfer_rows import list_transfer_rows
from assignment.usecases.undo_transfer import UndoTransfer, undo_transfer
from chassis.access import Principal, Reach, Scope, scope
from chassis.errors import Invalid, NotFound
from chassis.http import Body, Caller, Limit, OnceOnly, Page, View, decode_cursor, encode_cursor, page_of, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone

_Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w.-]+$")]
_Cursor = Annotated[str | None, Query(max_length=2000)]


class TransferBody(Body):
    """From whom, and either to whom or `distribute`: spread by the distribution settings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"from_id": "0199a0", "to_id": "0199b1", "open_orders": True, "preview": True}],
        }
    )

    from_id: _Id
    to_id: _Id | None = None
    distribute: bool = False
    customer_ids: Annotated[tuple[_Id, ...], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="Only these; by default all of his customers."
    )
    open_orders: bool = Field(default=False, description="Whether the open orders that he has of them follow.")
    preview: bool = Field(default=False, description="Only says what would become of each customer.")

    def receiver(self) -> str | None:
        """Invalid unless exactly one of the two ways is chosen."""
        if self.distribute is (self.to_id is not None):
            raise Invalid.field("/to_id", "give either to_id or distribute: true")
        return self.to_id


class Progress(View):
    """Customers who have their outcome, of those listed so far."""

    done: int
    total: int


class ReceiverView(View):
    """What somebody got."""

    staff_id: str
    name: str | None
    customers: int
    orders: int


class TransferView(View):
    """A transfer and how far it is. `undo_of`: it gives back what that transfer moved; `undone_by` the other way
    round. `counts` are customers by outcome."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    from_id: str
    to_id: str | None
    distribute: bool
    open_orders: bool
    preview: bool
    state: State
    progress: Progress
    counts: dict[Outcome, int]
    orders_moved: int
    receivers: tuple[ReceiverView, ...]
    undo_of: str | None
    undone_by: str | None
    finished_at: datetime | None


class Person(View):
    """A member of staff."""

    id: str
    name: str | None


class RowView(View):
    """What became of a customer. `order_ids` followed him; `orders_kept` could not be given back by an undo."""

    customer_id: str
    customer_name: str | None
    outcome: Outcome
    reason: Why
    before: Person | None
    after: Person | None
    decision_id: str | None
    order_ids: tuple[str, ...]
    orders_kept: tuple[str, ...]


def transfers_router(deps: Deps) -> APIRouter:
    """The routes of /v1/transfers."""
    router = APIRouter(prefix="/v1/transfers", tags=["transfers"])

    @router.post("", status_code=202, operation_id="createTransfer")
    async def create(body: TransferBody, caller: Caller, once: OnceOnly, response: Response) -> TransferView:
        """Moves customers from one manager to another, or spreads them over several. The job goes on by itself."""
        reads, manages = _asked_by(caller), scope(caller, "links.manage")
        new = new_id()
        command = CreateTransfer(
            id=new,
            author_id=caller.id,
            from_id=body.from_id,
            to_id=body.receiver(),
            customer_ids=body.customer_ids,
            open_orders=body.open_orders,
            preview=body.preview,
            reads_all=reads.reach is Reach.ALL,
            manages_all=manages.reach is Reach.ALL,
            mark=once.made(new),
        )
        try:
            transfer = await create_transfer(deps, command)
        except AlreadyDone as done:
            transfer = await _found(deps, once.earlier(done), reads)
        return await _accepted(deps, transfer, response)

    @router.get("", operation_id="listTransfers")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        staff_id: Annotated[str | None, Query(max_length=100, description="Who gave or was to get customers.")] = None,
        limit: Limit = 50,
        cursor: _Cursor = None,
    ) -> Page[TransferView]:
        """The newest first."""
        after = None if cursor is None else decode_cursor(cursor, str)[0]
        found = await deps.transfers.find(TransferQuery(staff_id, after), _asked_by(caller), limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.id))
        names = (await deps.companies.current()).names
        return Page(items=[_view(transfer, names) for transfer in shown], next=following)

    @router.get("/{transfer_id}", operation_id="getTransfer")
    async def get(transfer_id: str, caller: Caller, response: Response) -> TransferView:
        """How far it is, and what has come out so far."""
        transfer = await _found(deps, transfer_id, _asked_by(caller))
        tag(response, transfer.version)
        return _view(transfer, (await deps.companies.current()).names)

    @router.get("/{transfer_id}/rows", operation_id="listTransferRows")
    async def rows(
        transfer_id: str,
        caller: Caller,
        request: Request,
        response: Response,
        outcome: Outcome | None = None,
        limit: Limit = 50,
        cursor: _Cursor = None,
    ) -> Page[RowView]:
        """What became of each customer so far; in order of customer id."""
        transfer = await _found(deps, transfer_id, _asked_by(caller))
        after = None if cursor is None else decode_cursor(cursor, str)[0]
        found = await list_transfer_rows(deps, RowQuery(transfer.id, outcome, after), limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last[0].customer_id))
        names = (await deps.companies.current()).names
        return Page(items=[_row(row, name, names) for row, name in shown], next=following)

    @router.post("/{transfer_id}/undo", status_code=202, operation_id="undoTransfer")
    async def undo(transfer_id: str, caller: Caller, once: OnceOnly, response: Response) -> TransferView:
        """Gives back whatever is still as the transfer left it, in a transfer of its own; the rest are its
        conflicts."""
        within = _asked_by(caller)
        new = new_id()
        try:
            transfer = await undo_transfer(deps, UndoTransfer(new, transfer_id, caller.id, once.made(new)), within)
        except AlreadyDone as done:
            transfer = await _found(deps, once.earlier(done), within)
        return await _accepted(deps, transfer, response)

    return router


def _asked_by(caller: Principal) -> Scope:
    """Who sees all customers sees all transfers, others their own."""
    caller.require("transfers")
    return scope(caller, "customers.read")


async def _found(deps: Deps, transfer_id: str, within: Scope) -> Transfer:
    transfer = await deps.transfers.get(transfer_id, within)
    if transfer is None:
        raise NotFound
    return transfer


async def _accepted(deps: Deps, transfer: Transfer, response: Response) -> TransferView:
    response.headers["Location"] = f"/v1/transfers/{transfer.id}"
    tag(response, transfer.version)
    return _view(transfer, (await deps.companies.current()).names)


def _view(transfer: Transfer, names: Mapping[str, str]) -> TransferView:
    return TransferView(
        id=transfer.id,
        version=transfer.version,
        created_at=transfer.created_at,
        updated_at=transfer.updated_at,
        created_by=transfer.author_id,
        from_id=transfer.from_id,
        to_id=transfer.to_id,
        distribute=transfer.to_id is None,
        open_orders=transfer.open_orders,
        preview=transfer.preview,
        state=transfer.state,
        progress=Progress(done=transfer.done, total=transfer.total),
        counts={outcome: transfer.counts.get(outcome, 0) for outcome in Outcome},
        orders_moved=transfer.orders_moved,
        receivers=tuple(
            ReceiverView(staff_id=who, name=names.get(who), customers=share.customers, orders=share.orders)
            for who, share in transfer.got.items()
        ),
        undo_of=transfer.undo_of,
        undone_by=transfer.undone_by,
        finished_at=transfer.finished_at,
    )


def _row(row: Row, customer_name: str | None, names: Mapping[str, str]) -> RowView:
    return RowView(
        customer_id=row.customer_id,
        customer_name=customer_name,
        outcome=row.outcome,
        reason=row.why,
        before=_person(row.before, names),
        after=_person(row.after, names),
        decision_id=row.decision_id,
        order_ids=row.orders,
        orders_kept=row.orders_kept,
    )


def _person(staff_id: str | None, names: Mapping[str, str]) -> Person | None:
    return Person(id=staff_id, name=names.get(staff_id)) if staff_id is not None else None
