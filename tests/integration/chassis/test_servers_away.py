"""A process whose database or broker is not there: it starts, says so, keeps what it may, and stops soon."""

from prometheus_client.parser import text_string_to_metric_families
from tests.integration.chassis.processes import Environment, post
from tests.support.waiting import eventually

from devstack.ports import any_free


async def test_what_cannot_leave_is_seen_in_the_outbox(environment: Environment) -> None:
    async with environment.run(VINCULO_AMQP_URI=f"amqp://127.0.0.1:{any_free()}/") as running:
        await eventually(running.ready)
        for name in ("a", "b", "c"):
            assert await post(running, name)

        async def seen() -> bool:
            families = text_string_to_metric_families((await running.client.get("/metrics")).text)
            figures = {each.name: each.value for family in families for each in family.samples}
            return figures["vinculo_outbox_rows"] > 0 and figures["vinculo_outbox_oldest_seconds"] > 1

        await eventually(seen, 30)


async def test_it_starts_without_its_servers_and_is_ready_when_the_database_is(environment: Environment) -> None:
    detour = environment.detour()
    async with environment.run(**detour.settings) as running:

        async def alive() -> bool:
            return await running.answers("/livez") == 200

        await eventually(alive)
        assert await running.answers("/readyz") == 503
        assert (await running.client.post("/things", json={"name": "early"})).status_code == 503
        async with detour.to_mongo():
            await eventually(running.ready)
            assert await post(running, "a")
            assert await environment.mongo.collection("outbox").count({}) == 1
            async with detour.to_rabbitmq():

                async def handled() -> bool:
                    return (await environment.handled()) == {"a": 1}

                await eventually(handled, timeout=30)
                running.process.terminate()
                assert await running.ended() == 0
        output = running.output.read_text()
        assert "database_away" in output
        assert "broker_away" in output


async def test_a_stop_while_nothing_is_there_is_quick(environment: Environment) -> None:
    away = {
        "VINCULO_MONGO_URI": "mongodb://127.0.0.1:9/?timeoutMS=1000&directConnection=true",
        "VINCULO_AMQP_URI": "amqp://a:b@127.0.0.1:9/",
    }
    async with environment.run(**away) as running:

        async def alive() -> bool:
            return await running.answers("/livez") == 200

        await eventually(alive)
        running.process.terminate()
        assert await running.ended(within=8) == 0


async def test_a_stop_after_everything_went_away_is_quick(environment: Environment) -> None:
    detour = environment.detour()
    async with environment.run(**detour.settings) as running:
        async with detour.to_mongo(), detour.to_rabbitmq():
            await eventually(running.ready)
            assert await post(running, "a")

            async def handled() -> bool:
                return (await environment.handled()) == {"a": 1}

            await eventually(handled, timeout=30)

        async def missed() -> bool:
            return "sweep_failed" in running.output.read_text()

        await eventually(missed, timeout=30)
        running.process.terminate()
        assert await running.ended(within=8) == 0, running.output.read_text()[-2000:]
