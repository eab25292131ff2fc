"""The table at the end of a run, from the published snapshot."""

from __future__ import annotations

import duckdb
from rich.console import Console
from rich.table import Table

from expectations.reports.labels import ATTRIBUTION, DOCUMENT_STATUS, SEVERITY, VERDICT
from extractors.contracts import Attribution, VerdictStatus
from orchestration.settings import Settings
from orchestration.warehouse import published_path


def _rank(row: tuple[str, str, int]) -> tuple[int, int]:
    """The publisher's first, worst first: the order in which the labels are declared."""
    return list(ATTRIBUTION).index(row[0]), list(SEVERITY).index(row[1])


def collect_summary(settings: Settings) -> list[tuple[str, str]]:
    """Rows (what, how many) about the snapshot and where things are."""
    with duckdb.connect(str(published_path(settings)), read_only=True) as connection:

        def counts(query: str) -> dict[str, int]:
            return {str(k): int(n) for k, n in connection.execute(query).fetchall()}

        documents = counts("SELECT status, count(*) FROM dim_document GROUP BY 1")
        cells = counts("SELECT 'n', count(*) FROM fct_cell")["n"]
        verdicts = counts("SELECT verdict, count(*) FROM fct_verdict GROUP BY 1")
        findings = connection.execute(
            "SELECT attribution, severity, count(*) FROM fct_finding GROUP BY ALL"
        ).fetchall()
    read = documents.get("ok", 0)
    rows = [("文件", f"{sum(documents.values())}（读取成功 {read}）")]
    rows += [
        (f"  未能读取：{DOCUMENT_STATUS[k].zh}", str(n))
        for k, n in sorted(documents.items())
        if k != "ok"
    ]
    rows.append(("单元格", f"{cells:,}"))
    rows += [(f"核对 {VERDICT[key].zh}", f"{verdicts.get(key, 0):,}") for key in VerdictStatus]
    published = sum(n for whose, _, n in findings if whose == Attribution.PUBLISHER)
    rows.append(("问题（公开文件自身前后不一致）", str(published)))
    rows += [
        (f"  {SEVERITY[level].zh}", str(n))
        for whose, level, n in sorted(findings, key=_rank)
        if whose == Attribution.PUBLISHER
    ]
    rows.append(("复核队列（未认定为单位差错）", str(sum(n for _, _, n in findings) - published)))
    rows += [
        (f"  {ATTRIBUTION[whose].zh}·{SEVERITY[level].zh}", str(n))
        for whose, level, n in sorted(findings, key=_rank)
        if whose != Attribution.PUBLISHER
    ]
    rows += [
        ("仓库", str(published_path(settings))),
        ("报告", str(settings.reports / "index.html")),
        ("工作簿", str(settings.reports / "findings.xlsx")),
    ]
    return rows


def print_summary(settings: Settings) -> None:
    """Print the table."""
    table = Table(title="明账 运行结果", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in collect_summary(settings):
        table.add_row(*row)
    Console().print(table)
