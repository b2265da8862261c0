"""Where orders and quotes are printed, and how they are answered."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import Response

from orders.domain.customer import Shop
from orders.domain.order import Order


class Documents:
    """Prints one document at a time, beside the requests: each is a while of pure computing."""

    def __init__(self, shop: Shop, logo: Path | None) -> None:
        self._shop = shop
        self._logo = logo
        self._press = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")

    async def printed(self, order: Order, language: str) -> bytes:
        """The PDF in one of the languages that the shop speaks."""
        return await asyncio.get_running_loop().run_in_executor(self._press, self._print, order, language)

    def _print(self, order: Order, language: str) -> bytes:
        # The library takes long to load: whoever prints first waits for it, not every start of the service.
        from orders.api.document_pdf import print_document

        return print_document(order, language, self._shop, self._logo)


def paper(order: Order, printed: bytes) -> Response:
    """A PDF that a browser shows, and that is kept under the order's number."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{order.number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(printed, media_type="application/pdf", headers=headers)
