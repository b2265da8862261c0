"""Who may look at which mails."""

import pytest
from tests.integration.notify.conftest import sent_mail
from tests.integration.notify.story import assigned, order_created
from tests.support.running import Running


@pytest.mark.req("NX-14", "N15")
async def test_a_seller_finds_his_own_mails_and_nobody_elses(notify: Running) -> None:
    maria, ivan = await notify.employs("maria", "Sellers"), await notify.employs("ivan", "Sellers")
    await notify.employs("nina", "Nobodies")
    order = order_created()
    await notify.hears(order, assigned(order, maria))
    mail_id = (await sent_mail(notify, order_id=order.order.id))["_id"]
    his, hers = await notify.as_("ivan@vinculo.test"), await notify.as_("maria@vinculo.test")
    await notify.lets_in(his, hers, path="/v1/mails")

    assert (await hers.get(f"/v1/mails/{mail_id}")).status_code == 200
    assert (await his.get(f"/v1/mails/{mail_id}")).status_code == 404
    assert (await his.post(f"/v1/mails/{mail_id}/resend")).status_code == 404
    for query in ({}, {"order_id": order.order.id}, {"recipient": maria}, {"recipient": "maria@vinculo.test"}):
        assert (await his.get("/v1/mails", params=query)).json()["items"] == []
        assert len((await hers.get("/v1/mails", params=query)).json()["items"]) == 1
    assert (await hers.get("/v1/mails", params={"recipient": ivan})).json()["items"] == []
    nobody = await notify.as_("nina@vinculo.test")
    assert (await nobody.get("/v1/mails")).status_code == 403
    assert (await nobody.get(f"/v1/mails/{mail_id}")).status_code == 403


async def test_lists_page_by_page_and_bad_questions_are_told(notify: Running) -> None:
    maria = await notify.employs("maria", "Sellers")
    for _ in range(5):
        order = order_created()
        await notify.hears(order, assigned(order, maria))
        await sent_mail(notify, order_id=order.order.id)
    client = await notify.as_("maria@vinculo.test")
    await notify.lets_in(client, path="/v1/mails")

    first = await client.get("/v1/mails", params={"limit": 3, "state": "sent"})
    assert f"cursor={first.json()['next']}" in first.headers["Link"]
    second = (await client.get("/v1/mails", params={"limit": 3, "cursor": first.json()["next"]})).json()

    ids = [mail["id"] for mail in first.json()["items"] + second["items"]]
    assert len(set(ids)) == 5
    assert ids == sorted(ids, reverse=True)
    assert second["next"] is None
    for wrong in ({"state": "lost"}, {"cursor": "?"}, {"limit": 0}, {"recipient": "x" * 400}):
        assert (await client.get("/v1/mails", params=wrong)).status_code == 422
    for unknown in ("x", "%00", "a" * 300):
        assert (await client.get(f"/v1/mails/{unknown}")).status_code == 404
