"""docs/asyncapi.json and docs/events.md say what the bus really carries."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from chassis.broker import EXCHANGE
from chassis.clock import SystemClock
from chassis.relay import Outgoing, rows_of
from contracts import asyncapi
from contracts.assignment import GroupChanged
from contracts.catalog import EVENTS, LISTENERS

DOCS = Path(__file__).parents[2] / "docs"
OFFICIAL = Path(__file__).parents[1] / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
"""As `make test` installs it."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "asyncapi.json").read_text())
    return found


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def resolved(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def payload_validator(document: dict[str, Any], message: str) -> Draft202012Validator:
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:asyncapi", resource)
    pointer = f"urn:asyncapi#/components/messages/{message}/payload"
    return Draft202012Validator({"$ref": pointer}, registry=registry)


def test_the_committed_description_is_the_current_one(document: dict[str, Any]) -> None:
    assert document == asyncapi.document(), "run python -m contracts.asyncapi"
    assert (DOCS / "events.md").read_text() == asyncapi.markdown(), "run python -m contracts.asyncapi"


def test_it_is_asyncapi_3_by_the_official_schema(document: dict[str, Any]) -> None:
    official = Draft7Validator(json.loads(OFFICIAL.read_text()))
    assert document["asyncapi"] == "3.0.0"
    assert [error.message for error in official.iter_errors(document)] == []
    spoilt = copy.deepcopy(document)
    next(iter(spoilt["channels"].values()))["adress"] = "misspelt"
    assert not official.is_valid(spoilt)


def test_channels_and_operations_are_named_alike(document: dict[str, Any]) -> None:
    for name, channel in document["channels"].items():
        assert channel["address"] == name
    for operation in document["operations"].values():
        channel = resolved(document, operation["channel"]["$ref"])
        named = {f"{operation['channel']['$ref']}/messages/{message}" for message in channel["messages"]}
        assert {message["$ref"] for message in operation["messages"]} <= named


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert len(found) > 50
    for reference in found:
        assert resolved(document, reference)


def test_every_schema_is_one(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_conversation_of_the_catalogue_is_described(document: dict[str, Any]) -> None:
    operations = document["operations"]
    assert set(document["channels"]) == set(EVENTS)
    assert sum(operation["action"] == "send" for operation in operations.values()) == len(EVENTS)
    received = {name for name, operation in operations.items() if operation["action"] == "receive"}
    assert received == {
        f"{service}.receives.{event.__name__}" for service, events in LISTENERS.items() for event in events
    }


def test_the_exchange_is_the_one_that_is_used(document: dict[str, Any]) -> None:
    for channel in document["channels"].values():
        assert channel["bindings"]["amqp"]["exchange"]["name"] == EXCHANGE


def test_what_is_really_sent_fits_the_description(document: dict[str, Any]) -> None:
    event = GroupChanged(name="Sellers", version=1, permissions={"export": True})
    (row,) = rows_of([Outgoing(event, None)], "/vinculo/assignment", SystemClock().now())
    sent = json.loads(row.body)
    validator = payload_validator(document, "GroupChanged")
    validator.validate(sent)
    for spoilt in ({**sent, "type": "other"}, {**sent, "sequence": 1}, {**sent, "data": {"name": "Sellers"}}):
        with pytest.raises(ValidationError):
            validator.validate(spoilt)
