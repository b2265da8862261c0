"""Transactions that the server keeps breaking off."""

import re

import pytest
from pymongo.errors import OperationFailure

from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.mongo import Mongo
from chassis.mongo.database import Driver


@pytest.mark.req("N3")
async def test_a_transaction_that_is_broken_off_until_the_time_is_up_is_a_database_that_does_not_answer(
    mongo_uri: str, driver: Driver
) -> None:
    hurried = re.sub(r"timeoutMS=\d+", "timeoutMS=400", mongo_uri)
    assert hurried != mongo_uri
    mongo = Mongo.connect(hurried, f"test_{new_id()[-12:]}", driver)
    tries = 0

    async def broken_off(session: object) -> None:
        nonlocal tries
        tries += 1
        raise OperationFailure("no such transaction", 251, {"errorLabels": ["TransientTransactionError"]})

    with pytest.raises(Unavailable):
        await mongo.transact(broken_off)
    assert tries > 1
    await mongo.close()


async def test_what_no_other_try_mends_is_told_as_it_is(mongo: Mongo) -> None:
    async def wrong(session: object) -> None:
        raise OperationFailure("no such command", 59)

    with pytest.raises(OperationFailure):
        await mongo.transact(wrong)
