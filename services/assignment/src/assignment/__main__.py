"""`python -m assignment api|worker|all`."""

from assignment.app import build
from chassis.runtime import main

main(build)
