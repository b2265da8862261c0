"""What waits at the broker."""

import aio_pika

from chassis.broker import LADDER, queue_of, retry_of
from devstack.system import SERVICES


async def are_empty(amqp_uri: str) -> bool:
    """Whether nothing waits for any service, neither now nor to be tried or looked at again."""
    connection = await aio_pika.connect(amqp_uri)
    async with connection:
        channel = await connection.channel()
        for queue in map(queue_of, SERVICES):
            for name in (queue, *(retry_of(queue, seconds) for seconds in LADDER)):
                if (await channel.declare_queue(name, passive=True)).declaration_result.message_count:
                    return False
    return True
