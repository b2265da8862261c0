"""CSV files of every make."""

from pathlib import Path

import pytest

from chassis.http.sheets import lines
from devstack.importer.table import BadFile, BadRow, Row, Table


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    file = folder / "file.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return file


def rows(path: Path, encoding: str | None = None) -> list[Row | BadRow]:
    return list(Table(path, encoding).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_of_unicode_are_told_apart_by_their_mark(tmp_path: Path, encoding: str) -> None:
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


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_a_header_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "name,teléfono\nPeña,1\n", encoding)
    with pytest.raises(BadFile, match="line 1 is not utf-8-sig; name the right encoding with --encoding"):
        Table(path)
    assert rows(path, encoding) == [Row(2, {"name": "Peña", "teléfono": "1"})]


def test_a_nul_spoils_only_its_own_row(tmp_path: Path) -> None:
    bad, good = rows(written(tmp_path, b"name,city\nA\0na,Cluj\nBen,Sofia\n"))
    assert (bad.line, isinstance(bad, BadRow)) == (2, True)
    assert good == Row(3, {"name": "Ben", "city": "Sofia"})


@pytest.mark.parametrize("tail", [b"\x41", b"\x00\xd8\x41\x00"])
def test_a_file_that_breaks_off_inside_of_a_character_ends_the_reading_loudly(tmp_path: Path, tail: bytes) -> None:
    *good, bad = rows(written(tmp_path, ("name\n" + "Ana\n" * 9000).encode("utf-16") + tail))
    assert good[:1] == [Row(2, {"name": "Ana"})]
    assert isinstance(bad, BadRow)
    assert "was not read" in bad.reason


@pytest.mark.parametrize(
    "filler",
    [b"x" * 3_000_000, b'"' + b"x\n" * 1_500_000, b'"a\n",' * 500_000, b"," * 3_000_000],
    ids=["without line breaks", "a quote that is never closed", "quoted line breaks", "commas"],
)
def test_a_row_without_end_is_not_read_into_memory(tmp_path: Path, filler: bytes) -> None:
    table = Table(written(tmp_path, b"name\nAna\n" + filler))
    good, bad = table.rows()
    assert good == Row(2, {"name": "Ana"})
    assert isinstance(bad, BadRow)
    assert (bad.line, "was not read" in bad.reason) == (3, True)
    assert table.position < 1_500_000
    with pytest.raises(BadFile, match="line 1"):
        Table(written(tmp_path, filler))


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


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "'=1+1",
        "''=1+1",
        '="00123"',
        "'a'=b",
        "'",
        "''",
        "+34 600",
        "@sum",
        "-",
        "'90s",
        'a, "b"; c|d',
        "=1\n=2",
    ],
)
def test_what_an_export_wrote_is_read_as_it_was(tmp_path: Path, text: str) -> None:
    exported = lines([("name", "city"), (text, "Madrid")])
    assert rows(written(tmp_path, exported)) == [Row(2, {"name": text, "city": "Madrid"})]
