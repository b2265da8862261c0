"""A link gets another recipient, expiry or passcode (N9): so one that has expired opens again, with its cart."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Conflict, Invalid, VersionConflict
from orders.domain.order_link import LinkRevoked, OrderLink, change, hashed
from orders.domain.passcode_attempts import forgiven
from orders.ports import Uses
from orders.usecases.announcing import link_event
from orders.usecases.find_link import managed_link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLink:
    """The fields that were sent: `recipient`, `expires_at`, and `passcode` as it was typed, None for no more of it.
    `version` is the link that the human saw; `salt` is random and used if there is a passcode."""

    link_id: str
    version: int
    changes: Mapping[str, Any]
    salt: bytes
    by: Principal


async def change_link(uses: Uses, command: ChangeLink) -> OrderLink:
    """The link afterwards. With another passcode all visits end and its guesses begin anew. Raises NotFound,
    VersionConflict, Conflict if it was revoked, Invalid for an expiry in the past."""
    link = await managed_link(uses, command.link_id, command.by)
    if link.version != command.version:
        raise VersionConflict(version=link.version)
    now, changes = uses.clock.now(), dict(command.changes)
    until = changes.get("expires_at")
    if until is not None and until <= now and until != link.expires_at:
        raise Invalid.field("/expires_at", "is not in the future")
    if changes.get("passcode") is not None:
        changes["passcode"] = await asyncio.to_thread(hashed, changes["passcode"], command.salt)
    try:
        changed = change(link, now, **changes)
    except LinkRevoked:
        raise Conflict("a revoked link stays revoked; create another") from None
    if changed is link:
        return link
    try:
        event = link_event(changed, command.by.id, now)
        await uses.commits.commit(Unit([uses.links.replacement(changed)], [event]))
    except VersionConflict:
        current = await uses.links.find(link.id)
        raise VersionConflict(version=current.version if current else link.version) from None
    if changed.passcode != link.passcode and (guesses := await uses.carts.attempts(link.id)) is not None:
        with suppress(VersionConflict):
            await uses.commits.commit(Unit([uses.carts.keeping_attempts(forgiven(guesses))]))
    return changed
