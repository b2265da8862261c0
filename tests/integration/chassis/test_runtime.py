"""The life of a process: it does what its role says, and stops without losing anything."""

import asyncio
import signal
import socket

import pytest
from tests.integration.chassis.processes import Environment, Running, post
from tests.support.waiting import eventually


@pytest.mark.req("N3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_under_load_loses_no_request_and_no_delivery(
    environment: Environment, number: signal.Signals
) -> None:
    accepted: list[str] = []
    events = [f"e{n}" for n in range(300)]

    async def loading(running: Running, lane: int) -> None:
        for n in range(100_000):
            if not await post(running, name := f"t{lane}-{n}"):
                return
            accepted.append(name)

    async with environment.run(VINCULO_HANDLING_TAKES="0.05") as running:
        await eventually(running.ready)
        slow = asyncio.create_task(post(running, "slow", takes=0.7))
        load = [asyncio.create_task(loading(running, lane)) for lane in range(16)]

        async def under_way() -> bool:
            return len(accepted) > 200 and sum((await environment.handled()).values()) > 50

        async def declared() -> bool:
            return await environment.waiting() >= 0

        await eventually(declared)
        await environment.publish(*events)
        await eventually(under_way, timeout=30)
        running.process.send_signal(number)
        assert await running.ended() == 0, running.output.read_text()[-2000:]
        await asyncio.gather(*load)
        assert await slow
    kept = {doc["_id"] for doc in await environment.mongo.collection("things").find({})}
    assert set(accepted) | {"slow"} <= kept

    async def nothing_waits() -> bool:
        # What is removed without waiting for the journal is seen a little later by reads of what is safe.
        return await environment.mongo.collection("outbox").count({}) == 0

    await eventually(nothing_waits)

    async with environment.run() as again:
        await eventually(again.ready)

        async def everything() -> bool:
            return set(await environment.handled()) >= kept | set(events)

        await eventually(everything, timeout=30)
        assert set((await environment.handled()).values()) == {1}


async def test_the_api_serves_and_leaves_events_to_the_workers(environment: Environment) -> None:
    async with environment.run("api") as api:
        await eventually(api.ready)
        assert await post(api, "a")

        async def lies_there() -> bool:
            return await environment.waiting() == 1

        await eventually(lies_there)
        async with environment.run("worker") as worker:
            await eventually(worker.ready)

            async def handled() -> bool:
                return (await environment.handled()) == {"a": 1}

            await eventually(handled)
            assert (await worker.client.post("/things", json={"name": "b"})).status_code == 404
            assert [await worker.answers(path) for path in ("/livez", "/metrics")] == [200, 200]
            assert "vinculo_events_total" in (await worker.client.get("/metrics")).text


async def test_a_background_task_that_dies_takes_the_process_with_it(environment: Environment) -> None:
    async with environment.run(VINCULO_DIE_AFTER="0.2") as running:
        assert await running.ended() == 1
        told = running.output.read_text()
        assert ' dies"' in told
        assert "RuntimeError" in told
        assert "the background failed" not in told, "its words are not ours"


async def test_a_background_task_that_just_returns_takes_the_process_with_it(environment: Environment) -> None:
    async with environment.run(VINCULO_END_AFTER="0.2") as running:
        assert await running.ended() == 1
        assert "background came to an end" in running.output.read_text()


async def test_a_port_that_is_taken_ends_the_process(environment: Environment) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with environment.run(VINCULO_HTTP_PORT=str(taken.getsockname()[1])) as running:
            assert await running.ended() != 0


@pytest.mark.parametrize("role", ["", "apiworker"])
async def test_an_unknown_role_is_refused(environment: Environment, role: str) -> None:
    async with environment.run(role) as running:
        assert await running.ended() != 0
        assert "api|worker|all" in running.output.read_text()


async def test_settings_that_are_refused_are_told_without_secrets(environment: Environment) -> None:
    async with environment.run(VINCULO_MONGO_URI="mongodb://u:s3cr3t@127.0.0.1/") as running:
        assert await running.ended() != 0
        assert "timeoutMS" in running.output.read_text()
        assert "s3cr3t" not in running.output.read_text()
