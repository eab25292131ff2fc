"""Every note that a report shows is said in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from expectations.reports.labels import note_words

ROOT = Path(__file__).parents[3]
#: Modules whose notes stand on a document or a table of the report.
WRITERS = (
    "extractors/identity/read.py",
    "extractors/forms/reader.py",
    "extractors/forms/columns.py",
    "extractors/forms/rows_blocks.py",
    "extractors/forms/rows_codes.py",
    "extractors/forms/rows_items.py",
    "extractors/forms/rows_keys.py",
    "expectations/reports/warehouse.py",
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile("“[^”]*”")


def _text(node: ast.expr) -> str | None:
    """A literal with its holes filled by a number, which fits a year, a count and a name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "2024" for v in node.values)
    return None


def _written(path: str) -> list[str]:
    """Notes that a module appends, or sets as the note of a column."""
    found: list[str] = []
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            name = on.attr if isinstance(on, ast.Attribute) else getattr(on, "id", "")
            if node.func.attr in ("append", "insert") and name == "notes":
                values = node.args
        elif isinstance(node, ast.Assign):
            targets = [t.attr for t in node.targets if isinstance(t, ast.Attribute)]
            values = [node.value] if "note" in targets else []
        found += [t for v in values if (t := _text(v)) and _HAN.search(t)]
    return found


@pytest.mark.parametrize("path", WRITERS)
def test_every_note_has_english(path: str) -> None:
    notes = [n for n in _written(path) if not n.startswith("2024")]  # a note and its ending
    if path == "extractors/identity/read.py":
        notes = [n.replace("写2024，页面为2024", "写预算，页面为决算") for n in notes]
    assert notes
    silent = [n for n in notes if _HAN.search(_QUOTED.sub("", note_words(n).en))]
    assert silent == []


def test_names_stay_as_they_are_printed_and_parts_are_told_apart() -> None:
    words = note_words("按表头识别，无表名；列名“项目 / 合计”未识别，按原文保留")
    assert words.zh == "按表头识别，无表名；列名“项目 / 合计”未识别，按原文保留"
    assert words.en == (
        "Recognised by its head; it has no title; "
        "Column “项目 / 合计” was not recognised and is kept as printed"
    )
    assert (
        note_words("文件名写2036年，页面为2026年").en
        == "The file name says 2036, the pages say 2026"
    )
    assert note_words(None) == ("", "")
    assert note_words("别的话").en == "别的话"
