"""A picture is added to a product, after those that it has."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from chassis.errors import Conflict, Invalid, NotFound, VersionConflict
from orders.domain.picture import MOST, Picture, PictureRefused, sent_before
from orders.domain.product import Product
from orders.ports import Uses
from orders.usecases.change_product import change_product

_TRIES = MOST


class TooManyPictures(Conflict):
    """The product has as many as it may have."""

    type = "too-many-pictures"
    title = f"A product has at most {MOST} pictures"


@dataclass(frozen=True, slots=True)
class AddPicture:
    """`picture_id` for the case that it is a new one; `upload` as it was sent."""

    picture_id: str
    product_id: str
    upload: bytes


async def add_picture(uses: Uses, command: AddPicture) -> tuple[Product, Picture]:
    """The product and its picture; the same upload again changes nothing and is answered with the picture that is
    there. Its renderings are kept before the product names them: what a crash leaves in between is swept later.

    Raises NotFound, Invalid, TooManyPictures, and Conflict if the product is being changed all the time.
    """
    digest = (await asyncio.to_thread(sha256, command.upload)).hexdigest()
    product = await _found(uses, command.product_id)
    if known := _known(product, digest):
        return product, known
    try:
        made = await uses.renderer.render(command.upload)
    except PictureRefused as refused:
        raise Invalid.field("/picture", str(refused)) from None
    picture = Picture(command.picture_id, digest, made.width, made.height)
    await uses.pictures.keep(picture.id, made.by_size, uses.clock.now())
    for _ in range(_TRIES):
        try:
            changes = {"pictures": (*product.pictures, picture)}
            return await change_product(uses, product.id, product.version, changes), picture
        except VersionConflict:
            product = await _found(uses, command.product_id)
            if known := _known(product, digest):
                return product, known
    raise Conflict("the product is being changed elsewhere at this moment, try again")


async def _found(uses: Uses, product_id: str) -> Product:
    product = await uses.products.find(product_id)
    if product is None:
        raise NotFound
    return product


def _known(product: Product, digest: str) -> Picture | None:
    known = sent_before(product.pictures, digest)
    if known is None and len(product.pictures) >= MOST:
        raise TooManyPictures
    return known
