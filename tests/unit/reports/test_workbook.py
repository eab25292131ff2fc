"""The workbook and the CSV: complete, typed, and no cell can become a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from expectations.reports import ReportInput, build
from expectations.reports.tables import FINDING_COLUMNS, Column, Money, Sheet, _odd_names
from expectations.reports.text import neutralise, without_controls
from expectations.reports.view import judged_view
from expectations.reports.workbook import _sheet
from tests.unit.reports.conftest import BuiltSample
from tests.unit.reports.lives import with_history
from tests.unit.reports.sample import FORMULA, HOSTILE_UNIT, sample_input, sha, verdict


def _rows(sample: BuiltSample, sheet: str) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(sample.built.workbook)
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def _target(sample: BuiltSample, cell: Any) -> Path:
    """The file that a link of the workbook leads to; Excel writes back slashes."""
    return sample.built.out_dir / str(cell.hyperlink.target).replace("\\", "/")


def test_one_row_per_finding_with_a_frozen_and_filtered_head(sample: BuiltSample) -> None:
    book = openpyxl.load_workbook(sample.built.workbook)
    assert book.sheetnames == ["问题清单", "核对汇总", "未能核对", "读表说明"]
    sheet = book["问题清单"]
    assert sheet.freeze_panes == "C2"  # the head, and which unit a row is about
    assert sheet.auto_filter.ref == "A1:AB4"
    assert sheet.column_dimensions["F"].width > 60
    rows = _rows(sample, "问题清单")
    assert len(rows) == 3
    assert rows[0]["严重程度"] == "错误"
    assert rows[0]["公开数"] == 254.53 and rows[0]["差额"] == 9
    assert rows[0]["页"] == "1"
    assert sheet["G2"].number_format == "#,##0.00"


def test_a_row_opens_the_finding_and_the_page_of_the_original(sample: BuiltSample) -> None:
    sheet = openpyxl.load_workbook(sample.built.workbook)["问题清单"]
    headings = [str(c.value) for c in sheet[1]]
    report = sheet.cell(2, headings.index("看报告") + 1)
    original = sheet.cell(2, headings.index("看原件") + 1)
    assert report.hyperlink.location == "f1" and original.hyperlink.location == "page=1"
    assert 'id="f1"' in _target(sample, report).read_text(encoding="utf-8")
    assert _target(sample, original).read_bytes().startswith(b"%PDF")
    assert original.value == "第 1 页"


@pytest.mark.parametrize(
    ("value", "shown", "pattern"),
    [
        (Money(Decimal("1234.5")), 1234.5, "#,##0.00"),
        (Money(Decimal("65964.664664")), 65964.664664, "#,##0.000000"),
        (Money(Decimal("12345678901234567.89")), "12345678901234567.89", "General"),
        (Decimal("2026"), 2026, "#,##0"),
    ],
)
def test_amounts_are_numbers_where_a_number_can_hold_them(
    tmp_path: Path, value: object, shown: object, pattern: str
) -> None:
    path = tmp_path / "one.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        _sheet(book, Sheet("x", (Column("数", "n", 10),), iter([[value]])), "zh")
    cell = openpyxl.load_workbook(path)["x"]["A2"]
    assert cell.value == shown and cell.number_format == pattern
    assert Decimal(str(cell.value)) == getattr(value, "amount", value)


def test_hostile_text_stays_text_in_every_sheet(sample: BuiltSample) -> None:
    texts = []
    books = map(openpyxl.load_workbook, sorted(sample.built.out_dir.glob("*.xlsx")))
    for sheet in (sheet for book in books for sheet in book):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                if cell.hyperlink is not None:
                    assert _target(sample, cell).is_file()
                if isinstance(cell.value, str):
                    assert cell.value[:1] not in {"=", "+", "-", "@"}, cell.coordinate
                    texts.append(cell.value)
    assert "'" + FORMULA in texts
    assert without_controls(HOSTILE_UNIT) in texts
    assert "'-1+cmd|' /C calc'!A0" in texts


def test_summary_counts_every_outcome_and_unread_documents_say_why(sample: BuiltSample) -> None:
    rows = {str(r["文件名"]): r for r in _rows(sample, "核对汇总")}
    first = rows["2024年单位预算公开.pdf"]
    assert (first["相符"], first["尾差"], first["不符"], first["待复核"], first["无法核对"]) == (
        25, 1, 3, 1, 2)  # fmt: skip
    unread = rows["决算公开扫描件.pdf"]
    assert unread["读取结果"] == "扫描件，没有文字"
    assert "请提供原始电子版" in str(unread["没有读取的原因"])


def test_unchecked_sheet_gives_the_reason_in_words(sample: BuiltSample) -> None:
    rows = _rows(sample, "未能核对")
    assert {r["没有核对的原因"] for r in rows} == {"没有找到这张表"}
    assert sum(int(str(r["项数"])) for r in rows) == 2
    assert all(str(r["哪些规则"]).count("\n") + 1 == r["规则数"] for r in rows)


def test_the_english_workbook_and_csv_say_the_same_in_english(sample: BuiltSample) -> None:
    folder = sample.built.out_dir
    book = openpyxl.load_workbook(folder / "findings-en.xlsx")
    assert book.sheetnames == ["Findings", "Documents", "Not checked", "Words"]
    sheet = book["Findings"]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref == "A1:AB4"
    heads = [str(c.value) for c in sheet[1]]
    chinese = openpyxl.load_workbook(sample.built.workbook)["问题清单"]
    first, same = ([c.value for c in s[2]] for s in (sheet, chinese))
    row = dict(zip(heads, first, strict=True))
    assert row["Level"] == "Error" and row["Measure"] == "ten thousand yuan"
    assert row["Whose error"] == "The published document contradicts itself"
    assert row["In the original"] == "p. 1"
    # Numbers, pages and fingerprints do not depend on the language.
    assert [a for a in first if isinstance(a, int | float)] == [
        b for b in same if isinstance(b, int | float)
    ]
    raw = (folder / "findings-en.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert list(rows[0]) == [column.en for column in FINDING_COLUMNS]
    assert [r["SHA-256"] for r in rows] == [sheet.cell(n, 28).value for n in (2, 3, 4)]
    for name in ("index.html", "findings.html"):
        assert 'href="findings-en.xlsx"' in (folder / name).read_text(encoding="utf-8")


def test_what_is_printed_is_legible(sample: BuiltSample) -> None:
    sheet = openpyxl.load_workbook(sample.built.workbook)["问题清单"]
    assert sheet.print_area == "'问题清单'!$A$1:$O$4" and sheet["O1"].value == "页"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.print_title_rows).replace("$", "") == "1:1"


def test_of_two_lists_of_names_the_odd_ones_are_written() -> None:
    data = ReportInput(documents=[])
    lists = {"reported": "甲、乙、丙", "computed": "甲、丁、丙"}
    failing = verdict(sha("first"), "N05.ITEMCOVER", "FAIL", kind="set", **lists)
    assert _odd_names(judged_view(data, failing)) == ("乙", "丁")
    assert _odd_names(judged_view(data, replace(failing, kind="same"))) is None


def test_rows_are_high_enough_for_their_text_and_never_a_page(sample: BuiltSample) -> None:
    book = openpyxl.load_workbook(sample.built.workbook)
    for sheet in book:
        for n in range(2, sheet.max_row + 1):
            height = sheet.row_dimensions[n].height or 15
            assert 15 <= height <= 240
    assert (book["问题清单"].row_dimensions[2].height or 15) > 15


def test_csv_opens_in_chinese_excel_and_keeps_decimals(sample: BuiltSample) -> None:
    raw = sample.built.csv.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert list(rows[0]) == [column.zh for column in FINDING_COLUMNS]
    assert rows[0]["公开数"] == "254.53" and rows[0]["差额"] == "9.00"
    hostile = next(r for r in rows if r["单位"] == without_controls(HOSTILE_UNIT))
    assert hostile["公开数"] == "'" + FORMULA
    for row in rows:
        for value in row.values():
            assert value[:1] not in {"=", "@", "+"}
            assert not value.startswith("-") or Decimal(value) < 0


def test_doubtful_findings_go_to_their_own_csv(sample: BuiltSample) -> None:
    text = (sample.built.out_dir / "review" / "review.csv").read_text(encoding="utf-8-sig")
    assert "项目支出的增长率" in text and "尚不能确定" in text
    assert "项目支出的增长率" not in sample.built.csv.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "-"])
def test_formula_leads_get_an_apostrophe(text: str) -> None:
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["-0.01", "+9.00", "-12%", "乌鲁木齐", "", "1=1"])
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert neutralise(text) == text


@given(st.text())
def test_no_text_starts_like_a_formula_afterwards(text: str) -> None:
    safe = neutralise(text)
    head = safe.lstrip()[:1]
    if head and head in "=+-@＝＋－＠":
        assert Decimal(safe.strip().rstrip("%")) is not None  # only a plain number may


def test_a_row_says_whether_the_finding_is_new(tmp_path: Path) -> None:
    data, _ = sample_input()
    build(with_history(data), tmp_path, pdf_path=lambda d: None)
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((r["与上次相比"], r["首次发现"]) for r in rows) == [
        ("仍在", "2025-11-03"), ("仍在", "2025-11-03"), ("新增", "2026-03-01"),
    ]  # fmt: skip
