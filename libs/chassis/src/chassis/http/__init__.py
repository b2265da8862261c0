"""The HTTP door: problems, versions, cursors, idempotency, who is calling."""

from chassis.http.app import PROBLEMS, Door, allow_body, create_app
from chassis.http.caller import Caller
from chassis.http.conditional import IfMatch, tag
from chassis.http.idempotency import Once, OnceOnly
from chassis.http.models import HIDDEN, LINE, TEXT, Body, Page, View
from chassis.http.paging import Limit, decode_cursor, encode_cursor, page_of
from chassis.http.straight import Straight
from chassis.http.walking import Walk, Walking

__all__ = [
    "HIDDEN",
    "LINE",
    "PROBLEMS",
    "TEXT",
    "Body",
    "Caller",
    "Door",
    "IfMatch",
    "Limit",
    "Once",
    "OnceOnly",
    "Page",
    "Straight",
    "View",
    "Walk",
    "Walking",
    "allow_body",
    "create_app",
    "decode_cursor",
    "encode_cursor",
    "page_of",
    "tag",
]
