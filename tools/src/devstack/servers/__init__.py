"""Servers and services as child processes; each is an object with start, wait_ready and stop."""

from devstack.servers.mongod import Mongod
from devstack.servers.nginx import Nginx
from devstack.servers.program import Program, StartFailed
from devstack.servers.python_module import PythonModule
from devstack.servers.rabbitmq import RabbitMq

__all__ = ["Mongod", "Nginx", "Program", "PythonModule", "RabbitMq", "StartFailed"]
