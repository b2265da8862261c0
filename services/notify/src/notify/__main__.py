"""python -m notify api | worker | all."""

from chassis.runtime import main
from notify.app import build

if __name__ == "__main__":
    main(build)
