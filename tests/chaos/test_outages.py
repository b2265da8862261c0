"""A server is away or hangs: what can be accepted is, the rest is refused in time, and all goes on by itself."""

import asyncio
from contextlib import AbstractContextManager

import pytest
from tests.chaos.audit import audit
from tests.chaos.shop import Shop, Taken
from tests.support.waiting import eventually

_TIME_OUT = 4.0
"""`timeoutMS` of the services' MongoDB; a request that had to wait for another one's needs two of them."""


def _away(shop: Shop, name: str, how: str) -> AbstractContextManager[None]:
    return shop.system.hung(name) if how == "hung" else shop.system.gone(name)


@pytest.mark.req("N3")
@pytest.mark.parametrize("how", ["gone", pytest.param("hung", marks=pytest.mark.long)])
async def test_orders_are_accepted_while_the_broker_is_away_and_flow_when_it_is_back(shop: Shop, how: str) -> None:
    with _away(shop, "rabbitmq", how):
        taken = await shop.orders(40, newcomers=False)
    assert taken.refused == []
    assert taken.lost == 0
    await audit(shop, taken)


@pytest.mark.req("N3")
@pytest.mark.parametrize("how", ["hung", pytest.param("gone", marks=pytest.mark.long)])
async def test_without_the_database_requests_are_refused_in_time_and_nothing_is_half_done(shop: Shop, how: str) -> None:
    taken = Taken()
    stream = asyncio.create_task(shop.orders(80, taken))

    async def under_way() -> bool:
        return len(taken.orders) >= 10

    async def noticed() -> bool:
        return len(taken.refused) >= 10

    await eventually(under_way)
    with _away(shop, "mongod", how):
        await eventually(noticed, timeout=60)
    await stream
    told = [answer for answer in taken.refused if "customer_id" not in answer.text]
    assert {answer.status_code for answer in told} == {503}
    assert {answer.headers["content-type"] for answer in told} == {"application/problem+json"}
    assert taken.slowest < 3 * _TIME_OUT
    await audit(shop, taken)
