"""``mingzhang explain``: how a file was read, page by page, and what was not."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.reports.labels import DOC_KIND, DOCUMENT_STATUS, SCOPE
from extractors.contracts import Document, DocumentFacts, DocumentStatus
from extractors.forms.explain import PageLine, TableLine, explain
from extractors.read import read_layout_and_facts

#: Unread numbers printed in full; the rest is counted.
SHOWN = 40


def run_explain(path: Path) -> int:
    """Print the account; exit code 2 where the file could not be read."""
    console = Console(highlight=False)
    layout, facts = read_layout_and_facts(path)
    _head(console, facts.document)
    if layout is not None:
        for page in explain(layout, facts):
            _page(console, page)
    _unread(console, facts)
    return 0 if facts.document.status == DocumentStatus.OK else 2


def _head(console: Console, document: Document) -> None:
    kind, scope = DOC_KIND.get(document.doc_kind or ""), SCOPE.get(document.scope or "")
    console.print(Text(document.file_name, style="bold"))
    result = DOCUMENT_STATUS[document.status].zh
    console.print(Text(f"结果：{result}{'：' + document.reason if document.reason else ''}"))
    console.print(
        Text(
            f"单位：{document.unit_name or '不明'}；年度：{document.fiscal_year or '不明'}；"
            f"种类：{kind.zh if kind else '不明'}；范围：{scope.zh if scope else '不明'}；"
            f"表式族：{document.family or '不明'}；页数：{document.pages}"
        )
    )
    for note in document.notes:
        console.print(Text(f"  · {note}"))


def _page(console: Console, page: PageLine) -> None:
    if not page.tables and page.layer == "text":
        return
    how = f"（{'；'.join(page.decisions)}）" if page.decisions else ""
    console.print(Text(f"\n第{page.page}页 {page.layer}{how}", style="cyan"))
    for table in page.tables:
        _table(console, table)


def _table(console: Console, line: TableLine) -> None:
    pages = (
        f"第{line.pages[0]}页" if len(line.pages) == 1 else f"第{line.pages[0]}—{line.pages[-1]}页"
    )
    form = f"{line.form}#{line.table_no} {line.form_zh}" if line.form else "未识别的表"
    console.print(
        Text(
            f"  {form}（依据：{line.recognised_by}）{pages}，{line.n_rows} 行 × {line.n_cols} 列，"
            f"表头 {line.header_rows} 行，{line.money_unit or '金额单位不明'}；"
            f"读出 {line.rows_read} 行、{line.cells_read} 格",
            style="" if line.form else "yellow",
        )
    )
    if line.title:
        console.print(Text(f"    表名：{line.title}"))
    if line.columns:
        columns = Table(box=None, padding=(0, 2), show_header=True, header_style="dim")
        for head in ("    列（照印）", "读作", "说明"):
            columns.add_column(head, overflow="fold")
        for column in line.columns:
            columns.add_row(
                Text(f"    {column.printed}"),
                Text(column.read_as or column.role, style="" if column.read_as else "yellow"),
                Text(column.note or ""),
            )
        console.print(columns)
    for label, count in line.unread:
        console.print(Text(f"    没有读出：{label}（{count}）", style="yellow"))
    for note in line.notes:
        console.print(Text(f"    · {note}"))


def _unread(console: Console, facts: DocumentFacts) -> None:
    document = facts.document
    share = document.coverage_share
    console.print(
        Text(
            f"\n表内数字 {document.tokens_in_tables} 个：入库 {document.tokens_typed}，"
            f"已解释 {document.tokens_explained}" + ("" if share is None else f"，合计 {share:.2%}")
        )
    )
    tokens = facts.unexplained_tokens
    for token in tokens[:SHOWN]:
        console.print(Text(f"  第{token.page}页 {token.raw_text}：{token.why}", style="yellow"))
    if len(tokens) > SHOWN:
        console.print(Text(f"  …… 另有 {len(tokens) - SHOWN} 个"))
