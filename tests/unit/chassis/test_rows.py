"""What a commit's events look like on the bus: CloudEvents 1.0, together where they share a routing key."""

import re
from datetime import UTC, datetime

import orjson
import pytest

from chassis.broker import Received, decode
from chassis.relay import BATCH, SINGLE, Outgoing, Row, rows_of
from contracts.assignment import GroupChanged, StaffChanged, StaffMember
from contracts.base import Event
from contracts.customers import CustomerNoteAdded

NOW = datetime(2026, 11, 22, 10, 30, 0, 123000, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def group(name: str = "Sellers", version: int = 7, size: int = 0) -> GroupChanged:
    return GroupChanged(name=name, version=version, permissions={"x" * size: True} if size else {})


def staff() -> StaffChanged:
    return StaffChanged(member=StaffMember(id="s1", version=1, name="Ana", email="a@b.c", groups=(), active=True))


def rows(*events: Event, traceparent: str | None = None) -> list[Row]:
    return rows_of([Outgoing(event, traceparent) for event in events], "/vinculo/assignment", NOW)


def test_an_event_alone_is_a_cloudevent_in_structured_json() -> None:
    (row,) = rows(group(), traceparent=TRACE)
    assert (row.content_type, row.routing_key, row.at) == (SINGLE, GroupChanged.TYPE, NOW)
    envelope = orjson.loads(row.body)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", envelope.pop("id"))
    assert envelope == {
        "specversion": "1.0",
        "type": "vinculo.assignment.group.changed.v1",
        "source": "/vinculo/assignment",
        "subject": "Sellers",
        "time": "2026-11-22T10:30:00.123000Z",
        "sequence": "0000000007",
        "datacontenttype": "application/json",
        "traceparent": TRACE,
        "data": {"name": "Sellers", "version": 7, "permissions": {}},
    }


def test_sequences_sort_as_text_as_they_count() -> None:
    counted = [orjson.loads(rows(group(version=n))[0].body)["sequence"] for n in (1, 9, 10, 99, 100_000)]
    assert counted == sorted(counted)


def test_outside_of_a_trace_none_is_claimed() -> None:
    assert "traceparent" not in orjson.loads(rows(group())[0].body)


def test_events_of_one_type_travel_together_in_their_order_and_types_apart() -> None:
    made = rows(group("a"), staff(), group("b"), group("c"))
    assert {row.routing_key: row.content_type for row in made} == {GroupChanged.TYPE: BATCH, StaffChanged.TYPE: SINGLE}
    batch = next(row for row in made if row.content_type == BATCH)
    assert [each["subject"] for each in orjson.loads(batch.body)] == ["a", "b", "c"]
    assert len({each["id"] for each in orjson.loads(batch.body)}) == 3


def test_a_batch_that_grows_large_is_split_and_loses_nothing() -> None:
    made = rows(*(group(str(n), size=100_000) for n in range(20)))
    assert len(made) == 4
    assert all(len(row.body) < 600_000 for row in made)
    received = [each for row in made for each in decode(row.body)]
    assert [each.event.subject for each in received if isinstance(each, Received)] == [str(n) for n in range(20)]


def test_one_event_larger_than_a_batch_travels_alone() -> None:
    small, large = rows(group("small"), group("large", size=600_000))
    assert (small.content_type, large.content_type) == (SINGLE, SINGLE)


def test_no_events_make_no_message() -> None:
    assert rows() == []


def test_a_row_comes_back_from_the_outbox_as_it_went_in() -> None:
    (row,) = rows(group())
    doc = row.to_doc()
    assert Row.from_doc(doc) == row
    assert doc["leased_until"] > NOW


@pytest.mark.parametrize(("event", "mandatory"), [(CustomerNoteAdded, False), (GroupChanged, True)])
def test_a_queue_must_take_what_somebody_listens_to(event: type[Event], mandatory: bool) -> None:
    assert Row("1", event.TYPE, SINGLE, b"", NOW).mandatory is mandatory
