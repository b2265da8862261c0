"""The HTTP side of the mail sink: pages for people, JSON for programs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Response, status
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from devstack.mailsink.mailbox import Mail, Mailbox
from devstack.mailsink.smtp import FaultMode, Faults, listen

_PAGES = Path(__file__).parent / "pages"
_MOST_LISTED = 200
_PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'"
_MAIL_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""A mail may bring its own style, but runs nothing, loads nothing and cannot reach the page around it."""


class Settings(BaseSettings):
    """Where the sink listens."""

    model_config = SettingsConfigDict(env_prefix="VINCULO_")

    http_host: str = "127.0.0.1"
    http_port: int = 8025
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8026


class MailOut(BaseModel):
    """A mail, taken apart. `to` and `from` are the envelope's addresses, several recipients joined by a comma."""

    id: int
    to: str
    sender: str = Field(serialization_alias="from")
    subject: str
    message_id: str
    text: str
    html: str
    received_at: str


class FaultIn(BaseModel):
    """What to do with the next `count` mails, or with all until further notice."""

    model_config = ConfigDict(extra="forbid")

    mode: FaultMode
    count: Annotated[int, Field(ge=0)] | None = None
    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 5.0


def create_app(settings: Settings) -> FastAPI:
    """The whole sink; it takes mails as long as the application lives."""
    mailbox, faults = Mailbox(), Faults()
    templates = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, auto_reload=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        server = await listen(settings.smtp_host, settings.smtp_port, mailbox, faults)
        yield
        server.close()

    app = FastAPI(title="Vinculo mail sink", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=_PAGES / "static"))

    def found(number: int) -> Mail:
        mail = mailbox.get(number)
        if mail is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "This mail is not kept.")
        return mail

    def page(selected: Mail | None, to: str | None) -> HTMLResponse:
        mails = mailbox.find(to)
        html = templates.get_template("mails.html.jinja").render(
            mails=mails[: -_MOST_LISTED - 1 : -1],
            total=len(mails),
            to=to,
            selected=selected,
            text=selected.body("plain") if selected else "",
            has_html=bool(selected and selected.body("html")),
            received=mailbox.received,
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-store"})

    @app.get("/livez")
    @app.get("/readyz")
    async def ready() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/")
    async def list_page(to: str | None = None) -> HTMLResponse:
        return page(None, to)

    @app.get("/mails/{number}")
    async def mail_page(number: int, to: str | None = None) -> HTMLResponse:
        return page(found(number), to)

    @app.get("/mails/{number}/html")
    async def mail_html(number: int) -> HTMLResponse:
        return HTMLResponse(found(number).body("html"), headers={"Content-Security-Policy": _MAIL_POLICY})

    @app.get("/mails/{number}/source")
    async def mail_source(number: int) -> Response:
        return Response(found(number).content, media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    @app.get("/api/mails", response_model_by_alias=True)
    def mails(to: str | None = None, limit: Annotated[int | None, Query(ge=1)] = None) -> list[MailOut]:
        return [_out(mail) for mail in (mailbox.find(to) if limit is None else mailbox.find(to)[-limit:])]

    @app.delete("/api/mails", status_code=status.HTTP_204_NO_CONTENT)
    async def delete_mails() -> None:
        mailbox.clear()

    @app.get("/api/count")
    async def count_mails(to: str | None = None) -> dict[str, int]:
        return {"received": mailbox.received, "kept": len(mailbox.find(to))}

    @app.post("/api/faults")
    async def set_faults(fault: FaultIn) -> FaultIn:
        faults.mode, faults.left, faults.delay = fault.mode, fault.count, fault.delay_seconds
        return fault

    return app


def _out(mail: Mail) -> MailOut:
    return MailOut(
        id=mail.id,
        to=", ".join(mail.recipients),
        sender=mail.sender,
        subject=mail.subject,
        message_id=mail.message_id,
        text=mail.body("plain"),
        html=mail.body("html"),
        received_at=mail.received_at.isoformat().replace("+00:00", "Z"),
    )
