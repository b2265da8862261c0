"""Pictures of products: uploaded, arranged, removed, and seen by anybody."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from PIL import Image
from tests.integration.orders.conftest import Shop
from tests.support.drawing import HOSTILE, SECRET, drawn, lying_on_its_side

from chassis.ids import new_id
from chassis.mongo import Mongo
from contracts.orders import ProductChanged
from orders.domain.picture import LARGEST, MOST
from orders.ports import Pictures, Uses
from orders.store.pictures import FolderPictures, MongoPictures
from orders.usecases.sweep_pictures import sweep_picture_leftovers


async def _sent(shop: Shop, upload: bytes, name: str = "picture") -> httpx2.Response:
    path = f"/v1/products/{shop.ids['tea']}/pictures"
    return await shop.admin.post(path, files={name: ("green-tea.exe", upload, "application/x-evil")})


async def _product(shop: Shop) -> dict[str, Any]:
    return dict((await shop.admin.get(f"/v1/products/{shop.ids['tea']}")).json())


async def test_a_picture_is_shown_to_anybody_in_each_size_and_told_with_its_product(shop: Shop) -> None:
    made = await _sent(shop, lying_on_its_side())
    assert (made.status_code, made.headers["etag"]) == (201, '"2"'), made.text
    picture, product = made.json(), await _product(shop)
    assert (product["version"], product["pictures"]) == (2, [picture])
    assert (picture["width"], picture["height"]) == (20, 40)
    visitor = await shop.visitor()
    for size, url in picture["urls"].items():
        seen = await visitor.get(url)
        assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
        assert seen.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (seen.headers["x-content-type-options"], "set-cookie" in seen.headers) == ("nosniff", False)
        assert Image.open(BytesIO(seen.content)).size == (20, 40)
        assert SECRET not in seen.content
        again = await visitor.get(url, headers={"If-None-Match": seen.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        by_staff = await shop.admin.get(made.headers["location"], params={"size": size})
        assert by_staff.content == seen.content
    assert (await visitor.get(made.headers["location"])).status_code == 401
    told = await shop.service.tells(ProductChanged, lambda event: event.product.version == 2)
    assert told.product.pictures == (picture["urls"]["1200"],)
    assert told.product.image_url == product["image_url"] == picture["urls"]["1200"]
    path = f"/v1/products/{shop.ids['tea']}"
    given = {"image_url": "https://shop.example/tea.jpg"}
    changed = await shop.admin.patch(path, json=given, headers={"If-Match": '"2"'})
    assert (changed.json()["image_url"], changed.json()["pictures"]) == (given["image_url"], [picture])
    order = await shop.order()
    assert order["lines"][0]["product_id"] == shop.ids["tea"]


async def test_the_same_file_again_is_the_same_picture(shop: Shop) -> None:
    first, second = await _sent(shop, drawn()), await _sent(shop, drawn())
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    at_once = await asyncio.gather(*(_sent(shop, drawn("JPEG")) for _ in range(4)))
    assert len({answer.json()["id"] for answer in at_once}) == 1
    assert (await _product(shop))["version"] == 3


async def test_pictures_sent_at_the_same_time_are_all_there_up_to_as_many_as_a_product_may_have(shop: Shop) -> None:
    answers = await asyncio.gather(*(_sent(shop, drawn(colour=shade)) for shade in range(MOST + 2)))
    assert sorted(answer.status_code for answer in answers) == [201] * MOST + [409] * 2
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"] == "urn:vinculo:problem:too-many-pictures"
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert {picture["id"] for picture in (await _product(shop))["pictures"]} == made


async def test_the_first_picture_of_the_order_stands_for_the_product_and_a_removed_one_is_gone(shop: Shop) -> None:
    first, second = [(await _sent(shop, drawn(kind))).json() for kind in ("PNG", "JPEG")]
    path = f"/v1/products/{shop.ids['tea']}/pictures"
    turned = {"pictures": [second["id"], first["id"]]}
    assert (await shop.admin.put(path, json=turned)).status_code == 428
    stale = await shop.admin.put(path, json=turned, headers={"If-Match": '"2"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 3)
    for wrong in ([first["id"]], [first["id"], first["id"]], [first["id"], second["id"], "other"]):
        refused = await shop.admin.put(path, json={"pictures": wrong}, headers={"If-Match": '"3"'})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/pictures")
    arranged = await shop.admin.put(path, json=turned, headers={"If-Match": '"3"'})
    assert (arranged.status_code, arranged.headers["etag"]) == (200, '"4"')
    assert arranged.json()["image_url"] == second["urls"]["1200"]
    removed = await shop.admin.delete(f"{path}/{second['id']}", headers={"If-Match": '"4"'})
    assert (removed.status_code, removed.headers["etag"]) == (204, '"5"')
    assert [each["id"] for each in (await _product(shop))["pictures"]] == [first["id"]]
    for gone in (f"{path}/{second['id']}", second["urls"]["480"], "/shop/pictures/x/480.webp"):
        assert (await shop.admin.get(gone)).status_code == 404
    assert (await shop.admin.get(first["urls"]["480"])).status_code == 200
    assert (await shop.admin.get(first["urls"]["480"].replace("480", "481"))).status_code == 404
    again = await shop.admin.delete(f"{path}/{second['id']}", headers={"If-Match": '"5"'})
    assert again.status_code == 404


async def test_hostile_uploads_are_refused_with_a_reason_and_leave_nothing(shop: Shop) -> None:
    for what, upload in HOSTILE.items():
        refused = await _sent(shop, upload)
        assert refused.status_code == 422, (what, refused.text)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/picture"], what
    path = f"/v1/products/{shop.ids['tea']}/pictures"
    assert (await _sent(shop, b"\0" * 20_000_000)).status_code == 413
    assert (await _sent(shop, b"\0" * LARGEST)).status_code == 422
    assert (await _sent(shop, drawn(), name="other")).status_code == 422
    assert (await shop.admin.post(path, content=drawn(), headers={"Content-Type": "image/png"})).status_code == 415
    two = {"picture": ("a", drawn()), "more": ("b", drawn())}
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    for answer in (
        await shop.admin.post(path, files=two),
        await shop.admin.post(path, content=b"--y\r\n", headers=broken),
        await shop.admin.post(path, content=b"", headers={"Content-Type": "multipart/form-data"}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:vinculo:problem:malformed"), answer.text
    assert (await shop.ana.post(path, files={"picture": drawn()})).status_code == 403
    nowhere = await shop.admin.post(f"/v1/products/{new_id()}/pictures", files={"picture": drawn()})
    assert nowhere.status_code == 404
    product = await _product(shop)
    assert (product["version"], product["pictures"]) == (1, [])
    assert await shop.service.database.collection("pictures").find({}) == []
    assert (await shop.admin.post("/v1/products", content=b"\0" * 2_000_000)).status_code == 413


@pytest.mark.parametrize("kept_in", ["mongo", "folder"])
async def test_what_no_product_shows_is_swept_when_it_is_old(mongo_uri: str, tmp_path: Path, kept_in: str) -> None:
    mongo = Mongo.connect(mongo_uri, f"test_{new_id()[-12:]}", "pymongo")
    store: MongoPictures | FolderPictures = (
        MongoPictures(mongo) if kept_in == "mongo" else FolderPictures(tmp_path / "p")
    )
    pictures: Pictures = store
    await store.prepare()
    now, shown, left, fresh = datetime.now(UTC), new_id(), new_id(), new_id()
    for picture_id, at in ((shown, now - timedelta(days=9)), (left, now - timedelta(hours=2)), (fresh, now)):
        await pictures.keep(picture_id, {160: b"small", 1200: b"large"}, at)

    async def picture_ids() -> set[str]:
        return {shown}

    uses = cast(
        Uses,
        SimpleNamespace(
            pictures=pictures,
            products=SimpleNamespace(picture_ids=picture_ids),
            clock=SimpleNamespace(now=lambda: now),
        ),
    )
    assert [await sweep_picture_leftovers(uses) for _ in range(2)] == [1, 0]
    assert [await pictures.read(each, 160) for each in (shown, left, fresh)] == [b"small", None, b"small"]
    assert await pictures.read(shown, 1200) == b"large"
    assert await pictures.read("../secret", 160) is None
    await pictures.remove(shown)
    await pictures.remove(shown)
    assert await pictures.read(shown, 160) is None
    await mongo.drop()
    await mongo.close()
