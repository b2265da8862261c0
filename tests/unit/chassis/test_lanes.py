"""Deliveries of one key pass one after another, others side by side."""

import asyncio

import pytest

from chassis.broker import Lanes


async def turns(times: int = 10) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


async def test_one_key_keeps_its_order_even_if_the_first_is_slow() -> None:
    lanes, passed = Lanes(), []
    first_may_end = asyncio.Event()

    async def pass_through(n: int) -> None:
        async with lanes.lane("order"):
            if n == 0:
                await first_may_end.wait()
            passed.append(n)

    tasks = [asyncio.create_task(pass_through(n)) for n in range(5)]
    await turns()
    assert passed == []
    first_may_end.set()
    await asyncio.gather(*tasks)
    assert passed == [0, 1, 2, 3, 4]


async def test_other_keys_do_not_wait() -> None:
    lanes = Lanes()
    never = asyncio.Event()

    async def stuck() -> None:
        async with lanes.lane("a"):
            await never.wait()

    task = asyncio.create_task(stuck())
    await turns()
    async with asyncio.timeout(1), lanes.lane("b"):
        pass
    task.cancel()


async def test_one_that_fails_lets_the_next_pass() -> None:
    lanes = Lanes()
    with pytest.raises(ValueError, match="defect"):
        async with lanes.lane("a"):
            raise ValueError("defect")
    async with asyncio.timeout(1), lanes.lane("a"):
        pass


async def test_one_that_is_cancelled_while_waiting_neither_blocks_nor_lets_others_jump_ahead() -> None:
    lanes, passed = Lanes(), []
    first_may_end = asyncio.Event()

    async def pass_through(n: int) -> None:
        async with lanes.lane("a"):
            if n == 0:
                await first_may_end.wait()
            passed.append(n)

    tasks = [asyncio.create_task(pass_through(n)) for n in range(3)]
    await turns()
    tasks[1].cancel()
    await turns()
    assert passed == []
    first_may_end.set()
    async with asyncio.timeout(1):
        await asyncio.gather(tasks[0], tasks[2])
    assert passed == [0, 2]


async def test_nothing_is_remembered_of_keys_that_nobody_uses() -> None:
    lanes = Lanes()
    for n in range(100):
        async with lanes.lane(str(n)):
            pass
    assert lanes._last == {}
