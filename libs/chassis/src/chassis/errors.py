"""What can go wrong, in the words of RFC 9457; the HTTP door and the consumers translate from here."""

from dataclasses import dataclass


class Spoken(Exception):
    """An error whose text is ours and names ids, states and numbers, never what people wrote: logs may tell it. Of
    every other they tell the type and the place alone (`chassis.mishaps`)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that is wrong: a JSON pointer into the body (or `query:name`), and why."""

    pointer: str
    detail: str


class Problem(Spoken):
    """A refusal that is told to the caller."""

    status = 500
    type = "internal"
    title = "Something went wrong on our side"

    def __init__(self, detail: str = "", *, faults: tuple[Fault, ...] = (), **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.faults = faults
        self.extra = extra


class Malformed(Problem):
    """The request cannot be read at all."""

    status = 400
    type = "malformed"
    title = "The request cannot be read"


class Unauthenticated(Problem):
    """No token, or none that we trust."""

    status = 401
    type = "unauthenticated"
    title = "A valid bearer token is needed"


class Forbidden(Problem):
    """Known, but not allowed."""

    status = 403
    type = "forbidden"
    title = "Not allowed"


class NotFound(Problem):
    """Not there, or not the caller's: the two look the same from outside."""

    status = 404
    type = "not-found"
    title = "No such record"


class Conflict(Problem):
    """The state of the record does not allow it."""

    status = 409
    type = "conflict"
    title = "The record's state does not allow this"


class Gone(Problem):
    """Was there, is no more."""

    status = 410
    type = "gone"
    title = "No longer available"


class VersionConflict(Problem):
    """Somebody changed the record meanwhile."""

    status = 412
    type = "version-conflict"
    title = "The record was changed meanwhile"


class Invalid(Problem):
    """Fields are wrong."""

    status = 422
    type = "invalid"
    title = "The request has errors"

    @classmethod
    def field(cls, pointer: str, detail: str) -> "Invalid":
        """One wrong field."""
        return cls(faults=(Fault(pointer, detail),))


class PreconditionRequired(Problem):
    """A change without If-Match."""

    status = 428
    type = "precondition-required"
    title = "If-Match with the record's version is needed"


class Unavailable(Problem):
    """A server that we need does not answer; trying again later may help."""

    status = 503
    type = "unavailable"
    title = "Temporarily unavailable, try again"


class Transient(Spoken):
    """A consumer cannot handle the event yet: it goes round the retry ladder."""


class Unhandleable(Spoken):
    """A consumer can never handle the event: it is parked with this reason."""
