"""The door behind the link in every mail to staff: which mails to get, without signing in; and the one click by which a
mail program turns a kind off (RFC 8058)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.access import Member
from chassis.errors import Forbidden, Gone, Invalid, Problem
from chassis.http import Body
from chassis.http.pages import SAFE, cookie_for, fields, from_here, page, see_other, validated
from notify.api.choice_page import ChoicePages
from notify.domain.choice_key import ChoiceKeys, Use
from notify.domain.preferences import Kind, Timing
from notify.ports import Deps
from notify.usecases.choose_mails import ChooseMails, choose
from notify.usecases.open_choices import open_choices, reader_with
from notify.usecases.unsubscribe import unsubscribe

PAGE = "/mails/preferences"
_CLICK = {"List-Unsubscribe": "One-Click"}


class ChoicesForm(Body):
    """What somebody chose on the page, and on top of which version."""

    kinds: dict[Kind, Timing]
    version: Annotated[int, Field(ge=0)]
    digest_hour: Annotated[int, Field(ge=0, le=23)]


def choices_router(deps: Deps, keys: ChoiceKeys, pages: ChoicePages, public_url: str) -> APIRouter:
    """`/m/{key}` and `/mails/preferences`: for people, not for programs, who have `/v1/mails/preferences`."""
    routes = APIRouter(include_in_schema=False)
    cookie, secure = cookie_for(public_url, "mails")

    async def answered(request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        try:
            return await work()
        except (Gone, Forbidden) as problem:
            gone = pages.gone(request.headers.get("accept-language", ""))
            return page(gone, problem.status, pages.headers)

    async def reader_of(request: Request) -> Member:
        return await reader_with(deps, keys, request.cookies.get(cookie, ""), Use.VISIT)

    async def shown(reader: Member, *, saved: bool = False, problem: Problem | None = None) -> Response:
        html = pages.choices(await open_choices(deps, reader), saved=saved, problem=problem)
        return page(html, problem.status if problem else 200, pages.headers)

    async def entered(request: Request, key: str, place: str) -> Response:
        async def work() -> Response:
            reader = await reader_with(deps, keys, key, Use.LINK)
            answer = see_other(PAGE + place)
            carried = keys.key(reader.id, Use.VISIT)
            answer.set_cookie(cookie, carried, path="/", secure=secure, httponly=True, samesite="lax")
            return answer

        return await answered(request, work)

    @routes.api_route("/m/{key}", methods=["GET", "HEAD"], response_model=None)
    async def enter(key: str, request: Request) -> Response:
        return await entered(request, key, "")

    @routes.api_route("/m/{key}/{kind}", methods=["GET", "HEAD"], response_model=None)
    async def enter_at(key: str, kind: Kind, request: Request) -> Response:
        return await entered(request, key, f"#{kind}")

    @routes.post("/m/{key}/{kind}", response_model=None)
    async def one_click(key: str, kind: Kind, request: Request) -> Response:
        """Sent by mail programs, from anywhere: the key is all that they have."""
        if await fields(request) != _CLICK:
            raise Invalid.field("/List-Unsubscribe", "must be One-Click, and nothing else")
        await unsubscribe(deps, keys, key, kind)
        return Response("done", headers=dict(SAFE), media_type="text/plain")

    @routes.get(PAGE, response_model=None)
    async def see(request: Request) -> Response:
        async def work() -> Response:
            return await shown(await reader_of(request), saved="saved" in request.query_params)

        return await answered(request, work)

    @routes.post(PAGE, response_model=None)
    async def save(request: Request) -> Response:
        async def work() -> Response:
            from_here(request, public_url)
            reader = await reader_of(request)
            try:
                await choose(deps, await _chosen(deps, reader, request))
            except Problem as problem:
                return await shown(reader, problem=problem)
            return see_other(f"{PAGE}?saved")

        return await answered(request, work)

    return routes


async def _chosen(deps: Deps, reader: Member, request: Request) -> ChooseMails:
    """What the page did not ask him for stays as it is. Malformed, Invalid."""
    sent = await fields(request)
    about = {name: sent.pop(name, None) for name in ("version", "digest_hour")}
    form = validated(ChoicesForm, {**about, "kinds": sent})
    before = await deps.archive.preferences.get(reader.id)
    return ChooseMails(reader.id, form.version, {**before.timings, **form.kinds}, form.digest_hour)
