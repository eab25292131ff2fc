"""Charts of the snapshot: drawn offline, with the rows behind them."""

from __future__ import annotations

import csv
import os
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations.reports import ReportInput, build
from orchestration import warehouse
from orchestration.charts import build_charts, charts_are_current
from orchestration.charts.draw import CHARTS
from orchestration.settings import Settings

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")


@pytest.fixture(scope="module")
def drawn(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_charts(
        warehouse.published_path(settings), tmp_path_factory.mktemp("reports")
    ).parent


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_chart_is_drawn_in_chinese_and_refers_to_nothing_outside(drawn: Path) -> None:
    for chart in CHARTS:
        assert rows(drawn / f"{chart.name}.csv"), chart.name
        text = (drawn / f"{chart.name}.svg").read_text(encoding="utf-8")
        words = "".join(e.text or "" for e in ET.fromstring(text).iter() if e.tag.endswith("text"))
        assert re.search("[一-鿿]", words), chart.name
        assert set(re.findall(r'(?:href|src)="([^"#]+)', text)) == set()
        assert set(re.findall(r"https?://[^\"' <]+", text)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert (drawn / f"{chart.name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_page_links_to_what_is_there(drawn: Path) -> None:
    text = (drawn / "index.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    build(ReportInput(documents=[]), drawn.parent, pdf_path=lambda _: None, has_charts=True)
    assert 'href="charts/index.html"' in (drawn.parent / "index.html").read_text(encoding="utf-8")
    for address in re.findall(r'(?:href|src)="([^"#]+)"', text):
        assert (drawn / address).is_file(), address
    for chart in CHARTS:
        assert chart.title_zh in text
        assert chart.title_en in text


def test_the_bars_add_up_to_the_facts(drawn: Path, published: duckdb.DuckDBPyConnection) -> None:
    shown = sum(Decimal(r["amount_wan"]) for r in rows(drawn / "function_by_year.csv"))
    found = published.execute(
        "SELECT sum(amount_yuan) FROM fct_expenditure WHERE phase = 'budget' AND counts_in_total "
        "AND fiscal_year IS NOT NULL"
    ).fetchone()
    assert found == (shown * 10000,)


def test_they_are_drawn_again_for_another_snapshot(settings: Settings, tmp_path: Path) -> None:
    snapshot = tmp_path / "copy.duckdb"
    snapshot.write_bytes(warehouse.published_path(settings).read_bytes())
    assert not charts_are_current(snapshot, tmp_path)
    build_charts(snapshot, tmp_path)
    assert charts_are_current(snapshot, tmp_path)
    os.utime(snapshot, ns=(1, 1))
    assert not charts_are_current(snapshot, tmp_path)


def test_an_empty_warehouse_has_a_page_without_charts(settings: Settings, tmp_path: Path) -> None:
    snapshot = tmp_path / "empty.duckdb"
    snapshot.write_bytes(warehouse.published_path(settings).read_bytes())
    with duckdb.connect(str(snapshot)) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            connection.execute(f"DELETE FROM {table}")
    page = build_charts(snapshot, tmp_path).read_text(encoding="utf-8")
    assert page.count("仓库中没有这项数据") == len(CHARTS)
    assert "<img" not in page
