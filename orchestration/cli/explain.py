"""``mingzhang explain``: how a file was read, table by table, and what was not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from extractors.contracts import DocumentFacts, DocumentStatus
from extractors.read import read_document
from extractors.tables.read import read_layout

#: Unread numbers printed in full; the rest is counted.
SHOWN = 40


def run_explain(path: Path) -> int:
    """Print the account; exit code 2 where the file could not be read."""
    facts = read_document(path)
    document = facts.document
    typer.secho(document.file_name, bold=True)
    typer.echo(f"结果：{document.status} {document.reason or ''}".rstrip())
    typer.echo(
        f"单位：{document.unit_name or '不明'}；年度：{document.fiscal_year or '不明'}；"
        f"种类：{document.doc_kind or '不明'}；范围：{document.scope or '不明'}；"
        f"表式族：{document.family or '不明'}；页数：{document.pages}"
    )
    for note in document.notes:
        typer.echo(f"  · {note}")
    if document.pages:
        _pages(path)
    _tables(facts)
    _unread(facts)
    return 0 if document.status == DocumentStatus.OK else 2


def _pages(path: Path) -> None:
    layout = read_layout(path)
    layers = Counter(page.layer for page in layout.pages)
    typer.echo("页面：" + "，".join(f"{k} {n}" for k, n in layers.items()))
    for page in layout.pages:
        if page.decisions:
            typer.echo(f"  第{page.number}页：{'；'.join(page.decisions)}")


def _tables(facts: DocumentFacts) -> None:
    cells = Counter((c.form, c.table_no) for c in facts.cells)
    typer.echo(f"表格：{len(facts.form_tables)}")
    for table in facts.form_tables:
        pages = "、".join(str(p) for p in table.pages)
        count = cells[table.form, table.table_no] if table.form else 0
        name = f"{table.form}#{table.table_no}" if table.form else "未识别"
        typer.secho(
            f"  第{pages}页 {name} {table.title or ''}（{table.n_rows} 行 × {table.n_cols} 列，"
            f"{table.money_unit or '单位不明'}，置信度 {table.confidence}，数字格 {count}）",
            fg=None if table.form else typer.colors.YELLOW,
        )
        if table.note:
            typer.echo(f"      {table.note}")


def _unread(facts: DocumentFacts) -> None:
    document = facts.document
    share = document.coverage_share
    typer.echo(
        f"表内数字 {document.tokens_in_tables} 个：入库 {document.tokens_typed}，"
        f"已解释 {document.tokens_explained}" + ("" if share is None else f"，合计 {share:.2%}")
    )
    tokens = facts.unexplained_tokens
    for token in tokens[:SHOWN]:
        typer.secho(f"  第{token.page}页 {token.raw_text}：{token.why}", fg=typer.colors.YELLOW)
    if len(tokens) > SHOWN:
        typer.echo(f"  …… 另有 {len(tokens) - SHOWN} 个")
