"""Tokens get neither into logs nor into traces (N9)."""

import asyncio
import io
import logging
import sys
import warnings
from collections.abc import Iterator

import orjson
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.settings import ServiceSettings
from chassis.telemetry import redacted, span, traceparent

LINK = "eyJsaW5rIjoxfQ.c2lnbmF0dXJl-_~"
BEARER = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_bmF0dXJl"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"/o/{LINK}", "/o/-"),
        (f"GET http://shop.example/o/{LINK}?a=1 HTTP/1.1", "GET http://shop.example/o/-?a=1 HTTP/1.1"),
        (f'"path": "/o/{LINK}"', '"path": "/o/-"'),
        (f"Authorization: Bearer {BEARER}", "Authorization: Bearer -"),
        (f"authorization=bearer {BEARER}, next", "authorization=bearer -, next"),
        (f"/v1/orders/{'aB3_-' * 8}xyz?a=1", "/v1/orders/-?a=1"),
        ("/v1/orders/0192", "/v1/orders/0192"),
        ("/v1/orders/01934c2e-7d1f-7a3b-8c4d-5e6f70819203", "/v1/orders/01934c2e-7d1f-7a3b-8c4d-5e6f70819203"),
    ],
)
def test_link_and_bearer_tokens_are_taken_out_of_text(text: str, clean: str) -> None:
    assert redacted(text) == clean


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=12), st.text(max_size=20))
def test_no_token_survives_whatever_surrounds_it(token: str, around: str) -> None:
    assert token not in redacted(f"x /o/{token}?{around}").removesuffix(around)
    assert token not in redacted(f"x Bearer {token} {around}").removesuffix(around)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process that set up its telemetry writes, and its in-memory spans."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    settings = ServiceSettings(
        mongo_uri="mongodb://db/?timeoutMS=1", amqp_uri="amqp://bus", oidc_issuer="https://id", traces_sample=1
    )
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    telemetry.start("tried", settings)
    yield out
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:], root.level = kept


def test_logs_are_json_without_tokens_wherever_they_come_from(logged: io.StringIO) -> None:
    try:
        raise ValueError(f"/o/{LINK}")
    except ValueError:
        telemetry.log("part").exception("failed", path=f"/o/{LINK}", nested={"header": [f"Bearer {BEARER}"]})
        logging.getLogger("library").exception("GET /o/%s", LINK)
    lines = logged.getvalue().splitlines()
    assert [orjson.loads(line)["service"] for line in lines] == ["tried", "tried"]
    assert LINK not in logged.getvalue()
    assert BEARER not in logged.getvalue()
    assert [orjson.loads(line)["exception"][0]["type"] for line in lines] == ["ValueError", "ValueError"]


def test_what_errors_and_warnings_quote_is_in_no_line_wherever_they_come_from(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (warnings, "showwarning")):
        monkeypatch.setattr(module, name, getattr(module, name))
    telemetry.own_the_rest()
    word = "Ana Quetzal"
    try:
        raise ValueError(word)
    except ValueError as error:
        telemetry.log("part").exception("failed")
        logging.getLogger("library").exception("failed")
        logging.getLogger("library").error("failed: %s", error)
        sys.excepthook(type(error), error, error.__traceback__)
        telemetry.tell_of_loop(asyncio.new_event_loop(), {"message": f"in callback of {word}", "exception": error})
    warnings.showwarning(UserWarning(word), UserWarning, "part.py", 3)
    lines = logged.getvalue().splitlines()
    said = ["failed", "failed", "failed: ValueError", "crashed", "nobody_heard", "warned"]
    assert [orjson.loads(line)["event"].partition(" at ")[0] for line in lines] == said
    assert all("ValueError" in line for line in lines[:5])
    assert word not in logged.getvalue() + "".join(capsys.readouterr())


def test_a_span_that_fails_tells_neither_what_the_error_quotes_nor_its_lines(logged: io.StringIO) -> None:
    kept = InMemorySpanExporter()
    settings = ServiceSettings(
        mongo_uri="mongodb://db/?timeoutMS=1", amqp_uri="amqp://bus", oidc_issuer="https://id", traces_sample=1
    )
    telemetry.start("tried", settings).add_span_processor(SimpleSpanProcessor(kept))
    with pytest.raises(ValueError, match="Quetzal"), span("process"):
        raise ValueError("Ana Quetzal")
    (finished,) = kept.get_finished_spans()
    assert (finished.status.description or "").startswith("ValueError")
    assert dict(finished.attributes or {}) == {"error.type": "ValueError"}
    assert finished.events == ()


def test_spans_are_stripped_of_tokens_as_they_start(logged: io.StringIO) -> None:
    kept = InMemorySpanExporter()
    settings = ServiceSettings(
        mongo_uri="mongodb://db/?timeoutMS=1", amqp_uri="amqp://bus", oidc_issuer="https://id", traces_sample=1
    )
    provider = telemetry.start("tried", settings)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracer = provider.get_tracer("framework")
    with tracer.start_as_current_span("GET", attributes={"url.path": f"/o/{LINK}", "url.full": f"http://s/o/{LINK}"}):
        pass
    (finished,) = kept.get_finished_spans()
    assert finished.attributes is not None
    assert dict(finished.attributes) == {"url.path": "/o/-", "url.full": "http://s/o/-"}


PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"


def test_a_trace_goes_on_where_the_event_came_from() -> None:
    with span("process", parent=PARENT + "0"):
        assert traceparent() == PARENT + "0"
    assert traceparent() is None


@pytest.mark.parametrize("parent", ["", "nonsense", "00-xx-yy-zz", "00-0-0-01", "00-" + "f" * 99 + "-1-01"])
def test_a_nonsensical_parent_does_no_harm(parent: str) -> None:
    with span("process", parent=parent):
        assert not trace.get_current_span().is_recording() or True
