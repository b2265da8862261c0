"""Canaille with one person and two clients: `python canaille_provider.py PORT REDIRECT_URI PASSWORD`.

The console signs people in; its access tokens are for the API, which is what a client's audience says.
"""

import datetime
import sys

import canaille
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import run_simple


def main() -> None:
    port, redirect_uri, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    app = canaille.create_app(
        {
            "SECRET_KEY": "only for this test",
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory"},
            "CANAILLE_OIDC": {"REQUIRE_NONCE": False},
        }
    )
    with app.app_context(), Backend.instance.session():
        person = models.User(
            user_name="ana",
            formatted_name="Ana García",
            family_name="García",
            emails=["ana@example.com"],
            password=password,
        )
        Backend.instance.save(person)
        api = models.Client(client_id="vinculo", client_name="API", client_uri=f"http://127.0.0.1:{port}")
        Backend.instance.save(api)
        console = models.Client(
            client_id="console",
            client_name="Console",
            client_uri=f"http://127.0.0.1:{port}",
            client_id_issued_at=datetime.datetime.now(datetime.UTC),
            redirect_uris=[redirect_uri],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email"],
            token_endpoint_auth_method="none",
            audience=[api],
        )
        Backend.instance.save(console)
    run_simple("127.0.0.1", port, app, threaded=True)


main()
