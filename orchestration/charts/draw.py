"""Each chart from its rows, in Altair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from orchestration.charts import queries

Rows = Sequence[dict[str, Any]]
#: A Chinese font of whichever system the reader has; none is fetched.
FONTS = (
    "Arial, Liberation Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Zen Hei, "
    "Droid Sans Fallback, sans-serif"
)
SCOPES = {"unit": "单位", "department": "部门"}
STATES = {
    "预算": "#4c78a8",
    "决算": "#54a24b",
    "预算和决算": "#2f4b7c",
    "有文件，未能读取": "#f2b701",
    "未见": "#eceff3",
}


@dataclass(frozen=True)
class ChartSpec:
    """One chart: file name, titles, what the reader must know, its SQL and how it is drawn."""

    name: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    sql: str
    draw: Callable[[Rows], alt.TopLevelMixin]


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def three_public(rows: Rows) -> alt.TopLevelMixin:
    """Stacked bars by year, a panel for every unit, each with its own scale."""
    chart: alt.TopLevelMixin = (
        alt.Chart(_data(rows), width=190, height=130)
        .mark_bar()
        .encode(
            x=alt.X("fiscal_year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("amount_wan:Q", title="万元"),
            color=alt.Color("item:N", title="项目"),
            facet=alt.Facet(
                "unit_name:N", columns=3, title=None, header=alt.Header(labelLimit=200)
            ),
        )
        .resolve_scale(y="independent", x="independent")
    )
    return chart


def function_by_year(rows: Rows) -> alt.TopLevelMixin:
    """Stacked bars by year; the label of a year tells how many bodies it adds up."""
    labelled = [{**r, "year": f"{r['fiscal_year']}（{r['n_bodies']} 个单位或部门）"} for r in rows]
    chart: alt.TopLevelMixin = (
        alt.Chart(_data(labelled), width=640, height=alt.Step(34))
        .mark_bar()
        .encode(
            y=alt.Y("year:N", title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X("amount_wan:Q", title="支出预算（万元）"),
            color=alt.Color("class_name:N", title="功能分类（类）", sort=_by_total(rows)),
            order=alt.Order("amount_wan:Q", sort="descending"),
        )
    )
    return chart


def _by_total(rows: Rows) -> list[str]:
    totals: dict[str, float] = {}
    for row in rows:
        totals[row["class_name"]] = totals.get(row["class_name"], 0) + row["amount_wan"]
    return sorted(totals, key=lambda name: -totals[name])


def personnel_share(rows: Rows) -> alt.TopLevelMixin:
    """A point for every body, a tick at the median of its place."""
    named = [{**r, "kind": SCOPES.get(r["scope"], r["scope"])} for r in rows]
    base = alt.Chart(_data(named), width=640, height=alt.Step(30)).encode(
        y=alt.Y("place:N", title=None)
    )
    x = alt.X(
        "personnel_percent:Q", title="人员经费占基本支出（%）", scale=alt.Scale(domain=[0, 100])
    )
    points = base.mark_circle(size=55, opacity=0.55).encode(
        x=x, color=alt.Color("kind:N", title="口径", scale=alt.Scale(
            domain=list(SCOPES.values()), range=["#4c78a8", "#e45756"]))
    )  # fmt: skip
    median = base.mark_tick(thickness=3, size=24, color="#1c2430").encode(
        x=alt.X("median(personnel_percent):Q")
    )
    chart: alt.TopLevelMixin = points + median
    return chart


def projects(rows: Rows) -> alt.TopLevelMixin:
    """The largest projects, longest bar first, with the unit they belong to."""
    labelled = [{**r, "label": f"{r['project_name']}（{r['unit_name']}）"} for r in rows]
    chart: alt.TopLevelMixin = (
        alt.Chart(_data(labelled), width=420, height=alt.Step(19))
        .mark_bar()
        .encode(
            y=alt.Y("label:N", title=None, sort="-x", axis=alt.Axis(labelLimit=460)),
            x=alt.X("amount_wan:Q", title="项目支出预算（万元）"),
        )
    )
    return chart


def coverage(rows: Rows) -> alt.TopLevelMixin:
    """A field for every unit and year, coloured by what there is."""
    chart: alt.TopLevelMixin = (
        alt.Chart(_data(rows), width=alt.Step(46), height=alt.Step(15))
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("fiscal_year:O", title=None, axis=alt.Axis(orient="top", labelAngle=0)),
            y=alt.Y("unit_name:N", title=None, axis=alt.Axis(labelLimit=340)),
            color=alt.Color("state:N", title="文件", scale=alt.Scale(
                domain=list(STATES), range=list(STATES.values()))),
        )
    )  # fmt: skip
    return chart


CHARTS = (
    ChartSpec(
        "three_public", "“三公”经费预算", "Three public expenses",
        f"分单位、分年度，年度最多的 {queries.PANELS} 个单位；各图纵轴不同。",
        f"By unit and year, the {queries.PANELS} units with most years; each panel has its own scale.",
        queries.THREE_PUBLIC, three_public,
    ),
    ChartSpec(
        "function_by_year", "分功能分类、分年度的支出预算", "Budget by function and year",
        "部门与其所属单位只计一次。各年度公开的单位不同，年度之间不可直接比较总额。",
        "A department and its units count once. Other bodies publish in other years: totals of two "
        "years are not comparable.",
        queries.FUNCTION_BY_YEAR, function_by_year,
    ),
    ChartSpec(
        "personnel_share", "人员经费占基本支出的比重", "Personnel in basic expenditure, among peers",
        "文件最多的年度；每点为一个单位或部门，竖线为该地区的中位数。",
        "The year with most documents; a point is a body, the tick the median of its place.",
        queries.PERSONNEL, personnel_share,
    ),
    ChartSpec(
        "projects", "金额最大的 30 个项目", "The 30 largest projects",
        "文件最多的年度；按规范项目归并，部门与其所属单位只计一次。",
        "The year with most documents; by project and not by printed name, counted once.",
        queries.PROJECTS, projects,
    ),
    ChartSpec(
        "coverage", "各单位各年度的公开文件", "Documents by unit and year",
        "“未见”指本仓库没有，不等于没有公开。",
        "None seen means that the warehouse has none, not that none was published.",
        queries.COVERAGE, coverage,
    ),
)  # fmt: skip
