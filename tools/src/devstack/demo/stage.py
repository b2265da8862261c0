"""Where the story is played: people who call the gateway, and an audience that sees what becomes of it.

Nothing is looked up behind the doors: whatever is told was asked of the API or read in the mail sink.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import httpx2

from devstack.signing_in import token_of
from devstack.system import FIRST_ADMIN

T = TypeVar("T")
_PATIENCE = 30.0
_LOOK_EVERY = 0.005


class StepFailed(Exception):
    """The story did not go as it should; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that a service did, in milliseconds since the story began."""

    at_ms: float
    service: str
    what: str


@dataclass(frozen=True, slots=True)
class Decided:
    """An order after its decision: `after_ms` since it was sent, `why` in a sentence, `told` who gets a mail."""

    order: Mapping[str, Any]
    row: str
    reason: str
    why: str
    manager_id: str
    manager: str
    told: tuple[str, ...]
    after_ms: float


@dataclass(frozen=True, slots=True)
class Request:
    """One act of the story: when it was sent, under which trace."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    trace: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def headers(self) -> dict[str, str]:
        """What makes every service file it under its trace."""
        return {"traceparent": f"00-{self.trace}-{secrets.token_hex(8)}-01"}

    def ms_until(self, at: datetime) -> float:
        """Milliseconds from the request."""
        return (at - self.at).total_seconds() * 1000


class Stage:
    """To be used as a context manager; `moments` is all that was seen, in the order in which it was looked at."""

    def __init__(self, urls: Mapping[str, Any]) -> None:
        self.urls = urls
        self.began = datetime.now(UTC)
        self.moments: list[Moment] = []
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: Any) -> None:
        await self._closing.aclose()

    @property
    def admin(self) -> httpx2.AsyncClient:
        """The first member of Admins."""
        return self.as_(FIRST_ADMIN)

    def as_(self, email: str) -> httpx2.AsyncClient:
        """A client that calls as that member of staff."""
        if email not in self._clients:
            headers = {"Authorization": f"Bearer {token_of(self.urls['identity'], email)}"}
            self._clients[email] = self._client(headers)
        return self._clients[email]

    def anybody(self) -> httpx2.AsyncClient:
        """A customer's own browser: no account, a jar for the shop's cookie, JSON in place of pages."""
        return self._client({"Accept": "application/json"})

    def saw(self, at: datetime, service: str, what: str) -> None:
        """Put it on the timeline."""
        self.moments.append(Moment(round((at - self.began).total_seconds() * 1000, 1), service, what))

    async def decided(self, order_id: str, request: Request) -> Decided:
        """Wait for the decision about an order."""
        found = await self.until(f"a decision about order {order_id}", lambda: self._settled(order_id))
        assignment = found["assignment"]
        decision = checked(await self.admin.get(f"/v1/decisions/{assignment['decision_id']}"))
        why = checked(await self.admin.get(f"/v1/decisions/{decision['id']}/explain", params={"lang": "en"}))["text"]
        at = moment_of(decision["created_at"])
        manager = found["manager"] or {"id": "", "name": "nobody"}
        self.saw(at, "assignment", f"{assignment['row']} {assignment['reason']} → {manager['name']}")
        return Decided(
            found,
            str(assignment["row"]),
            str(assignment["reason"]),
            str(why),
            str(manager["id"]),
            str(manager["name"]),
            tuple(each["staff_id"] for each in decision["outcome"]["recipients"]),
            request.ms_until(at),
        )

    async def card_shows(self, customer_id: str, manager_id: str) -> None:
        """Wait until a customer's card shows that manager."""

        async def look() -> Any:
            card = checked(await self.admin.get(f"/v1/customers/{customer_id}"))
            return card if card["manager"] and card["manager"]["id"] == manager_id else None

        card = await self.until(f"manager {manager_id} on card {customer_id}", look)
        self.saw(
            moment_of(card["updated_at"]), "customers", f"the card of {card['name']} shows {card['manager']['name']}"
        )

    async def mailed(self, order: Mapping[str, Any], email: str) -> datetime:
        """Wait for the mail about an order in somebody's box, with its details."""

        async def look() -> Any:
            mails = (await self.admin.get(f"{self.urls['mails']}/api/mails", params={"to": email})).json()
            return next((mail for mail in reversed(mails) if order["number"] in mail["subject"]), None)

        mail = await self.until(f"a mail about {order['number']} to {email}", look)
        missing = [line["name"] for line in order["lines"] if line["name"] not in mail["text"]]
        if missing:
            raise StepFailed(f"the mail about {order['number']} does not tell of {', '.join(missing)}")
        at = moment_of(mail["received_at"])
        self.saw(at, "notify", f"✉ {email}: {mail['subject']}")
        return at

    async def until(self, what: str, look: Callable[[], Awaitable[T]]) -> T:
        """What `look` returns as soon as it is truthy. Raises StepFailed."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while not (seen := await look()):
            if asyncio.get_running_loop().time() > deadline:
                raise StepFailed(f"{_PATIENCE:.0f} s without {what}")
            await asyncio.sleep(_LOOK_EVERY)
        return seen

    async def _settled(self, order_id: str) -> Any:
        order = checked(await self.admin.get(f"/v1/orders/{order_id}"))
        return order if order["assignment"]["state"] != "pending" else None

    def _client(self, headers: Mapping[str, str]) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(
            base_url=self.urls["gateway"], headers=dict(headers), timeout=30, trust_env=False, follow_redirects=True
        )
        self._closing.push_async_callback(client.aclose)
        return client


def checked(answer: httpx2.Response, status: int | None = None) -> Any:
    """The content of an answer. Raises StepFailed unless it is as expected: that status, or any success."""
    if answer.status_code != status if status else not answer.is_success:
        told = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        raise StepFailed(told if status is None else f"{told} instead of {status}")
    return answer.json()


def moment_of(text: str) -> datetime:
    """An instant as the services write it."""
    return datetime.fromisoformat(text)
