"""What an audit needs to know of mails and digests, over HTTP (N3)."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from chassis.access import whole
from chassis.http import Caller, Page, View, Walking
from notify.domain.absence import CoveredOrder
from notify.domain.mail import Mail, State
from notify.domain.templates import Template
from notify.ports import Deps
from notify.usecases.audit_mails import audit_covered, audit_mails


class _InDigest(View):
    id: str
    version: int
    decision_id: str | None
    recipient_id: str
    digest_id: str | None = Field(description="The digest that tells it.")
    digests: int | None = Field(
        description="How many mails that digest went out in: one, unless something is wrong. None as long as it is not "
        "told in one."
    )


class MailAuditView(_InDigest):
    """A mail as an audit needs to know it: who was told of which decision, and what became of that."""

    updated_at: datetime
    template: Template
    state: State
    sent_at: datetime | None
    doubtful: bool


class CoveredAuditView(_InDigest):
    """An order that somebody got in place of the recipient, who is told in the digest that he gets when he is back."""

    order_id: str


def audit_router(deps: Deps) -> APIRouter:
    """Each in order of id, which begins with the time of the decision. To stand before the router of mails, which takes
    any id there."""
    routes = APIRouter(prefix="/v1/mails/audit", tags=["audit"])

    @routes.get("", operation_id="auditMails", summary="Who was told of which decision")
    async def mails(caller: Caller, walk: Walking) -> Page[MailAuditView]:
        """Every mail. Needs `audit` for all records."""
        found = await audit_mails(deps, whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _mail, _id)

    @routes.get("/covered", operation_id="auditCoveredOrders", summary="What is told to whoever was away")
    async def covered(caller: Caller, walk: Walking) -> Page[CoveredAuditView]:
        """Every order that went to a cover. Needs `audit` for all records."""
        found = await audit_covered(deps, whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _covered, _id)

    return routes


def _id(found: tuple[Mail | CoveredOrder, int | None]) -> str:
    return found[0].id


def _mail(found: tuple[Mail, int | None]) -> MailAuditView:
    mail, digests = found
    return MailAuditView(
        id=mail.id,
        version=mail.version,
        updated_at=mail.updated_at,
        decision_id=mail.decision_id,
        recipient_id=mail.recipient_id,
        template=mail.template,
        state=mail.state,
        sent_at=mail.sent_at,
        doubtful=mail.doubtful,
        digest_id=mail.digest_id,
        digests=digests,
    )


def _covered(found: tuple[CoveredOrder, int | None]) -> CoveredAuditView:
    order, digests = found
    return CoveredAuditView(
        id=order.id,
        version=order.version,
        decision_id=order.decision_id,
        recipient_id=order.staff_id,
        order_id=order.order_id,
        digest_id=order.digest_id,
        digests=digests,
    )
