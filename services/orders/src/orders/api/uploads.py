"""Reads a file that is sent as a form."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from chassis.errors import Invalid, Malformed
from chassis.http import allow_body

_FRAME = 16 * 1024


async def uploaded(request: Request, name: str, largest: int) -> bytes:
    """The content of the one file in the form, of at most `largest` bytes. Read here and not by the framework, so that
    nobody is listened to for so long before it is known who he is; and held in memory, for there may be no disk.

    Raises Malformed, Invalid, and 413 or 415.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415, "The body must be multipart/form-data")
    allow_body(request, largest + _FRAME)
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=0)
    parser.spool_max_size = largest + _FRAME
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise Malformed(error.message) from None
    try:
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise Invalid.field(f"/{name}", "a file is needed")
        return await file.read()
    finally:
        await form.close()
