"""Where the services disagree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_YOUNG = timedelta(minutes=10)

PARKED = "look into `vinculo events parked`; `vinculo events replay` sends back what lies there"
RETELL = (
    "look into `vinculo events parked`; `vinculo events replay` sends back what lies there, and if that is gone, "
    "`vinculo replicas rebuild links` has it told anew"
)
REBUILD = "have the records told anew: `vinculo replicas rebuild`"
LEDGER = "the ledger was changed by something else than the service: compare with a backup"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` and `id` name the record, `what` says what is wrong with it, `todo` what to do. `at`: when something was
    last done to it, None if nobody can say."""

    about: str
    id: str
    what: str
    todo: str
    at: datetime | None = None

    def is_young(self, now: datetime) -> bool:
        """Whether news that would settle it may still be under way."""
        return self.at is None or now - self.at < _YOUNG
