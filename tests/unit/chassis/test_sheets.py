"""Tables for spreadsheets carry texts that customers wrote."""

import csv
import io

import pytest

from chassis.http.sheets import cell, lines


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"])
def test_a_text_that_begins_like_a_formula_is_shown_and_not_run(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert [cell(value) for value in (-3, 0, 1.5, None, True, "Ana")] == ["-3", "0", "1.5", "", "True", "Ana"]


def test_what_was_written_is_read_again() -> None:
    rows = [["a", 'Tea, "green"\nand black'], ["ș", ""]]
    assert list(csv.reader(io.StringIO(lines(rows), newline=""))) == rows
