"""`python -m fieldops api|worker|all`."""

from chassis.runtime import main
from fieldops.app import build

main(build)
