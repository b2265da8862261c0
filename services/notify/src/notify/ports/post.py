"""The way of a mail from its record to the SMTP server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from notify.domain.letter import Letter
from notify.domain.mail import Mail, Outcome


class Message(Protocol):
    """A printed letter; how it is encoded depends on the server that takes it."""

    def to_bytes(self, *, eight_bit: bool) -> bytes: ...


class Unprintable(Exception):
    """A letter cannot be printed, today or ever: why."""


class Printer(Protocol):
    """Makes a letter readable; a sealed link is opened only here. Raises Unprintable."""

    def subject(self, letter: Letter) -> str: ...
    def message(self, letter: Letter, mail: Mail) -> Message: ...


class Post(Protocol):
    """Hands a message to the SMTP server; never raises, says how it ended."""

    async def send(self, to: str, message: Message) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail in hand. `letter` is there if it was just composed."""

    mail: Mail
    letter: Letter | None = None


class Desk(Protocol):
    """Where mails in hand wait for a free connection."""

    def has_room(self) -> bool: ...
    def hand_over(self, outgoing: Sequence[Outgoing]) -> None: ...
    def look_again(self) -> None:
        """Something is due now."""
        ...
