"""Contracts only grow: `python -m contracts.schemas` writes what each event looks like to `schemas/<type>.json`, and
refuses if something that was there would be lost to whoever sends or reads by the older form."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from contracts.base import Event
from contracts.catalog import EVENTS

Schema = Mapping[str, Any]

FOLDER = Path(__file__).with_name("schemas")
_DESCRIBING = {"title", "description", "examples", "default"}
_LOOKED_INTO = {"$defs", "$ref", "properties", "required", "enum", "anyOf", "items", "additionalProperties"}


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's data."""
    return event.model_json_schema(mode="validation")


def written(schema: Schema) -> str:
    """As it stands in its file."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def shrunk(old: Schema, new: Schema) -> list[str]:
    """What the new form no longer accepts or promises: fields removed or made required, types changed, values of an
    enumeration removed. Empty if the contract only grew."""
    return list(_shrunk(old, new, old, new, "data"))


def _shrunk(old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str) -> Iterator[str]:
    before, after = _alternatives(old, old_root), _alternatives(new, new_root)
    if before.keys() != after.keys():
        yield f"{where}: was {' or '.join(sorted(before))}, is {' or '.join(sorted(after))}"
        return
    for kind, form in before.items():
        yield from _narrowed(form, after[kind], old_root, new_root, where)


def _narrowed(old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str) -> Iterator[str]:
    fields, now = old.get("properties", {}), new.get("properties", {})
    for name in fields:
        if name in now:
            yield from _shrunk(fields[name], now[name], old_root, new_root, f"{where}.{name}")
        else:
            yield f"{where}.{name}: removed"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{where}.{name}: made required"
    for value in old.get("enum", ()):
        if value not in new.get("enum", (value,)):
            yield f"{where}: {value!r} removed"
    for inside in ("items", "additionalProperties"):
        if isinstance(old.get(inside), Mapping) and isinstance(new.get(inside), Mapping):
            yield from _shrunk(old[inside], new[inside], old_root, new_root, f"{where}[]")
        elif old.get(inside) != new.get(inside):
            yield f"{where}[]: changed"
    for rule in sorted((old.keys() | new.keys()) - _DESCRIBING - _LOOKED_INTO):
        if old.get(rule) != new.get(rule):
            yield f"{where}: {rule} changed"


def _alternatives(schema: Schema, root: Schema) -> dict[str, Schema]:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        return {kind: form for each in schema["anyOf"] for kind, form in _alternatives(each, root).items()}
    return {str(schema.get("type", "anything")): schema}


def losses() -> list[str]:
    """What the catalogue lost against the committed files, over all events."""
    found = []
    for file in sorted(FOLDER.glob("*.json")):
        event = EVENTS.get(file.stem)
        if event is None:
            found.append(f"{file.stem}: removed")
        else:
            found += [f"{file.stem} {loss}" for loss in shrunk(json.loads(file.read_text()), schema_of(event))]
    return found


def main() -> None:
    """Writes what grew; ends with 1 and writes nothing if anything shrank."""
    if lost := losses():
        sys.exit("A contract would shrink; send a second major version beside it:\n" + "\n".join(lost))
    FOLDER.mkdir(exist_ok=True)
    for name, event in EVENTS.items():
        (FOLDER / f"{name}.json").write_text(written(schema_of(event)))


if __name__ == "__main__":
    main()
