"""Renderings that no product shows are removed: a crash or a lost race left them."""

import asyncio

from chassis.errors import Unavailable
from orders.domain.picture import DRAFT_LIVES
from orders.ports import Uses

_EVERY = 6 * 60 * 60.0
_AGAIN = 60.0


async def sweep_pictures(uses: Uses) -> None:
    """Now and then, until cancelled."""
    while True:
        try:
            await sweep_picture_leftovers(uses)
        except (Unavailable, OSError):
            await asyncio.sleep(_AGAIN)
        else:
            await asyncio.sleep(_EVERY)


async def sweep_picture_leftovers(uses: Uses) -> int:
    """How many pictures were removed. Contents are looked at before the products: a picture is named by a product soon
    after it is kept or never, so what is old and not named then will not be."""
    kept = await uses.pictures.kept_before(uses.clock.now() - DRAFT_LIVES)
    leftovers = kept - await uses.products.picture_ids() if kept else kept
    for picture_id in leftovers:
        await uses.pictures.remove(picture_id)
    return len(leftovers)
