"""``mingzhang query``: questions, tables and SQL, as a person types them."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from orchestration.cli.main import app
from orchestration.cli.rows import plain
from orchestration.settings import Settings
from tests.support.sample_facts import CENTRE

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")
runner = CliRunner()


@pytest.fixture(autouse=True)
def home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_HOME", str(settings.home))


def ask(*arguments: str) -> str:
    done = runner.invoke(app, ["query", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(*arguments: str) -> str:
    done = runner.invoke(app, ["query", *arguments])
    assert done.exit_code == 2, done.output
    return done.output


def test_decimals_have_all_their_digits() -> None:
    assert plain(Decimal("12345678901234567890.100000")) == "12345678901234567890.1"
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("-0.000000")) == "0"
    assert plain(Decimal("-1234567.50"), ",f") == "-1,234,567.5"


def test_the_questions_are_listed_and_answered() -> None:
    listed = list(csv.DictReader(ask("--questions", "--csv").splitlines()))
    assert [int(r["no"]) for r in listed] == list(range(1, len(listed) + 1))
    assert len(listed) >= 15
    for row in listed:
        ask("--question", row["no"], "--csv")


def test_a_question_for_one_unit_and_year() -> None:
    rows = json.loads(ask("-q", "1", "--unit", "科技信息", "--year", "2024", "--format", "json"))
    assert {r["unit_name"] for r in rows} == {CENTRE}
    assert {r["fiscal_year"] for r in rows} == {2024}
    running = next(r for r in rows if r["item"] == "vehicle_running")
    assert running["amount_yuan"] == "18900"
    assert "不能用 --year 筛选" in refused("--year", "2024", "select 1 as n")


def test_tables_and_columns_are_explained() -> None:
    tables = {r["table_name"]: r for r in csv.DictReader(ask("--tables", "--csv").splitlines())}
    assert "Grain:" in tables["fct_expenditure"]["description"]
    columns = list(csv.DictReader(ask("--describe", "fct_expenditure", "--csv").splitlines()))
    assert "amount_yuan" in {c["column_name"] for c in columns}
    assert all(c["description"] for c in columns)
    assert "--tables" in refused("--describe", "nothing")


def test_the_same_rows_in_every_format(tmp_path: Path) -> None:
    sql = "select 12345678901234567890.25::decimal(28,2) as big, 0.10 as small, null as nothing, '=1+1' as text"
    assert list(csv.reader(ask("--csv", sql).splitlines())) == [
        ["big", "small", "nothing", "text"],
        ["12345678901234567890.25", "0.1", "", "=1+1"],
    ]
    assert json.loads(ask("--format", "json", sql)) == [
        {"big": "12345678901234567890.25", "small": "0.1", "nothing": None, "text": "=1+1"}
    ]
    out = tmp_path / "rows.xlsx"
    ask("-o", str(out), sql)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    # more digits than a workbook's number holds stay text, and text is no formula
    assert [c.value for c in sheet[2]] == ["12345678901234567890.25", 0.1, None, "=1+1"]
    assert sheet["D2"].data_type == "s"
    out = tmp_path / "rows.csv"
    ask("-o", str(out), sql)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfbig,")
    assert "后缀" in refused("-o", str(tmp_path / "rows.txt"), sql)


def test_sql_from_a_file_and_what_a_question_would_run(tmp_path: Path) -> None:
    shown = ask("-q", "3", "--show-sql")
    assert "fct_revenue" in shown
    assert "ref(" not in shown
    path = tmp_path / "q.sql"
    path.write_text(shown, encoding="utf-8")
    assert ask("-f", str(path), "--csv") == ask("-q", "3", "--csv")


def test_nothing_but_the_snapshot_can_be_read_and_nothing_written(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    refused(f"select * from read_csv('{secret.as_posix()}')")
    refused("delete from fct_cell")
    refused(f"copy dim_fund to '{(tmp_path / 'out.csv').as_posix()}'")
    assert "dim_fund" in refused("select * from dim_fnd")
