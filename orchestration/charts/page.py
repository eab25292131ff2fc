"""Render the charts and the page that shows them."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import jinja2
import vl_convert

from extractors.atomic import atomic_write
from orchestration.charts.draw import CHARTS, FONTS, ChartSpec
from orchestration.cli.rows import write_csv

#: Folder of the charts within the report.
FOLDER = "charts"


def charts_are_current(snapshot: Path, reports: Path) -> bool:
    """Whether the page that is there was made of this snapshot."""
    mark = reports / FOLDER / "snapshot.txt"
    return mark.is_file() and mark.read_text(encoding="utf-8") == _identity(snapshot)


def _identity(snapshot: Path) -> str:
    """The snapshot and the template: another of either is another page."""
    found = snapshot.stat()
    return f"{found.st_size} {found.st_mtime_ns} {hashlib.sha256(_template().encode()).hexdigest()}"


def _template() -> str:
    return (files("orchestration") / "templates" / "charts.html.j2").read_text("utf-8")


def build_charts(snapshot: Path, reports: Path) -> Path:
    """Write ``charts/index.html`` below ``reports`` and return it.

    For every chart an SVG, a PNG and the rows behind it as CSV; a chart without rows says so.
    Nothing is fetched, neither here nor by the page.
    """
    folder = reports / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    identity = _identity(snapshot)
    shown: list[dict[str, Any]] = []
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        for chart in CHARTS:
            shown.append(_build_one(connection, chart, folder))
        published = connection.execute(
            "SELECT strftime(published_at + INTERVAL 8 HOUR, '%Y-%m-%d %H:%M') FROM publication"
        ).fetchone()
    page = jinja2.Environment(autoescape=True).from_string(_template())
    text = page.render(charts=shown, published=published[0] if published else "")
    _write(folder / "index.html", text.encode())
    _write(folder / "snapshot.txt", identity.encode())
    return folder / "index.html"


def _build_one(
    connection: duckdb.DuckDBPyConnection, chart: ChartSpec, folder: Path
) -> dict[str, Any]:
    found = connection.execute(chart.sql)
    names = [str(d[0]) for d in found.description or ()]
    rows = found.fetchall()
    text = io.StringIO()
    write_csv(names, rows, text)
    _write(folder / f"{chart.name}.csv", text.getvalue().encode("utf-8-sig"))
    if rows:
        values = [
            {n: float(v) if isinstance(v, Decimal) else v for n, v in zip(names, row, strict=True)}
            for row in rows
        ]
        spec = _styled(chart.draw(values))
        _write(folder / f"{chart.name}.svg", vl_convert.vegalite_to_svg(spec).encode())
        _write(folder / f"{chart.name}.png", vl_convert.vegalite_to_png(spec, scale=2))
    return {
        "name": chart.name,
        "title_zh": chart.title_zh,
        "title_en": chart.title_en,
        "note_zh": chart.note_zh,
        "note_en": chart.note_en,
        "n_rows": len(rows),
    }


def _styled(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification in our fonts."""
    spec: dict[str, Any] = chart.to_dict()
    labels = {"labelFont": FONTS, "titleFont": FONTS}
    spec["config"] = {
        "font": FONTS,
        "view": {"stroke": None},
        "axis": labels | {"grid": True, "gridColor": "#eceff3"},
        "legend": labels,
        "header": labels,
    }
    return spec


def _write(path: Path, content: bytes) -> None:
    with atomic_write(path) as stream:
        stream.write(content)
