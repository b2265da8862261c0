"""What runs the services says what they ask for: compose their settings, the gateway their paths.

A setting that compose calls by a wrong name would be passed over in silence, and a path without a route is a 404 that
no service hears of.
"""

import importlib
import re

import pytest
from pydantic import ValidationError
from tests.architecture.environment import (
    CHOICE,
    PREFIX,
    Read,
    by_default,
    is_secret,
    own_settings,
    settings_of,
    told_by_compose,
)
from tests.architecture.house import ROOT, SERVICES

LEFT_AS_THEY_ARE = {
    "orders": {"pictures", "shop_logo"},
    "notify": {"mail_logo", "smtp_starttls", "smtp_username", "smtp_password", "smtp_connections"},
}
"""Compose hands on every setting of a service's own but these: files want a volume, the mail sink no account."""

_PLACEHOLDER = re.compile(r"\$\{\w+\}")
_LOCATION = re.compile(r'location (?:(=|~) )?("[^"]+"|\S+)\s*\{([^{}]*)\}')
_UPSTREAM = re.compile(r"proxy_pass http://(\w+)")

Locations = list[tuple[str, str, str | None]]
"""Kind (`=`, `~` or nothing), what it matches, the service that it leads to."""


@pytest.mark.parametrize("service", SERVICES)
def test_compose_tells_a_service_all_that_it_has_to_know_and_nothing_that_it_does_not_read(
    read: Read, service: str
) -> None:
    told = told_by_compose(service)
    assert read(service, by_default(told)).environment == "development"
    names = {name.removeprefix(PREFIX).lower() for name in told}
    assert names <= set(settings_of(service).model_fields)
    assert own_settings(service) - names == LEFT_AS_THEY_ARE.get(service, set())


def test_a_setting_that_compose_forgets_is_caught(read: Read) -> None:
    told = by_default(told_by_compose("orders"))
    del told["VINCULO_SEAL_SECRET"]
    with pytest.raises(ValidationError, match="seal_secret"):
        read("orders", told)


@pytest.mark.parametrize("service", ["orders", "notify"])
def test_who_sends_people_links_does_not_start_without_knowing_where_they_lead(read: Read, service: str) -> None:
    told = by_default(told_by_compose(service)) | {
        "VINCULO_ENVIRONMENT": "production",
        "VINCULO_OIDC_ISSUER": "https://login.example.com",
    }
    assert read(service, told | {"VINCULO_PUBLIC_URL": "https://vinculo.example.com"}).environment == "production"
    del told["VINCULO_PUBLIC_URL"]
    with pytest.raises(ValidationError, match="public_url"):
        read(service, told)


def test_what_two_services_must_agree_on_is_told_both_in_the_same_words() -> None:
    told = {service: told_by_compose(service) for service in SERVICES}
    shared = own_settings("orders") & own_settings("notify")
    assert {"seal_secret", "shop_name"} <= shared
    for name in (f"{PREFIX}{each}".upper() for each in shared):
        assert told["orders"][name] == told["notify"][name], name


def test_the_example_of_an_environment_file_names_each_choice_that_compose_gives() -> None:
    choices = {found[0] for found in CHOICE.findall((ROOT / "docker-compose.yml").read_text())}
    named = set(re.findall(r"^#(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == choices | {"COMPOSE_PROFILES"}


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_secret_has_a_default_and_nobody_is_in_development_unasked(service: str) -> None:
    fields = settings_of(service).model_fields
    assert fields["environment"].default == "production"
    secrets = {name: field for name, field in fields.items() if is_secret(field)}
    assert {"mongo_uri", "amqp_uri"} <= set(secrets)
    assert [name for name, field in secrets.items() if not (field.is_required() or field.default is None)] == []


def locations(template: str) -> Locations:
    """What the gateway does with paths, in the order of the template."""
    found = _LOCATION.findall(_PLACEHOLDER.sub("-", template))
    return [
        (kind, path.strip('"'), upstream[1] if (upstream := _UPSTREAM.search(body)) else None)
        for kind, path, body in found
    ]


def leads_to(path: str, known: Locations) -> str | None:
    """The service that nginx hands a path to: the very path, else the first pattern, else the longest beginning."""
    exact = [service for kind, each, service in known if kind == "=" and each == path]
    patterns = [service for kind, each, service in known if kind == "~" and re.search(each, path)]
    prefixes = sorted((len(each), service or "") for kind, each, service in known if not kind and path.startswith(each))
    return (exact or patterns or [prefixes[-1][1] or None if prefixes else None])[0]


@pytest.fixture(scope="module")
def gateway() -> Locations:
    return locations((ROOT / "deploy/gateway/nginx.conf.template").read_text())


def paths_of(service: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Where the service can be asked, with something in place of what varies."""
    for name, value in by_default(told_by_compose(service)).items():
        monkeypatch.setenv(name, value)
    built = importlib.import_module(f"{service}.app").build()
    return {re.sub(r"\{\w+\}", "0199", route.path) for router in built.routers for route in router.routes}


@pytest.mark.parametrize("service", SERVICES)
def test_every_path_of_a_service_is_reached_through_the_gateway(
    service: str, gateway: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = paths_of(service, monkeypatch)
    assert paths
    assert [path for path in sorted(paths) if leads_to(path, gateway) != service] == []


def test_the_gateway_has_no_route_to_where_nothing_is(gateway: Locations, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = {service: paths_of(service, monkeypatch) for service in SERVICES}
    routes = [(path, service) for kind, path, service in gateway if not kind and service]
    assert len(routes) > 20
    assert [path for path, service in routes if not any(each.startswith(path) for each in paths[service])] == []


def test_a_path_that_the_gateway_does_not_know_is_caught() -> None:
    known = locations("location /v1/orders { proxy_pass http://orders; } location / { return 404; }")
    assert leads_to("/v1/orders/0199", known) == "orders"
    assert leads_to("/v1/quotes", known) is None
