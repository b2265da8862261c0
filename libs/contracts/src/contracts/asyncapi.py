"""The bus described for people and programs: `python -m contracts.asyncapi [FOLDER]` writes `asyncapi.json`
(AsyncAPI 3.0) and `events.md` from the catalogue, by default into `docs`."""

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.base import Event
from contracts.catalog import EVENTS, LISTENERS, publisher_of

EXCHANGE = "vinculo.events"
_SCHEMAS = "#/components/schemas/"


def document() -> dict[str, Any]:
    """The AsyncAPI 3.0 document of the whole system: a channel an event type, an operation a sender or listener."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vinculo events",
            "version": "1",
            "description": "CloudEvents 1.0 in structured JSON, alone or as a batch, over a RabbitMQ topic exchange. "
            "Every event carries the full state of one aggregate; `sequence` is its version.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {name: _channel(event) for name, event in EVENTS.items()},
        "operations": {
            f"{service}.{verb}.{event.__name__}": _operation(action, event)
            for service, verb, action, event in _conversations()
        },
        "components": {
            "messages": {event.__name__: _message(event) for event in EVENTS.values()},
            "schemas": {"Envelope": _envelope()} | _schemas(),
        },
    }


def markdown() -> str:
    """The catalogue as a page: what each event means, who sends it, who listens, what it carries."""
    schemas = _schemas()
    lines = [
        "# Events",
        "",
        "Made from the contracts by `python -m contracts.asyncapi`; the same for programs is in `asyncapi.json`.",
        "",
        "| event | from | heard by |",
        "|---|---|---|",
    ]
    for name, event in EVENTS.items():
        heard = ", ".join(service for service, events in LISTENERS.items() if event in events) or "nobody yet"
        lines.append(f"| [`{name}`](#{event.__name__.lower()}) | {publisher_of(name)} | {heard} |")
    for name, event in EVENTS.items():
        lines += ["", f"## {event.__name__}", "", f"`{name}`", *_fields(schemas[event.__name__])]
    lines += ["", "# Values"]
    for title in sorted(schemas.keys() - {event.__name__ for event in EVENTS.values()}):
        lines += ["", f"## {title}", *_fields(schemas[title])]
    return "\n".join(lines) + "\n"


def _conversations() -> Iterator[tuple[str, str, str, type[Event]]]:
    for name, event in EVENTS.items():
        yield publisher_of(name), "sends", "send", event
    for service, events in LISTENERS.items():
        for event in events:
            yield service, "receives", "receive", event


def _channel(event: type[Event]) -> dict[str, Any]:
    return {
        "address": event.TYPE,
        "title": event.__name__,
        "summary": _said(event),
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": EXCHANGE, "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _operation(action: str, event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{event.TYPE}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.__name__}"}],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": _said(event),
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [
                {"$ref": f"{_SCHEMAS}Envelope"},
                {
                    "type": "object",
                    "properties": {"type": {"const": event.TYPE}, "data": {"$ref": _SCHEMAS + event.__name__}},
                },
            ]
        },
    }


def _envelope() -> dict[str, Any]:
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "description": "CloudEvents 1.0; receivers know an event again by its `id`.",
        "required": ["specversion", "id", "type", "source", "subject", "time", "sequence", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "type": text,
            "source": {"type": "string", "format": "uri-reference"},
            "subject": {**text, "description": "Id of the aggregate."},
            "time": {"type": "string", "format": "date-time"},
            "sequence": {"type": "string", "pattern": "^[0-9]{10,}$", "description": "Version of the aggregate."},
            "datacontenttype": {"const": "application/json"},
            "traceparent": {"type": "string", "description": "W3C trace context."},
            "data": {"type": "object"},
        },
    }


def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in EVENTS.values():
        schema = event.model_json_schema(mode="serialization", ref_template=_SCHEMAS + "{model}")
        found |= schema.pop("$defs", {})
        found[event.__name__] = schema
    return dict(sorted(found.items()))


def _said(event: type[Event]) -> str:
    return " ".join((inspect.getdoc(event) or "").split())


def _fields(schema: dict[str, Any]) -> list[str]:
    said = " ".join(str(schema.get("description", "")).split())
    if "enum" in schema:
        return ["", said, "", "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + "."]
    rows = [f"| `{name}` | {_kind(form)} |" for name, form in schema["properties"].items()]
    return ["", said, "", "| field | type |", "|---|---|", *rows]


def _kind(form: dict[str, Any]) -> str:
    if "$ref" in form:
        title = str(form["$ref"]).rpartition("/")[2]
        return f"[{title}](#{title.lower()})"
    if "anyOf" in form:
        return " or ".join(_kind(each) for each in form["anyOf"])
    kind = str(form.get("type", "anything"))
    if kind == "array":
        return f"list of {_kind(form.get('items', {}))}"
    return f"{kind} ({form['format']})" if "format" in form else kind


def main() -> None:
    """Writes both files."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    folder.mkdir(exist_ok=True)
    (folder / "asyncapi.json").write_text(json.dumps(document(), indent=2, ensure_ascii=False) + "\n")
    (folder / "events.md").write_text(markdown())


if __name__ == "__main__":
    main()
