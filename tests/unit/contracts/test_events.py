"""Every event of the catalogue survives the way over the bus."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contracts.base import Contract, Event
from contracts.catalog import EVENTS
from contracts.money import Money
from contracts.schemas import schema_of

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=20),
    int: st.integers(0, 2**53),
    Decimal: st.decimals(0, 10**6, places=4),
    datetime: st.integers(0, 10**13).map(lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)),
    Money: st.builds(Money.of, st.decimals(0, 10**6, places=3), st.sampled_from(["EUR", "JPY", "BHD"])),
}


def all_contracts(kind: type[Contract] = Contract) -> Iterator[type[Contract]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_contracts(each)


@pytest.fixture(autouse=True, scope="module")
def _known_to_hypothesis() -> None:
    for kind, strategy in PLAIN.items():
        st.register_type_strategy(kind, strategy)
    for contract in all_contracts():
        if contract is not Money:
            st.register_type_strategy(
                contract,
                lambda kind: st.builds(
                    kind, **{name: st.from_type(field.annotation) for name, field in kind.model_fields.items()}
                ),
            )


@pytest.mark.parametrize("event_type", EVENTS.values(), ids=EVENTS.keys())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_event_is_read_as_it_was_sent(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(st.from_type(event_type))
    sent = orjson.loads(event.model_dump_json())
    assert event_type.model_validate(sent) == event
    assert event_type.model_validate({**sent, "added_by_a_newer_sender": {"a": 1}}) == event
    Draft202012Validator(schema_of(event_type)).validate(sent)
    assert isinstance(event.subject, str)
    assert isinstance(event.sequence, int)


@pytest.mark.parametrize("event_type", EVENTS.values(), ids=EVENTS.keys())
def test_an_event_is_named_after_its_service_and_aggregate(event_type: type[Event]) -> None:
    assert re.fullmatch(r"vinculo\.[a-z]+\.[a-z_]+\.[a-z_]+\.v[1-9]", event_type.TYPE)
    assert event_type.__doc__


def test_types_are_given_once() -> None:
    declared = [kind.TYPE for kind in all_contracts() if issubclass(kind, Event) and "TYPE" in vars(kind)]
    assert sorted(declared) == sorted(set(declared)) == sorted(EVENTS)


def test_an_event_cannot_be_changed_after_it_happened() -> None:
    group = EVENTS["vinculo.assignment.group.changed.v1"].model_validate({"name": "a", "version": 1, "permissions": {}})
    with pytest.raises(ValueError, match="frozen"):
        group.name = "b"  # type: ignore[attr-defined]
