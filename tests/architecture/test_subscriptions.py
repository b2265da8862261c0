"""A service listens to exactly what the catalogue says, because the catalogue makes the queues."""

import importlib
from collections.abc import Mapping

import pytest
from tests.architecture.house import SERVICES

from chassis.broker import Subscriptions
from contracts.assignment import GroupChanged, StaffChanged
from contracts.base import Event
from contracts.catalog import EVENTS, LISTENERS, publisher_of


def mismatch(subscriptions: Mapping[type[Event], object], listens: tuple[type[Event], ...]) -> set[type[Event]]:
    """Events that only one of the two knows."""
    return set(subscriptions) ^ set(listens)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_what_its_queue_gets_and_nothing_else(service: str) -> None:
    subscriptions: Subscriptions = importlib.import_module(f"{service}.consumers").SUBSCRIPTIONS
    assert mismatch(subscriptions, LISTENERS[service]) == set()
    assert all(callable(handler) for handler in subscriptions.values())


def test_a_handler_too_many_or_too_few_is_caught() -> None:
    assert mismatch({GroupChanged: print}, (GroupChanged, StaffChanged)) == {StaffChanged}
    assert mismatch({GroupChanged: print, StaffChanged: print}, (GroupChanged,)) == {StaffChanged}


def test_every_service_has_a_queue_and_every_event_an_owner() -> None:
    assert set(LISTENERS) == set(SERVICES)
    assert {publisher_of(event) for event in EVENTS} <= set(SERVICES)


def test_every_event_that_is_listened_to_is_in_the_catalogue() -> None:
    assert {event for events in LISTENERS.values() for event in events} <= set(EVENTS.values())
