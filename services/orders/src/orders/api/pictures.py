"""Pictures of products over HTTP: for staff with their product, and for anybody by the address of a rendering."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field

from chassis.errors import NotFound
from chassis.http import Body, Caller, IfMatch, tag
from chassis.ids import new_id
from orders.api.fields import Id
from orders.api.product_views import PictureView, ProductView, picture_view, product_view
from orders.api.uploads import uploaded
from orders.domain.picture import LARGEST, MOST, MOST_PIXELS, SIZES
from orders.ports import Uses
from orders.usecases.add_picture import AddPicture, add_picture
from orders.usecases.arrange_pictures import arrange_pictures
from orders.usecases.remove_picture import remove_picture

Size = Literal["160", "480", "1200"]
_FOREVER = "public, max-age=31536000, immutable"
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["picture"],
                    "properties": {"picture": {"type": "string", "contentMediaType": "application/octet-stream"}},
                    "description": (
                        f"A PNG, JPEG or WebP of at most {LARGEST >> 20} MiB "
                        f"and {MOST_PIXELS // 1_000_000} million pixels."
                    ),
                }
            }
        },
    }
}
_WEBP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The rendering", "content": {"image/webp": {"schema": {"type": "string"}}}},
    304: {"description": "As the caller has it"},
}


class Arrangement(Body):
    """All pictures of the product in their new order; the first one stands for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pictures": ["0198c0de-7a1b-7c3d-9e5f-0123456789ab"]}]})

    pictures: Annotated[list[Id], Field(max_length=MOST)]


def router(uses: Uses) -> APIRouter:
    """`/v1/products/{id}/pictures` and `/shop/pictures`."""
    routes = APIRouter(tags=["products"])
    of_product = "/v1/products/{product_id}/pictures"

    @routes.post(
        of_product,
        status_code=201,
        operation_id="addPicture",
        summary="Add a picture after those that are there; the same file again changes nothing",
        openapi_extra=_UPLOAD,
    )
    async def add(product_id: str, caller: Caller, request: Request, response: Response) -> PictureView:
        caller.require("products.write")
        if await uses.products.find(product_id) is None:
            raise NotFound
        upload = await uploaded(request, "picture", LARGEST)
        product, picture = await add_picture(uses, AddPicture(new_id(), product_id, upload))
        tag(response, product.version)
        response.headers["Location"] = f"/v1/products/{product_id}/pictures/{picture.id}"
        return picture_view(picture)

    @routes.put(of_product, operation_id="arrangePictures", summary="Put a product's pictures into another order")
    async def arrange(
        product_id: str, body: Arrangement, version: IfMatch, caller: Caller, response: Response
    ) -> ProductView:
        caller.require("products.write")
        return product_view(await arrange_pictures(uses, product_id, version, body.pictures), response)

    @routes.get(
        of_product + "/{picture_id}",
        operation_id="getPicture",
        summary="See a picture of a product",
        response_class=Response,
        responses=_WEBP,
    )
    async def see(product_id: str, picture_id: str, caller: Caller, request: Request, size: Size = "1200") -> Response:
        caller.require("products.read")
        product = await uses.products.find(product_id)
        if product is None or all(picture.id != picture_id for picture in product.pictures):
            raise NotFound
        return await shown(request, picture_id, int(size), "private, no-cache")

    @routes.delete(of_product + "/{picture_id}", status_code=204, operation_id="removePicture", summary="Remove one")
    async def remove(product_id: str, picture_id: str, version: IfMatch, caller: Caller, response: Response) -> None:
        """The product's version is asked for, and told."""
        caller.require("products.write")
        tag(response, (await remove_picture(uses, product_id, version, picture_id)).version)

    @routes.api_route(
        "/shop/pictures/{picture_id}/{size}.webp", methods=["GET", "HEAD"], include_in_schema=False, response_model=None
    )
    async def show(picture_id: str, size: str, request: Request) -> Response:
        if size not in map(str, SIZES):
            raise NotFound
        return await shown(request, picture_id, int(size), _FOREVER)

    async def shown(request: Request, picture_id: str, size: int, caching: str) -> Response:
        headers = {
            "ETag": f'"{picture_id}-{size}"',
            "Cache-Control": caching,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        content = await uses.pictures.read(picture_id, size)
        if content is None:
            raise NotFound
        return Response(content, media_type="image/webp", headers=headers)

    return routes
