"""Somebody, or his mail program for him, wants no more mails of a kind: one click is enough (RFC 8058)."""

from chassis.errors import VersionConflict
from notify.domain.choice_key import ChoiceKeys, Use
from notify.domain.preferences import Kind
from notify.ports import Deps
from notify.usecases.choose_mails import ChooseMails, choose
from notify.usecases.open_choices import reader_with


async def unsubscribe(deps: Deps, keys: ChoiceKeys, key: str, kind: Kind) -> None:
    """As few of that kind as there can be: none, or what others wait for once a day. Twice is once. LinkGone."""
    reader = await reader_with(deps, keys, key, Use.LINK)
    while True:
        before = await deps.archive.preferences.get(reader.id)
        command = ChooseMails(reader.id, before.version, before.fewest(kind), before.digest_hour)
        try:
            await choose(deps, command)
        except VersionConflict:
            continue
        return
