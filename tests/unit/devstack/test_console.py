"""Log lines as people read them."""

import io
import json

from rich.console import Console

from devstack.console import Screen, readable


def test_a_structured_line_becomes_time_level_event_and_fields() -> None:
    line = json.dumps({"event": "mail sent", "level": "info", "timestamp": "2026-11-22T10:11:12.5Z", "order": "A-1"})
    assert readable(line).plain == "10:11:12 info    mail sent order=A-1"


def test_any_other_line_stays_as_it_is() -> None:
    for line in ("plain", "[not markup] at all", '["a list"]', '{"no": "message"}', "{broken"):
        assert readable(line).plain == line


def test_a_line_is_prefixed_by_who_wrote_it_and_its_brackets_survive() -> None:
    out = io.StringIO()
    Screen(Console(file=out)).said("orders-2", "[bold]42[/bold]")
    assert out.getvalue() == "orders-2      [bold]42[/bold]\n"


def test_a_reason_with_brackets_does_not_break_the_screen() -> None:
    out = io.StringIO()
    Screen(Console(file=out)).changed("orders", "failed", "ended [/nonsense]")
    assert "[/nonsense]" in out.getvalue()
