"""A receiver of OTLP over HTTP: what a collector would be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Seen:
    """A span: hexadecimal ids, attributes as text; `parent` is empty for a root."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]


@dataclass
class Collector:
    """Keeps every export as it came over the wire."""

    url: str
    exports: list[bytes] = field(default_factory=list)

    def spans(self, trace: str | None = None) -> list[Seen]:
        """All spans so far, or those of one trace."""
        return [span for body in list(self.exports) for span in _read(body) if trace in (None, span.trace)]


@contextmanager
def collector() -> Iterator[Collector]:
    """The receiver, on a port of its own, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.exports.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = Collector(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()


def _read(body: bytes) -> Iterator[Seen]:
    request = ExportTraceServiceRequest.FromString(_plain(body))
    for resource in request.resource_spans:
        names = {each.key: each.value.string_value for each in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Seen(
                    names["service.name"],
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    {each.key: str(each.value).strip() for each in span.attributes},
                )


def _plain(body: bytes) -> bytes:
    if body[:2] == b"\x1f\x8b":
        from gzip import decompress

        return decompress(body)
    return body
