"""Reading what is on the bus: events, batches, and poison of every sort."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.broker import Malformed, Received, decode
from contracts.assignment import GroupChanged
from contracts.base import Event

EVENT = GroupChanged(name="Sellers", version=3, permissions={"orders.read": "own"})


def envelope(**changed: Any) -> dict[str, Any]:
    whole = {
        "specversion": "1.0",
        "id": "e1",
        "type": GroupChanged.TYPE,
        "source": "/test",
        "subject": "Sellers",
        "time": "2026-01-01T00:00:00Z",
        "data": EVENT.model_dump(mode="json"),
    }
    return {name: value for name, value in {**whole, **changed}.items() if value is not ...}


def test_an_event_is_read_with_what_tells_it_from_another() -> None:
    (received,) = decode(orjson.dumps(envelope()), attempts=2)
    assert isinstance(received, Received)
    assert received.event == EVENT
    assert received.time == datetime(2026, 1, 1, tzinfo=UTC)
    assert received.attempts == 2
    assert received.mark.id == "event:e1"


def test_a_batch_is_read_event_by_event() -> None:
    found = decode(orjson.dumps([envelope(id=str(n)) for n in range(3)]))
    assert [each.id for each in found if isinstance(each, Received)] == ["0", "1", "2"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'"text"', b"5", b"null", b"[" * 100_000, b"\x00"])
def test_bytes_that_are_no_event_are_refused_whole(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body)


POISON = [
    (envelope(specversion="0.3"), "no CloudEvent 1.0"),
    (envelope(specversion=...), "no CloudEvent 1.0"),
    (envelope(id=...), "id and time"),
    (envelope(id=""), "id and time"),
    (envelope(id=5), "id and time"),
    (envelope(time=...), "id and time"),
    (envelope(time="yesterday"), "wrong time"),
    (envelope(time="2026-01-01T00:00:00"), "wrong time"),
    (envelope(type=...), "unknown type"),
    (envelope(type=["a"]), "unknown type"),
    (envelope(type=GroupChanged.TYPE.replace("v1", "v2")), "unknown type"),
    (envelope(type="x" * 100_000), "unknown type"),
    (envelope(data=...), "wrong schema"),
    (envelope(data=[]), "wrong schema"),
    (envelope(data={"name": "Sellers", "version": "many", "permissions": {}}), "version"),
]


@pytest.mark.parametrize(("poison", "reason"), POISON, ids=lambda value: str(value)[:40])
def test_in_a_batch_only_the_poisonous_event_is_refused_and_kept_whole(poison: dict[str, Any], reason: str) -> None:
    good, bad, also_good = decode(orjson.dumps([envelope(), poison, envelope(id="e2")]))
    assert isinstance(good, Received)
    assert isinstance(also_good, Received)
    assert isinstance(bad, Malformed)
    assert reason in str(bad)
    assert len(str(bad)) < 1000
    assert bad.found == poison


@pytest.mark.parametrize("thing", [None, 5, "text", [], True])
def test_things_in_a_batch_that_are_no_objects_are_refused_alone(thing: Any) -> None:
    bad, good = decode(orjson.dumps([thing, envelope()]))
    assert isinstance(bad, Malformed)
    assert isinstance(good, Received)


def test_fields_that_a_newer_sender_added_are_ignored() -> None:
    newer = envelope(extension="new", data={**EVENT.model_dump(mode="json"), "added": 1})
    (received,) = decode(orjson.dumps(newer))
    assert isinstance(received, Received)
    assert received.event == EVENT


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["specversion", "id", "type", "time", "data", "subject", "traceparent"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_envelope_whatever_makes_reading_fail(fields: dict[str, Any]) -> None:
    (found,) = decode(orjson.dumps(envelope(**fields)))
    assert isinstance(found, Malformed) or isinstance(found.event, Event)


@given(st.binary())
def test_no_bytes_whatever_make_reading_fail_otherwise(body: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(decode(body), list)
