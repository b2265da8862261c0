"""`python -m customers api|worker|all`."""

from chassis.runtime import main
from customers.app import build

main(build)
