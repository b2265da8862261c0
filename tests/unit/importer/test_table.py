"""CSV files of every make."""

from pathlib import Path

import pytest

from devstack.importer.table import BadFile, BadRow, Row, Table


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    file = folder / "file.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return file


def rows(path: Path, encoding: str | None = None) -> list[Row | BadRow]:
    return list(Table(path, encoding).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_utf_8_and_utf_16_are_told_apart_by_their_mark(tmp_path: Path, encoding: str) -> None:
    content = ("\ufeff" if encoding == "utf-16-le" else "") + "name,city\nПекарна,Стара Загора\n"
    assert rows(written(tmp_path, content, encoding)) == [Row(2, {"name": "Пекарна", "city": "Стара Загора"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    content = delimiter.join(["name", '"a, b; c|d"', "phone"]) + "\n" + delimiter.join(["Ana", "x", "1"]) + "\n"
    assert rows(written(tmp_path, content)) == [Row(2, {"name": "Ana", "a, b; c|d": "x", "phone": "1"})]


def test_lines_are_counted_through_quoted_line_breaks_and_blank_rows(tmp_path: Path) -> None:
    content = 'name,note\r\nAna,"first\r\nsecond"\r\n\r\n,\r\nBen,"says ""hi"""\r\n'
    assert rows(written(tmp_path, content)) == [
        Row(2, {"name": "Ana", "note": "first\r\nsecond"}),
        Row(6, {"name": "Ben", "note": 'says "hi"'}),
    ]


def test_a_row_with_too_few_or_too_many_cells_is_bad_and_the_rest_is_read(tmp_path: Path) -> None:
    found = rows(written(tmp_path, "a,b\n1\n1,2,3\n1,2\n"))
    assert found == [
        BadRow(2, "1 cells instead of 2"),
        BadRow(3, "3 cells instead of 2"),
        Row(4, {"a": "1", "b": "2"}),
    ]


def test_bytes_that_are_no_text_spoil_only_their_own_row(tmp_path: Path) -> None:
    content = "name,city\nPeña,Madrid\n".encode("cp1252") + b"Ana,Le\xc3\xb3n\n"
    bad, good = rows(written(tmp_path, content))
    assert bad == BadRow(2, "name: not utf-8-sig; name the right one with --encoding")
    assert good == Row(3, {"name": "Ana", "city": "León"})
    assert rows(written(tmp_path, "name\nPeña\n", "cp1252"), "cp1252") == [Row(2, {"name": "Peña"})]


@pytest.mark.parametrize("cell", ["=1+1", "=HYPERLINK(x)", "+SUM(A1)", "@cmd", "-2+3"])
def test_a_formula_is_a_text_like_any_other(tmp_path: Path, cell: str) -> None:
    assert rows(written(tmp_path, f"name\n{cell}\n")) == [Row(2, {"name": cell})]


def test_a_number_that_a_spreadsheet_keeps_as_text_is_that_text(tmp_path: Path) -> None:
    assert rows(written(tmp_path, 'sku\n"=""00123"""\n')) == [Row(2, {"sku": "00123"})]


def test_a_quote_that_is_never_closed_ends_the_reading_loudly(tmp_path: Path) -> None:
    good, bad = rows(written(tmp_path, 'a,b\n1,2\n"x,3\n4,5\n'))
    assert good == Row(2, {"a": "1", "b": "2"})
    assert isinstance(bad, BadRow)
    assert bad.line == 3
    assert "was not read" in bad.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "is empty"), (",,\n1,2,3\n", "is empty"), ("a,b,a\n", "more than one column is called a")],
)
def test_a_header_that_names_nothing_or_twice_the_same_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        Table(written(tmp_path, content))


def test_what_is_not_there_or_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="No such file"):
        Table(tmp_path / "nothing.csv")
    with pytest.raises(BadFile, match="klingon is no known encoding"):
        Table(written(tmp_path, "a\n"), "klingon")


def test_a_file_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    table = Table(written(tmp_path, "a,b\n" + "x,y\n" * 500_000))
    next(table.rows())
    assert table.position < 200_000 < table.size
