"""Notes and their preview."""

from datetime import UTC, datetime

import pytest

from customers.domain.note import Change, Note, Preview, newest, preview

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.req("ML-4")
def test_a_preview_is_cut_between_what_a_reader_takes_for_characters() -> None:
    assert preview("short\n text ") == "short text"
    assert preview("abcdef", 3) == "abc…"
    assert preview("abc", 3) == "abc"
    assert preview("ab cdef", 3) == "ab…"
    assert preview("Añ" * 3, 5) == "AñAñA…"
    assert preview(FAMILY * 3, 2) == FAMILY * 2 + "…"
    assert preview(FAMILY * 2, 2) == FAMILY * 2
    assert preview("e\u0301" * 3, 2) == "e\u0301" * 2 + "…"


@pytest.mark.req("ML-4")
def test_the_newest_note_is_the_one_that_was_written_last_whatever_its_priority() -> None:
    first = Preview.of(Note.written("1", "c", "text", "high", "ana", NOW))
    last = Preview.of(Note.written("2", "c", "text\nof 2", "none", "ana", NOW))
    assert last == Preview("2", "text of 2", "none", NOW)
    assert newest(None, last, first) is last
    assert newest(None, None) is None


@pytest.mark.req("ML-20")
def test_an_edit_keeps_the_date_and_a_new_version_tells_of_it() -> None:
    note = Note.written("n", "c", "text", "none", "ana", NOW)
    assert note.saved("text", "none", "ben", NOW) is note
    edited = note.saved("other", "high", "ben", NOW.replace(hour=1))
    assert (edited.version, edited.text, edited.priority, edited.created_at) == (2, "other", "high", NOW)
    assert (edited.created_by, edited.updated_by) == ("ana", "ben")


@pytest.mark.req("ML-20", "ML-21")
def test_every_change_of_a_note_is_remembered_with_who_made_it() -> None:
    note = Note.written("n", "c", "text", "none", "ana", NOW)
    edited = note.saved("other", "high", "ben", NOW.replace(hour=1))
    changes = [Change.to(note), Change.to(edited), Change.deleting(edited, "ana", NOW.replace(hour=2))]
    assert [(each.version, each.act, each.text, each.by, each.at.hour) for each in changes] == [
        (1, "written", "text", "ana", 0),
        (2, "edited", "other", "ben", 1),
        (3, "deleted", "other", "ana", 2),
    ]
