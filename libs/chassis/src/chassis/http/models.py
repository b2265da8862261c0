"""What bodies, answers and lists have in common."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

HIDDEN = r"\x7f-\x9f\u2028-\u202e\u2066-\u2069"
"""In a class of a pattern: control characters beyond ASCII's, and those that make a text read in another order than it
is written."""

LINE = rf"^[^\x00-\x1f{HIDDEN}]*$"
"""Text that people read in one line."""

TEXT = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f{HIDDEN}]*$"
"""Text of several lines."""


class Body(BaseModel):
    """A request body: unknown fields are refused, text is stripped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class View(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class Page(View, Generic[T]):
    """A part of a list; `next` is the cursor of the following part, null at the end."""

    items: list[T]
    next: str | None = None


class FaultView(View):
    """A wrong field: JSON pointer into the body, or `query:name`, `path:name`, `header:name`."""

    pointer: str
    detail: str


class ProblemView(View):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    trace_id: str | None = None
    version: int | None = Field(default=None, description="With 412: the version that the record has by now.")
    errors: list[FaultView] = []
