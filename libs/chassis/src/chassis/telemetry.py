"""Seeing inside: JSON logs, traces that cross the bus, metrics. Neither tokens nor what errors quote get in."""

import logging
import re
import sys
import warnings
from asyncio import AbstractEventLoop
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import getrandbits, random
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace import Span as RecordedSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    INVALID_SPAN,
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
)
from prometheus_client import Counter, Gauge, Histogram

from chassis.mishaps import described, retold
from chassis.settings import ServiceSettings

OUTBOX_ROWS = Gauge("vinculo_outbox_rows", "Rows that were committed and not yet confirmed by the broker")
OUTBOX_OLDEST = Gauge("vinculo_outbox_oldest_seconds", "Age of the oldest such row")
INBOX_DUPLICATES = Counter("vinculo_inbox_duplicates_total", "Deliveries that had been handled before", ["group"])
STALE_EVENTS = Counter("vinculo_events_stale_total", "Events older than what was applied", ["type"])
EVENTS = Counter("vinculo_events_total", "Events by what became of them", ["type", "outcome"])
QUEUE_READY = Gauge("vinculo_queue_ready", "Messages waiting in a queue", ["queue"])
QUEUE_PARKED = Gauge("vinculo_queue_parked", "Messages that were set aside beside a queue", ["queue"])
COMMIT_UNITS = Histogram("vinculo_commit_units", "Units in a group commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256))
REQUESTS = Histogram(
    "vinculo_http_request_seconds",
    "HTTP requests",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)

_LINK_TOKEN = re.compile(r"(?i)((?:/|%2f)o(?:/|%2f)+)[^/?#&\s\"'\\]+")
_SAMPLED = tuple("13579bdf")
_TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
"""The form of an order link's token, wherever somebody may have pasted one."""
_BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+")


@dataclass(slots=True)
class _Tracing:
    """How this process traces: nothing before `start`."""

    tracer: Tracer = field(default_factory=NoOpTracer)
    sampled: float = 0
    """Of the traces that begin here."""


_tracing = _Tracing()


def redacted(text: str) -> str:
    """The text without order-link and bearer tokens."""
    return _BEARER.sub(r"\1-", _TOKEN.sub("-", _LINK_TOKEN.sub(r"\1-", text)))


class _Redacting(SpanProcessor):
    """Takes tokens out of every span as it starts, whoever started it."""

    def on_start(self, span: RecordedSpan, parent_context: Any = None) -> None:
        for name in ("url.path", "url.query", "http.target", "url.full"):
            value = (span.attributes or {}).get(name)
            if isinstance(value, str) and (clean := redacted(value)) != value:
                span.set_attribute(name, clean)

    def on_end(self, span: ReadableSpan) -> None:
        return None


def _redact_line(_logger: Any, _method: str, line: Any) -> str:
    """The finished line, so that a token is found however deep it lay."""
    return redacted(line)


def _without_quotes(record: logging.LogRecord) -> bool:
    """Errors that a library puts into its own line."""
    if isinstance(record.args, tuple):
        record.args = tuple(described(each) if isinstance(each, BaseException) else each for each in record.args)
    return True


def _with_trace(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    current = trace_id()
    if current is not None:
        event["trace_id"] = current
    return event


def start(service: str, settings: ServiceSettings) -> TracerProvider:
    """Sets up logs and traces for this process."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        structlog.processors.ExceptionRenderer(lambda raised: retold(raised[1])),
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(), _redact_line],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, instance=settings.instance)
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(_without_quotes)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
                _redact_line,
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    for noisy in ("aiormq", "aio_pika"):
        # Each tells of every attempt to reach an absent broker; `broker_away` says it once.
        logging.getLogger(noisy).setLevel(logging.CRITICAL)

    # What is not sampled starts no span: nothing is left for the library to decide.
    provider = TracerProvider(
        resource=Resource.create({"service.name": service, "service.instance.id": settings.instance})
    )
    provider.add_span_processor(_Redacting())
    if settings.otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        endpoint = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    _tracing.tracer, _tracing.sampled = provider.get_tracer("vinculo"), settings.traces_sample
    return provider


def own_the_rest() -> None:
    """What Python itself says of errors and warnings, past every log, is told as everything else is."""
    said = log("process")
    sys.excepthook = lambda _kind, error, _trace: said.critical("crashed", exc_info=error)
    sys.unraisablehook = lambda unraisable: said.error("not_raised", exc_info=unraisable.exc_value)
    warnings.showwarning = lambda _text, kind, file, line, *_: said.warning(
        "warned", kind=kind.__qualname__, at=f"{file}:{line}"
    )


def tell_of_loop(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """For an event loop: an error that nobody was there to hear."""
    error = context.get("exception")
    # Its message names the callback with its arguments.
    log("process").error("nobody_heard", exc_info=error, **({} if error else {"what": context["message"]}))


def log(name: str) -> Any:
    """A structured logger."""
    return structlog.get_logger(part=name)


_carried: ContextVar[str | None] = ContextVar("traceparent", default=None)


def traceparent() -> str | None:
    """The current trace in W3C form, to travel with an event; None outside of a trace."""
    return _carried.get()


def trace_id() -> str | None:
    """The current trace's id as logs and problems show it; None outside of a trace."""
    current = traceparent()
    return None if current is None else current.split("-")[1]


def span(
    name: str,
    *,
    parent: str | None = None,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, str] | None = None,
) -> AbstractContextManager[Span]:
    """A span by hand; `parent` is the traceparent that came with a request or an event, else the current one.

    Without any, a trace begins, sampled at the configured rate. Of an unsampled trace only the name is passed on,
    without starting a span, so that the other nine of ten cost little.
    """
    current = parent or traceparent()
    if current is None and random() >= _tracing.sampled:  # noqa: S311
        current = f"00-{getrandbits(128):032x}-{getrandbits(64):016x}-00"
    if current is not None and current[-1] not in _SAMPLED:
        return _Carry(current)
    return _span(name, _remote(parent) if parent else None, kind, attributes)


@contextmanager
def _span(
    name: str, remote: SpanContext | None, kind: SpanKind, attributes: Mapping[str, str] | None
) -> Iterator[Span]:
    context = None if remote is None else trace.set_span_in_context(NonRecordingSpan(remote))
    with _tracing.tracer.start_as_current_span(
        name, context=context, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as started:
        own = started.get_span_context()
        with _Carry(f"00-{own.trace_id:032x}-{own.span_id:016x}-{int(own.trace_flags):02x}"):
            try:
                yield started
            except Exception as error:
                started.set_attribute("error.type", type(error).__qualname__)
                started.set_status(StatusCode.ERROR, described(error))
                raise


class _Carry:
    """Passes a traceparent on to what is done meanwhile, at the price of a variable."""

    __slots__ = ("_parent", "_token")

    def __init__(self, parent: str) -> None:
        self._parent = parent

    def __enter__(self) -> Span:
        self._token = _carried.set(self._parent)
        return INVALID_SPAN

    def __exit__(self, *_: object) -> None:
        _carried.reset(self._token)


def _remote(parent: str) -> SpanContext | None:
    parts = parent.split("-")
    try:
        return SpanContext(int(parts[1], 16), int(parts[2], 16), True, TraceFlags(int(parts[3], 16)))
    except (IndexError, ValueError):
        return None
