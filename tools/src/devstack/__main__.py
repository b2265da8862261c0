"""`python -m devstack` is `vinculo`."""

from devstack.cli import app

if __name__ == "__main__":
    app()
