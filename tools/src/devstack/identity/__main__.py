"""`python -m devstack.identity`."""

import sys

from pydantic import ValidationError

from devstack.identity.app import create_app
from devstack.identity.settings import Settings
from devstack.serving import serve


def main() -> None:
    """Serve until told to stop; refused with status 2 if the environment is not development."""
    try:
        settings = Settings()
    except ValidationError as error:
        sys.stderr.write(f"The development identity provider does not start here:\n{error}\n")
        sys.exit(2)
    serve(create_app(settings), settings.http_host, settings.http_port)


if __name__ == "__main__":
    main()
