"""Somebody follows the link in one of his mails, to choose which mails he gets."""

from dataclasses import dataclass

from chassis.access import Member
from chassis.errors import Gone
from notify.domain.choice_key import ChoiceKeys, Use
from notify.domain.preferences import OF_SUPERVISORS, Kind, Preferences
from notify.ports import Deps


class LinkGone(Gone):
    """Never made, or of somebody who is not active: the same from outside."""

    type = "link-gone"
    title = "This link opens nothing"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member of staff has chosen, and the kinds that can reach him."""

    reader: Member
    preferences: Preferences
    kinds: tuple[Kind, ...]


async def reader_with(deps: Deps, keys: ChoiceKeys, key: str, use: Use) -> Member:
    """Whose key it is; LinkGone."""
    staff_id = keys.staff_id(key, use)
    reader = await deps.staff.member(staff_id) if staff_id else None
    if reader is None or not reader.active:
        raise LinkGone
    return reader


async def open_choices(deps: Deps, reader: Member) -> Choices:
    """What he has chosen; that of supervisors' mails is for them alone."""
    supervises = any(each.id == reader.id for each in await deps.staff.holders("supervisor"))
    kinds = tuple(kind for kind in Kind if supervises or kind not in OF_SUPERVISORS)
    return Choices(reader, await deps.archive.preferences.get(reader.id), kinds)
