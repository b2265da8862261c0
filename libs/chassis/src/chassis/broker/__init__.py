"""RabbitMQ: topology, publishing with confirms, consuming with a retry ladder and a parking place.

One topic exchange; a quorum queue a service, `<service>.events`; beside it `<queue>.retry.<seconds>` for events that
cannot be handled yet and `<queue>.parked` for those that never can. Every process declares the queues of all services
before it publishes. Publishing and consuming use separate connections: an alarm of the broker blocks only publishers.
"""

from chassis.broker.connection import Broker
from chassis.broker.consumer import Consumer
from chassis.broker.lanes import Lanes
from chassis.broker.received import Handler, Malformed, Received, Subscriptions, decode, look_again
from chassis.broker.topology import EXCHANGE, LADDER, parked_of, queue_of, retry_of

__all__ = [
    "EXCHANGE",
    "LADDER",
    "Broker",
    "Consumer",
    "Handler",
    "Lanes",
    "Malformed",
    "Received",
    "Subscriptions",
    "decode",
    "look_again",
    "parked_of",
    "queue_of",
    "retry_of",
]
