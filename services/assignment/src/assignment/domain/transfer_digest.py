"""Who is told of a finished transfer: one digest a person, whatever he got and gave (M4)."""

from assignment.domain.decisions import Recipient, Role, to_tell
from assignment.domain.facts import Roster
from assignment.domain.transfers import Transfer


def digest_to(transfer: Transfer, roster: Roster, *, to_author: bool) -> tuple[Recipient, ...]:
    """Receivers and former managers who are ACTIVE. The author is told only if `to_author`: it was his own act, but it
    may have taken long."""
    if transfer.preview:
        return ()
    told = to_tell(
        [
            *(Recipient(person, Role.ASSIGNEE) for person in transfer.got),
            *(Recipient(person, Role.FORMER_MANAGER) for person in transfer.gave),
        ],
        transfer.author_id,
        roster,
    )
    if to_author and roster.active(transfer.author_id) is not None:
        return (*told, Recipient(transfer.author_id, Role.AUTHOR))
    return told
