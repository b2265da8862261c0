"""What an audit needs to know of mails, and of the digests that tell what has no mail of its own (N3).

Each record comes with the number of mails that its digest went out in: one, unless something is wrong; None if it is
not said to stand in a digest, as long as it waits for one.
"""

from collections.abc import Iterable, Mapping

from chassis.access import Scope
from notify.domain.absence import CoveredOrder
from notify.domain.mail import Mail, State
from notify.ports import Deps


async def audit_mails(deps: Deps, scope: Scope, after: str, limit: int) -> list[tuple[Mail, int | None]]:
    """In order of id, behind `after`."""
    mails = await deps.archive.mails.walk(scope, after, limit)
    digests = await _digests(deps, (each.digest_id for each in mails if each.state is State.DIGESTED))
    return [
        (each, digests.get((each.digest_id, each.recipient_id), 0) if each.state is State.DIGESTED else None)
        for each in mails
    ]


async def audit_covered(deps: Deps, scope: Scope, after: str, limit: int) -> list[tuple[CoveredOrder, int | None]]:
    """In order of id, behind `after`."""
    orders = await deps.archive.covered.walk(scope, after, limit)
    digests = await _digests(deps, (each.digest_id for each in orders if each.mailed))
    return [(each, digests.get((each.digest_id, each.staff_id), 0) if each.mailed else None) for each in orders]


async def _digests(deps: Deps, ids: Iterable[str | None]) -> Mapping[tuple[str | None, str], int]:
    named = {each for each in ids if each is not None}
    return await deps.archive.mails.digests(named) if named else {}
