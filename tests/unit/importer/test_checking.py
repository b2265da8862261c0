"""`vinculo import --check`: what a file alone tells, without a system to send it to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = (
    b'{n},"Panader\xc3\xada {n}, ""S.L.""",7.5,"first\nsecond"\n',
    b'{n},"=HYPERLINK(""http://evil.test"";""x"")",,@cmd\n',
    b"{n},Caf\xe9 {n},,in another encoding\n",
    b"{n},Nul\0 {n},,\n",
    b"{n},Too few\n",
    b"{n},Half off,half,\n",
)
PLAIN = b"{n},Casa {n},5,\n"
EVERY = 1000
"""Rows among which each of the hostile ones is met once; the last four are bad."""


def written(path: Path, rows: int) -> Path:
    with path.open("wb") as file:
        file.write(b"external_id,name,discount_percent,note\n")
        for n in range(rows):
            row = HOSTILE[n % EVERY] if n % EVERY < len(HOSTILE) else PLAIN
            file.write(row.replace(b"{n}", b"%d" % n))
    return path


def checked(*arguments: object) -> tuple[int, str, int]:
    """How the command ends, the last thing that it says, and how much memory it took at most, in MB."""
    vinculo = str(Path(sys.executable).parent / "vinculo")
    command = [vinculo, "import", "customers", *map(str, arguments), "--check"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        *_, last = said
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, last.strip(), used.ru_maxrss // 1024


@pytest.mark.req("NX-22")
def test_bad_rows_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    report = tmp_path / "bad.csv"
    code, said, _ = checked(written(tmp_path / "customers.csv", 10), "--report", report)
    assert (code, said) == (1, "customers: 6 to be sent, 4 bad; nothing was sent")
    # The first row holds a line break.
    assert [line.partition(",")[0] for line in report.read_text("utf-8-sig").splitlines()] == [
        *("line", "5", "6", "7", "8")
    ]


def test_a_million_hostile_rows_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    _, _, few = checked(written(tmp_path / "few.csv", EVERY))
    million = written(tmp_path / "million.csv", 1_000_000)
    code, said, most = checked(million)
    million.unlink()
    assert (code, said) == (1, "customers: 996000 to be sent, 4000 bad; nothing was sent")
    assert most < few + 10
