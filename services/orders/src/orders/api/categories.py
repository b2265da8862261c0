"""Categories over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from chassis.errors import NotFound
from chassis.http import Body, Caller, IfMatch, Limit, OnceOnly, Page, View, decode_cursor, encode_cursor, page_of, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from orders.api.fields import GIVEN, CategoryKey, Names
from orders.domain.category import Category
from orders.ports import Uses
from orders.usecases.change_category import change_category
from orders.usecases.create_category import create_category
from orders.usecases.delete_category import delete_category

Position = Annotated[int, Field(ge=0, le=10**6, description="Among those of the same parent, the smallest first.")]
Parent = Annotated[CategoryKey | None, Field(description="The key of the category that it belongs to.")]
_EXAMPLE: dict[str, Any] = {"name": {"en": "Tea", "es": "Té", "ro": "Ceai", "bg": "Чай"}, "position": 10}


class CategoryBody(Body):
    """A category. Products name it by its key, which never changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"key": "Tea", **_EXAMPLE}]})

    key: CategoryKey
    name: Names
    position: Position = 0
    parent: Parent = None


class CategoryChanges(Body):
    """What is to change; what is left out stays. `name` is replaced as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[Names | None, GIVEN] = None
    position: Annotated[Position | None, GIVEN] = None
    parent: Parent = None


class CategoryView(View):
    """A category."""

    id: str
    version: int
    key: str
    name: dict[str, str]
    position: int
    parent: str | None
    created_at: datetime
    updated_at: datetime


def router(uses: Uses) -> APIRouter:
    """`/v1/categories`."""
    routes = APIRouter(prefix="/v1/categories", tags=["products"])

    @routes.post("", status_code=201, operation_id="createCategory", summary="Create a category")
    async def create(body: CategoryBody, caller: Caller, once: OnceOnly, response: Response) -> CategoryView:
        caller.require("products.write")
        now = uses.clock.now()
        fields = {name: getattr(body, name) for name in CategoryBody.model_fields}
        category = Category(id=new_id(), version=1, created_at=now, updated_at=now, **fields)
        try:
            await create_category(uses, category, once.made(category.id))
        except AlreadyDone as done:
            category = await _found(once.earlier(done))
        response.headers["Location"] = f"/v1/categories/{category.id}"
        return _view(category, response)

    @routes.get("", operation_id="listCategories", summary="List categories by key")
    async def page(
        request: Request,
        response: Response,
        caller: Caller,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Limit = 50,
    ) -> Page[CategoryView]:
        caller.require("products.read")
        after = decode_cursor(cursor, str)[0] if cursor else None
        found = await uses.categories.page(after, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.key))
        return Page(items=[_view(category) for category in shown], next=following)

    @routes.get("/{category_id}", operation_id="getCategory", summary="Read a category")
    async def read(category_id: str, caller: Caller, response: Response) -> CategoryView:
        caller.require("products.read")
        return _view(await _found(category_id), response)

    @routes.patch("/{category_id}", operation_id="changeCategory", summary="Change a category")
    async def change(
        category_id: str, body: CategoryChanges, version: IfMatch, caller: Caller, response: Response
    ) -> CategoryView:
        caller.require("products.write")
        changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
        return _view(await change_category(uses, category_id, version, changes), response)

    @routes.delete("/{category_id}", status_code=204, operation_id="deleteCategory", summary="Delete an empty category")
    async def delete(category_id: str, version: IfMatch, caller: Caller) -> None:
        caller.require("products.write")
        await delete_category(uses, category_id, version)

    async def _found(category_id: str) -> Category:
        category = await uses.categories.find(category_id)
        if category is None:
            raise NotFound
        return category

    return routes


def _view(category: Category, response: Response | None = None) -> CategoryView:
    if response is not None:
        tag(response, category.version)
    return CategoryView(
        id=category.id,
        version=category.version,
        key=category.key,
        name=dict(category.name),
        position=category.position,
        parent=category.parent,
        created_at=category.created_at,
        updated_at=category.updated_at,
    )
