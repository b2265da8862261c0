"""`python -m devstack.mailsink`."""

from devstack.mailsink.app import Settings, create_app
from devstack.serving import serve

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings.http_host, settings.http_port)
