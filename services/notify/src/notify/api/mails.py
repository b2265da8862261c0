"""Which mails were written, what became of them, and one more try, over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field, JsonValue

from chassis.access import scope
from chassis.errors import NotFound
from chassis.http import Caller, Limit, OnceOnly, Page, View, decode_cursor, encode_cursor, page_of, tag
from chassis.inbox import AlreadyDone
from notify.domain.mail import Mail, State
from notify.domain.templates import Template
from notify.ports import Deps, Desk, Search
from notify.usecases.resend_mail import ResendMail, resend_mail

_EXAMPLE: dict[str, JsonValue] = {
    "id": "019a9c1e-5a10-7c3e-9f12-0242ac120002",
    "version": 2,
    "to": "maria@vinculo.test",
    "recipient_id": "019a9c1e-0000-7000-8000-000000000001",
    "subject": "Pedido O-2026-000123 · Ferretería López · 1.234,50 €",
    "template": "order",
    "state": "sent",
    "reason": None,
    "attempts": 1,
    "doubtful": False,
    "held_until": None,
    "order_id": "019a9c1e-0000-7000-8000-000000000002",
    "customer_id": "019a9c1e-0000-7000-8000-000000000003",
    "decision_id": "019a9c1e-0000-7000-8000-000000000004",
    "decision_reason": "CUSTOMER_MANAGER",
    "message_id": "<019a9c1e-5a10-7c3e-9f12-0242ac120002@vinculo.test>",
    "created_at": "2026-11-22T09:05:00Z",
    "updated_at": "2026-11-22T09:05:00.041Z",
    "sent_at": "2026-11-22T09:05:00.041Z",
}


class MailView(View):
    """A mail and its fate; never its text."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    id: str
    version: int
    to: str
    recipient_id: str = Field(description="A member of staff, or the customer; of a guest, his order.")
    subject: str
    template: Template
    state: State
    reason: str | None = Field(description="Why it is in this state: what the SMTP server said, for instance.")
    attempts: int
    doubtful: bool = Field(description="It may have arrived twice, under one Message-ID.")
    held_until: datetime | None = Field(description="When the digest that tells it is due.")
    order_id: str | None
    customer_id: str | None
    decision_id: str
    decision_reason: str
    message_id: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None


def _view(mail: Mail) -> MailView:
    return MailView(
        id=mail.id,
        version=mail.version,
        to=mail.to,
        recipient_id=mail.recipient_id,
        subject=mail.subject,
        template=mail.template,
        state=mail.state,
        reason=mail.reason,
        attempts=mail.attempts,
        doubtful=mail.doubtful,
        held_until=mail.held_until,
        order_id=mail.order_id,
        customer_id=mail.customer_id,
        decision_id=mail.decision_id,
        decision_reason=mail.decision_reason,
        message_id=mail.message_id,
        created_at=mail.created_at,
        updated_at=mail.updated_at,
        sent_at=mail.sent_at,
    )


def mails_router(deps: Deps, desk: Desk) -> APIRouter:
    """`/v1/mails`."""
    routes = APIRouter(prefix="/v1/mails", tags=["mails"])

    @routes.get("", operation_id="listMails", summary="Mails, newest decision first")
    async def list_mails(
        request: Request,
        response: Response,
        caller: Caller,
        order_id: Annotated[str | None, Query(max_length=100)] = None,
        recipient: Annotated[str | None, Query(max_length=320, description="Staff id or e-mail address.")] = None,
        state: Annotated[State | None, Query()] = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
    ) -> Page[MailView]:
        """Only one's own with `mails.read: own`."""
        before = decode_cursor(cursor, str)[0] if cursor is not None else None
        search = Search(order_id, recipient, state, before, limit + 1)
        found = await deps.archive.mails.search(search, scope(caller, "mails.read"))
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.id))
        return Page(items=[_view(mail) for mail in shown], next=following)

    @routes.get("/{mail_id}", operation_id="getMail", summary="One mail")
    async def get_mail(mail_id: str, response: Response, caller: Caller) -> MailView:
        """Somebody else's is not found with `mails.read: own`."""
        mail = await deps.archive.mails.get(mail_id, scope(caller, "mails.read"))
        if mail is None:
            raise NotFound
        tag(response, mail.version)
        return _view(mail)

    @routes.post("/{mail_id}/resend", status_code=202, operation_id="resendMail", summary="Send it once more")
    async def resend(mail_id: str, response: Response, caller: Caller, once: OnceOnly) -> MailView:
        """Queues the mail again, under its Message-ID; 409 if its recipient is inactive."""
        within = scope(caller, "mails.read")
        try:
            mail = await resend_mail(deps, desk, ResendMail(mail_id, within, once.made(mail_id)))
        except AlreadyDone as done:
            found = await deps.archive.mails.get(once.earlier(done), within)
            if found is None:
                raise NotFound from None
            mail = found
        tag(response, mail.version)
        return _view(mail)

    return routes
