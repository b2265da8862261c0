"""The envelope of a mail: multipart/alternative of text and HTML, in lines of CRLF.

An `EmailMessage` costs 0.65 ms to build and flatten; here everything that does not change is joined once. The parts
travel as they are where the server takes eight bits (nearly all do), else as base64, which is a third longer and has
twice the lines that servers read one by one.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from notify.domain.mailbox import in_ascii

ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program sends to the address in List-Unsubscribe (RFC 8058)."""

_LINE = 76
_LONGEST_LINE = 998
_WORD = 39
"""Bytes in an encoded word: 64 characters with its frame, so that its line keeps to the 76 of RFC 2047."""
_PLAIN = 60
_BREAKING = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff"
_UNFIT = re.compile(f"[{_BREAKING}]+")
_UNPRINTABLE = re.compile(f"[{_BREAKING}\\u2066-\\u2069]+")
_BOUNDARY = "=_vinculo_alternative"
_OUTER = "=_vinculo_related"
"""Neither can begin a line of base64 or of our pages."""
_ALTERNATIVE = f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'
_RELATED = f'Content-Type: multipart/related; type="multipart/alternative"; boundary="{_OUTER}"\r\n'


def one_line(text: str) -> str:
    """The text without anything that could begin another header or hide what is written: a blank instead."""
    return (text if text.isprintable() else _UNPRINTABLE.sub(" ", text)).strip()


@lru_cache(maxsize=2048)
def header_text(text: str) -> str:
    """Any text as the value of a header, folded; RFC 2047 words unless it is short and plain. The marks of what is set
    apart in it are kept."""
    text = _UNFIT.sub(" ", text).strip()
    if text.isascii() and len(text) <= _PLAIN and "=?" not in text:
        return text
    words, word = [], b""
    for sign in text:
        encoded = sign.encode()
        if len(word) + len(encoded) > _WORD:
            words.append(word)
            word = b""
        word += encoded
    words.append(word)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


@lru_cache(maxsize=2048)
def mailbox(name: str, address: str) -> str:
    """`Name <address>` as the value of a header; ValueError for an address that could begin another header, or that no
    server need understand."""
    address = in_ascii(address)
    if not address.isprintable() or any(sign in address for sign in "<>, "):
        raise ValueError("not an address")
    name = one_line(name)
    if not name:
        return f"<{address}>"
    if name.isascii() and len(name) <= _PLAIN and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{address}>'
    return f"{header_text(name)}\r\n <{address}>"


@lru_cache(maxsize=64)
def _date(second: datetime) -> str:
    return format_datetime(second)


@dataclass(frozen=True, slots=True)
class Message:
    """A mail that waits for a server. Text and page have no control characters but ends of lines, CRLF."""

    head: str
    text: str
    page: str
    tail: bytes = b""

    def to_bytes(self, *, eight_bit: bool) -> bytes:
        """The whole message as it goes over the wire."""
        return b"".join(
            (
                self.head.encode("ascii"),
                *_part("plain", self.text, eight_bit),
                *_part("html", self.page, eight_bit),
                _END,
                self.tail,
            )
        )


def _part(kind: str, content: str, eight_bit: bool) -> tuple[bytes, bytes]:
    body = content.encode()
    if eight_bit and max(map(len, body.split(b"\r\n"))) <= _LONGEST_LINE:
        return _PART_HEADS[kind, "8bit"], body
    return _PART_HEADS[kind, "base64"], _in_base64(body)


def _in_base64(content: bytes) -> bytes:
    encoded = b64encode(content)
    return b"\r\n".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))


_PART_HEADS = {
    (kind, encoding): (
        f"\r\n--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()
    for kind in ("plain", "html")
    for encoding in ("8bit", "base64")
}
_END = f"\r\n--{_BOUNDARY}--\r\n".encode()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that travels in the mail itself: pages show it as `cid:logo`."""

    kind: str
    content: bytes

    def to_bytes(self) -> bytes:
        """Its part, the last one, with the end of the mail."""
        head = (
            f"\r\n--{_OUTER}\r\nContent-Type: {self.kind}\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-ID: <logo>\r\nContent-Disposition: inline\r\n\r\n"
        )
        return head.encode() + _in_base64(self.content) + f"\r\n--{_OUTER}--\r\n".encode()


class Envelope:
    """Wraps a text and an HTML page that come from one sender, and the picture that all his pages show."""

    def __init__(self, sender_name: str, sender_address: str, picture: Picture | None = None) -> None:
        self._head = (
            f"From: {mailbox(sender_name, sender_address)}\r\n"
            "MIME-Version: 1.0\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "X-Auto-Response-Suppress: All\r\n"
        )
        self._opening, self._tail = _ALTERNATIVE, b""
        if picture is not None:
            self._opening = f"{_RELATED}\r\n--{_OUTER}\r\n{_ALTERNATIVE}"
            self._tail = picture.to_bytes()

    def wrap(
        self,
        *,
        to_name: str,
        to: str,
        subject: str,
        message_id: str,
        thread: str,
        language: str,
        at: datetime,
        text: str,
        page: str,
        reply_to: str = "",
        choices: str = "",
        kind: str = "",
    ) -> Message:
        """`thread` is the Message-ID that all mails about one subject refer to, `choices` the page where the reader
        turns such mails off; those of a `kind` with one click (RFC 8058). Raises ValueError if `to` or `reply_to` is
        no address."""
        head = (
            f"{self._head}Date: {_date(at.replace(microsecond=0))}\r\n"
            f"To: {mailbox(to_name, to)}\r\n"
            f"Subject: {header_text(subject)}\r\n"
            f"Message-ID: {message_id}\r\n"
            f"References: {thread}\r\n"
            f"Content-Language: {language}\r\n"
        )
        if reply_to:
            head = f"{head}Reply-To: {mailbox('', reply_to)}\r\n"
        if choices and kind:
            head = f"{head}List-Unsubscribe: <{choices}/{kind}>\r\nList-Unsubscribe-Post: {ONE_CLICK}\r\n"
        elif choices:
            head = f"{head}List-Unsubscribe: <{choices}>\r\n"
        return Message(head + self._opening, text, page, self._tail)
