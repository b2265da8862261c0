"""Contracts only grow: what was promised by the committed schemas is still accepted and still sent."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts import schemas
from contracts.catalog import EVENTS
from contracts.schemas import FOLDER, losses, schema_of, shrunk, written

ORDER = "vinculo.orders.order.created.v1"
Schema = dict[str, Any]


def test_nothing_that_was_promised_is_lost() -> None:
    assert losses() == []


@pytest.mark.parametrize("name", EVENTS)
def test_the_committed_schema_is_the_current_one(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text() == written(schema_of(EVENTS[name])), "run python -m contracts.schemas"


def remove_field(schema: Schema) -> None:
    del schema["$defs"]["Order"]["properties"]["manager_id"]


def require_field(schema: Schema) -> None:
    schema["$defs"]["Order"]["required"].append("manager_id")


def require_new_field(schema: Schema) -> None:
    schema["$defs"]["Line"]["properties"]["colour"] = {"type": "string"}
    schema["$defs"]["Line"]["required"].append("colour")


def change_type(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["version"] = {"type": "string"}


def forbid_null(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["manager_id"] = {"type": "string"}


def allow_null(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["number"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def remove_value(schema: Schema) -> None:
    schema["$defs"]["OrderKind"]["enum"].remove("purchase")


def change_list(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["lines"]["items"] = {"type": "string"}


def add_limit(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["number"]["maxLength"] = 5


@pytest.mark.parametrize(
    ("shrink", "told"),
    [
        (remove_field, "data.order.manager_id: removed"),
        (require_field, "data.order: manager_id: made required"),
        (require_new_field, "data.order.lines[].colour: made required"),
        (change_type, "data.order.version: was integer, is string"),
        (forbid_null, "data.order.manager_id: was null or string, is string"),
        (allow_null, "data.order.number: was string, is null or string"),
        (remove_value, "data.order.kind: 'purchase' removed"),
        (change_list, "data.order.lines[]: was object, is string"),
        (add_limit, "data.order.number: maxLength changed"),
    ],
)
def test_a_contract_that_shrinks_is_caught(shrink: Callable[[Schema], None], told: str) -> None:
    old = json.loads((FOLDER / f"{ORDER}.json").read_text())
    new = copy.deepcopy(old)
    shrink(new)
    assert [loss.replace("order.manager_id: made", "order: manager_id: made") for loss in shrunk(old, new)] == [told]


def grow_by_field(schema: Schema) -> None:
    schema["$defs"]["Order"]["properties"]["urgency"] = {"type": "string", "default": "normal"}


def grow_by_value(schema: Schema) -> None:
    schema["$defs"]["OrderState"]["enum"].append("returned")


def say_it_better(schema: Schema) -> None:
    schema["$defs"]["Order"]["description"] = "Better said."


@pytest.mark.parametrize("grow", [grow_by_field, grow_by_value, say_it_better])
def test_a_contract_may_grow(grow: Callable[[Schema], None]) -> None:
    old = json.loads((FOLDER / f"{ORDER}.json").read_text())
    new = copy.deepcopy(old)
    grow(new)
    assert shrunk(old, new) == []


def test_an_event_that_left_the_catalogue_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "EVENTS", {name: event for name, event in EVENTS.items() if name != ORDER})
    assert losses() == [f"{ORDER}: removed"]


def test_a_shrunk_contract_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    shrinking = {**EVENTS, ORDER: EVENTS["vinculo.orders.product.changed.v1"]}
    monkeypatch.setattr(schemas, "EVENTS", shrinking)
    before = (FOLDER / f"{ORDER}.json").read_text()
    with pytest.raises(SystemExit, match="would shrink"):
        schemas.main()
    assert (FOLDER / f"{ORDER}.json").read_text() == before
