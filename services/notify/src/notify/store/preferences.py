"""What people have chosen about their mails."""

import time
from collections.abc import Callable

from chassis.commit import Change, Insert, Replace
from chassis.mongo import Doc, Mongo
from notify.domain.preferences import Kind, Preferences, Timing

PREFERENCES = "preferences"
_FRESH = 1.0
_REMEMBERED = 10_000


class MongoPreferences:
    """By member of staff. A change takes effect within `_FRESH` seconds in every process."""

    def __init__(self, mongo: Mongo, now: Callable[[], float] = time.monotonic) -> None:
        self._preferences = mongo.collection(PREFERENCES)
        self._now = now
        self._known: dict[str, tuple[float, Preferences]] = {}

    async def of(self, staff_id: str) -> Preferences:
        """What he wanted a moment ago: asked for with each mail, so read once in a while."""
        known = self._known.get(staff_id)
        if known is not None and self._now() - known[0] < _FRESH:
            return known[1]
        found = await self.get(staff_id)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[staff_id] = (self._now(), found)
        return found

    async def get(self, staff_id: str) -> Preferences:
        """What he wants; version 0 if he never said."""
        doc = await self._preferences.get(staff_id)
        return Preferences(staff_id) if doc is None else _from_doc(doc)

    def changed(self, preferences: Preferences) -> Change:
        """To be committed at the version before."""
        doc = _to_doc(preferences)
        if preferences.version == 1:
            return Insert(PREFERENCES, doc)
        return Replace(PREFERENCES, doc, preferences.version - 1)


def _to_doc(preferences: Preferences) -> Doc:
    return {
        "_id": preferences.staff_id,
        "version": preferences.version,
        "timings": {kind.value: timing.value for kind, timing in preferences.timings.items()},
        "digest_hour": preferences.digest_hour,
        "created_at": preferences.created_at,
        "updated_at": preferences.updated_at,
    }


def _from_doc(doc: Doc) -> Preferences:
    return Preferences(
        staff_id=doc["_id"],
        version=doc["version"],
        timings={Kind(kind): Timing(timing) for kind, timing in doc["timings"].items()},
        digest_hour=doc["digest_hour"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
