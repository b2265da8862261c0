"""A service refuses to start with settings that would hurt later."""

import pytest
from pydantic import ValidationError

from chassis.settings import ServiceSettings

GOOD = {
    "VINCULO_MONGO_URI": "mongodb://vinculo:s3cr3t@db/?replicaSet=rs0&timeoutMS=4000",
    "VINCULO_AMQP_URI": "amqp://vinculo:s3cr3t@bus/",
    "VINCULO_OIDC_ISSUER": "https://id.example.com",
}


def settings(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> ServiceSettings:
    for name, value in {**GOOD, **changed}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return ServiceSettings()


def test_production_is_assumed_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VINCULO_ENVIRONMENT", raising=False)
    read = settings(monkeypatch)
    assert read.environment == "production"
    assert read.mongo_driver == "motor"


@pytest.mark.parametrize("uri", ["mongodb://db/?replicaSet=rs0", "mongodb://db/?socketTimeoutMS=4000"])
def test_a_database_without_time_out_is_refused(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    with pytest.raises(ValidationError, match="timeoutMS"):
        settings(monkeypatch, VINCULO_MONGO_URI=uri)


def test_an_issuer_without_tls_is_refused_outside_development(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="https"):
        settings(monkeypatch, VINCULO_OIDC_ISSUER="http://id.example.com")
    plain = settings(monkeypatch, VINCULO_OIDC_ISSUER="http://127.0.0.1:1", VINCULO_ENVIRONMENT="development")
    assert plain.oidc_issuer == "http://127.0.0.1:1"


def test_a_level_that_logs_do_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, VINCULO_LOG_LEVEL="DEBUG").log_level == "DEBUG"
    with pytest.raises(ValidationError, match="log_level"):
        settings(monkeypatch, VINCULO_LOG_LEVEL="loud")


@pytest.mark.parametrize("name", sorted(GOOD))
def test_addresses_and_secrets_have_no_defaults(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(ValidationError, match=name.removeprefix("VINCULO_").lower()):
        settings(monkeypatch, **{name: None})


@pytest.mark.parametrize(
    "wrong",
    [
        {"VINCULO_MONGO_URI": "mongodb://vinculo:s3cr3t@db/"},
        {"VINCULO_ENVIRONMENT": "s3cr3t"},
        {"VINCULO_OIDC_ISSUER": "http://id.example.com/s3cr3t"},
    ],
)
def test_a_refusal_does_not_tell_what_was_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(monkeypatch, **wrong)
    assert "s3cr3t" not in str(caught.value)


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "s3cr3t" not in repr(settings(monkeypatch))
