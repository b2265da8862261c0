"""Which of the languages that there are texts in somebody is spoken to."""

from collections.abc import Container

FALLBACK = "en"
"""What everybody is spoken to whose language there is no text in."""


def spoken(texts: Container[str], *wanted: str) -> str:
    """The first of the languages that are wanted (BCP 47) that there are texts in, by two-letter code, wherever it is
    spoken; else English."""
    codes = (tag.partition("-")[0].lower() for tag in wanted)
    return next((code for code in codes if code in texts), FALLBACK)
