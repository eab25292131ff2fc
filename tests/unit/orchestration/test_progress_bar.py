"""The bar of a stage: whole at any width, and no bar where nobody watches."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest

from orchestration.cli.output import progress, tell
from orchestration.progress import report

LONG = "长名字的公开文件_某某市某某区某某局2026年部门预算公开[bold].pdf"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _lines(written: str) -> list[str]:
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", written)
    return [line for line in re.split(r"[\r\n]+", plain) if line.strip()]


@pytest.mark.parametrize("columns", [80, 50, 200])
def test_a_long_name_cuts_neither_count_nor_time(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress():
        report("read", 0, 1200, LONG)
        report("read", 1200, 1200, LONG)
    lines = _lines(terminal.getvalue())
    assert max(map(_width, lines)) <= columns
    assert any("1200/1200" in line and "0:00:0" in line for line in lines)
    assert columns < 200 or any(LONG in line for line in lines)  # brackets are no markup


@pytest.mark.parametrize("stream", [io.StringIO, _Terminal])
def test_where_nobody_watches_there_are_plain_lines(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    log = stream()
    monkeypatch.setattr("sys.stderr", log)
    monkeypatch.setenv("TERM", "dumb")
    with progress():
        for n in range(5):
            report("read", n, 4, LONG)
    assert log.getvalue().splitlines() == [f"==> 读取 0/4 {LONG}", "==> 读取 4/4"]


def test_a_line_stands_above_the_bar_and_never_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress():
        report("ingest", 0, 2, LONG)
        tell("入库：新 1，已有 0", fg="yellow")
        report("ingest", 2, 2, LONG)
    lines = _lines(terminal.getvalue())
    assert "入库：新 1，已有 0" in [line.strip() for line in lines]
    assert all(_width(line) <= 80 for line in lines)
