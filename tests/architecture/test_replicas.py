"""Whatever a service keeps of what others own is told anew, compared and healed (N5)."""

import ast
import importlib
import re
from collections.abc import Collection, Iterator, Mapping

import pytest
from tests.architecture.house import ROOT, SERVICES, House

from contracts.base import Event
from contracts.catalog import LISTENERS, MOMENTS, RESTATED, SHOWN, STATES, TOLD_TOGETHER, publisher_of
from contracts.replay import ReplayFinished
from devstack.audit.replicas import FOLLOWERS, OWNERS

pytestmark = pytest.mark.req("N5")

HOUSE = House(ROOT)
OF_EVERYBODY = {"staff", "groups"}
"""Every service follows these, the one that owns them too."""
_REPLICA = re.compile(r'^[A-Z_]+ = "(\w+_replica)"', re.MULTILINE)


def owner_of(kind: str) -> str:
    """The service that tells it anew."""
    return publisher_of(RESTATED[kind].TYPE)


def of_no_kind(heard: Collection[type[Event]]) -> set[type[Event]]:
    """Events of which the catalogue does not say what whoever listens keeps of them."""
    finished = {event for event in heard if issubclass(event, ReplayFinished)}
    return set(heard) - set(STATES) - MOMENTS - set(RESTATED.values()) - finished


def kept_by(service: str, events: Collection[type[Event]]) -> set[str]:
    """Of which kinds it keeps replicas, or shows in records of its own, if it hears these."""
    shown = {kind for (by, event), kind in SHOWN.items() if by == service and event in events}
    return shown | {STATES[event] for event in events if event in STATES}


def never_told_anew(listeners: Mapping[str, Collection[type[Event]]]) -> Iterator[str]:
    """What a service hears of when it changes, and never anew, or not when all of it has been told."""
    for service, events in listeners.items():
        ended = {kind for end, kinds in TOLD_TOGETHER.items() if end in events for kind in kinds}
        for kind in sorted(kept_by(service, events)):
            is_own = owner_of(kind) == service and kind not in OF_EVERYBODY
            if not is_own and (RESTATED[kind] not in events or kind not in ended):
                yield f"{service} {kind}"


def compared(source: str) -> dict[str, str]:
    """The kinds that a composition root names, and the constants that name their collections."""
    return {
        each.arg or "": each.value.args[0].id
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Replicas"
        for each in call.keywords
        if isinstance(each.value, ast.Call) and isinstance(each.value.args[0], ast.Name)
    }


def test_the_catalogue_says_of_each_event_what_whoever_listens_keeps_of_it() -> None:
    assert of_no_kind({event for events in LISTENERS.values() for event in events}) == set()
    assert {*STATES.values(), *SHOWN.values()} == set(RESTATED)
    assert {event for _, event in SHOWN} <= MOMENTS
    assert sorted(kind for kinds in TOLD_TOGETHER.values() for kind in kinds) == sorted(RESTATED)


def test_whoever_keeps_a_replica_hears_it_told_anew() -> None:
    assert list(never_told_anew(LISTENERS)) == []


class Unheard(Event):
    """Neither a state, nor an act, nor told anew."""

    @property
    def subject(self) -> str:
        return ""

    @property
    def sequence(self) -> int:
        return 0


@pytest.mark.parametrize("kind", sorted(RESTATED))
def test_a_replica_that_is_not_told_anew_is_caught(kind: str) -> None:
    shown = {by: event for (by, event), of in SHOWN.items() if of == kind}
    service = next(iter(shown), "somebody")
    changes = [*shown.values(), *(event for event, of in STATES.items() if of == kind)]
    assert list(never_told_anew({service: changes})) == [f"{service} {kind}"]
    assert list(never_told_anew({service: [*changes, RESTATED[kind]]})) == [f"{service} {kind}"], "no end"
    assert of_no_kind([Unheard]) == {Unheard}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_compares_every_replica_that_it_keeps(service: str) -> None:
    named = compared((HOUSE.sources(service) / "app.py").read_text())
    heard = {kind for kind, event in RESTATED.items() if event in LISTENERS[service]}
    assert set(named) | OF_EVERYBODY == heard
    app = importlib.import_module(f"{service}.app")
    collections = {getattr(app, constant) for constant in named.values()}
    kept = {name for file in HOUSE.files(service) for name in _REPLICA.findall(file.read_text())}
    assert kept <= collections


def test_whoever_follows_is_asked_by_vinculo_replicas() -> None:
    together = {of: kinds for of in OWNERS for kinds in TOLD_TOGETHER.values() if of in kinds}
    assert sorted(together.values()) == sorted(TOLD_TOGETHER.values())
    for of, kinds in together.items():
        told = {RESTATED[kind] for kind in kinds}
        assert set(FOLLOWERS[of]) == {service for service, events in LISTENERS.items() if told & set(events)}, of
