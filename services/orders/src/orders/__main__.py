"""`python -m orders api|worker|all`."""

from chassis.runtime import main
from orders.app import build

if __name__ == "__main__":
    main(build)
