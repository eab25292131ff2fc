"""``mingzhang explain``: how a file was read, page by page, and what was not.

First what became of it and what is left to do, then the pages with their tables,
the running text, and every number that nothing accounts for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from expectations.reports.labels import DOC_KIND, DOCUMENT_STATUS, SCOPE
from extractors.contracts import Document, DocumentFacts, DocumentStatus
from extractors.forms.explain import ROLES, PageLine, TableLine, explain
from extractors.narrative.explain import TextAccount, explain_text
from extractors.read import read_layout_and_facts

#: Unread numbers and sentences printed in full; the rest is counted.
SHOWN = 40
_LAYERS = {"text": "文字", "scan": "图像，没有文字层", "outline": "文字是图形", "blank": "空白"}
_FORMS = "extractors/forms/vocabulary/"
#: Reason of an unread number -> what to do about it.
REMEDIES = {
    "表未识别": f"在 {_FORMS}forms.yml 的 titles 中补表名",
    "列未识别": f"在 {_FORMS}facets.yml 中补表头用词",
    "行未识别": "看页面：多半是合并的单元格",
    "行名列中的数字": "看页面：行名里的数字",
    "与另一格读成同一项": "看页面：两行或两列读成了同一项",
    "不是一个数字": "看页面：格内不是数字，或有两个数字",
    "绩效表中未读的数字": "在 extractors/performance/labels.yml 中补用词",
}
_WORDS = "在 extractors/narrative/patterns/subjects.yml 中补用词"


def run_explain(path: Path, *, pages: Sequence[int] = (), problems_only: bool = False) -> int:
    """Print the account; exit code 2 where the file could not be read.

    ``pages`` limits it to tables and sentences of these pages, ``problems_only`` to
    what was not read.
    """
    console = Console(highlight=False)
    layout, facts = read_layout_and_facts(path)
    lines = explain(layout, facts) if layout is not None else []
    text = explain_text(facts)
    _head(console, facts.document)
    if layout is not None:
        _todo(console, lines, text, facts)
    for page in lines:
        if not pages or page.page in pages:
            _page(console, page, problems_only=problems_only)
    if layout is not None:
        _text(console, text, pages, problems_only=problems_only)
    _unread(console, facts, pages)
    return 0 if facts.document.status == DocumentStatus.OK else 2


def _head(console: Console, document: Document) -> None:
    kind, scope = DOC_KIND.get(document.doc_kind or ""), SCOPE.get(document.scope or "")
    console.print(Text(document.file_name, style="bold"))
    result = DOCUMENT_STATUS[document.status].zh
    console.print(Text(f"结果：{result}{'：' + document.reason if document.reason else ''}"))
    console.print(
        Text(
            f"单位：{document.unit_name or '不明'}；年度：{document.fiscal_year or '不明'}；"
            f"种类：{kind.zh if kind else '不明'}；范围：{scope.zh if scope else '页面没有写明'}；"
            f"表式族：{document.family or '不明'}；页数：{document.pages}"
        )
    )
    for note in document.notes:
        console.print(Text(f"  · {note}"))


def _todo(
    console: Console, pages: Sequence[PageLine], text: TextAccount, facts: DocumentFacts
) -> None:
    """What was read of each part, what was not, and what would change that."""
    tables = [t for p in pages for t in p.tables if t.is_form]
    known = [t for t in tables if t.form]
    document = facts.document
    why = Counter(t.why for t in facts.unexplained_tokens)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("", "读出", "没有读出", "怎么办"):
        grid.add_column(head, overflow="fold")
    lost = sorted({t.title or f"第{t.pages[0]}页的表" for t in tables if not t.form})
    grid.add_row(
        "报表", f"{len(known)} 张", f"{len(tables) - len(known)} 张" if lost else "0",
        REMEDIES["表未识别"] + "：" + "、".join(lost[:3]) if lost else "",
    )  # fmt: skip
    typed = document.tokens_typed + document.tokens_explained
    grid.add_row(
        "表内数字", f"{typed} 个（{_percent(typed, document.tokens_in_tables)}）",
        f"{document.tokens_in_tables - typed} 个" if why else "0",
        "；".join(f"{reason}（{n}）：{REMEDIES.get(reason, '看页面')}" for reason, n in why.most_common()),
    )  # fmt: skip
    read = text.amounts - text.unread_amounts
    grid.add_row(
        "说明文字中的金额", f"{read} 个（{_percent(read, text.amounts)}）", f"{text.unread_amounts} 个",
        f"{_WORDS}（见下）" if text.unread_amounts else "",
    )  # fmt: skip
    targets = [t for t in known if t.is_target]
    if targets:
        empty = sum(1 for t in targets if not t.indicators)
        grid.add_row(
            "绩效目标", f"{len(facts.indicators)} 条指标，{len(targets)} 张表",
            f"{empty} 张表没有指标" if empty else "0",
            REMEDIES["绩效表中未读的数字"] if empty else "",
        )  # fmt: skip
    console.print(grid)


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "没有数字"


def _page(console: Console, page: PageLine, *, problems_only: bool) -> None:
    tables = [t for t in page.tables if not problems_only or _has_problem(t)]
    if not tables and (page.layer in {"text", "blank"} or (problems_only and page.tables)):
        return
    how = f"（{'；'.join(page.decisions)}）" if page.decisions else ""
    console.print(
        Text(f"\n第{page.page}页 {_LAYERS.get(page.layer, page.layer)}{how}", style="cyan")
    )
    for table in tables:
        _table(console, table)


def _has_problem(line: TableLine) -> bool:
    lost = any(c.role == "measure" and c.read_as is None for c in line.columns)
    return line.is_form and (line.form is None or bool(line.unread) or lost)


def _table(console: Console, line: TableLine) -> None:
    pages = (
        f"第{line.pages[0]}页" if len(line.pages) == 1 else f"第{line.pages[0]}—{line.pages[-1]}页"
    )
    size = f"{pages}，{line.n_rows} 行 × {line.n_cols} 列"
    if not line.is_form:
        console.print(
            Text(f"  不是报表，或没有要读的数字（{line.title or '没有表名'}）{size}", style="dim")
        )
        return
    form = f"{line.form}#{line.table_no} {line.form_zh}" if line.form else "未识别的表"
    got = f"读出 {line.rows_read} 行、{line.cells_read} 格"
    if line.is_target:
        got = f"读出 {line.indicators} 条指标、{line.fields_read} 项内容"
    console.print(
        Text(
            f"  {form}（依据：{line.recognised_by}）{size}，表头 {line.header_rows} 行，"
            f"{line.money_unit or '金额单位不明'}；{got}",
            style="bold" if line.form else "bold yellow",
        )
    )
    if line.title:
        console.print(Text(f"    表名：{line.title}"))
    if line.columns and line.form:
        columns = Table(box=None, padding=(0, 2), show_header=True, header_style="dim")
        for head in ("    列（照印）", "读作", "说明"):
            columns.add_column(head, overflow="fold")
        for column in line.columns:
            meaning = ROLES.get(column.role, column.role)
            if column.read_as:
                meaning = f"{column.zh or ''} {column.read_as}".strip()
            lost = column.role in {"measure", "?"} and not column.read_as
            columns.add_row(
                Text(f"    {column.printed}"),
                Text(meaning, style="yellow" if lost else ""),
                Text(column.note or ""),
            )
        console.print(columns)
    elif line.columns:
        heads = "；".join(c.printed for c in line.columns)
        console.print(Text(f"    表头（照印）：{heads}", style="yellow"))
    for label, count in line.unread:
        console.print(Text(f"    没有读出：{label}（{count}）", style="yellow"))
    for note in line.notes:
        console.print(Text(f"    · {note}"))


def _text(
    console: Console, text: TextAccount, pages: Sequence[int], *, problems_only: bool
) -> None:
    if text.concepts and not problems_only and not pages:
        console.print(Text("\n说明文字", style="cyan"))
        grid = Table(box=None, padding=(0, 2), header_style="dim")
        for head in ("  内容", "句式", "数字", "页"):
            grid.add_column(head, overflow="fold")
        for concept in text.concepts:
            where = "、".join(map(str, concept.pages[:6])) + ("…" if len(concept.pages) > 6 else "")
            grid.add_row(f"  {concept.zh}", concept.key, str(concept.numbers), where)
        console.print(grid)
        for page, statement in text.statements[:SHOWN]:
            console.print(Text(f"  第{page}页 空表说明：{statement}"))
    unread = [u for u in text.unread if not pages or u.page in pages]
    if unread:
        console.print(Text("\n没有读出的金额所在的句子", style="cyan"))
    for sentence in unread[:SHOWN]:
        section = f" [dim]{escape(sentence.section)}[/dim]" if sentence.section else ""
        shown = escape(sentence.sentence)
        for amount in dict.fromkeys(sentence.amounts):
            shown = shown.replace(amount, f"[yellow]{amount}[/yellow]")
        console.print(f"  第{sentence.page}页{section}\n    {shown}")
    if len(unread) > SHOWN:
        console.print(Text(f"  …… 另有 {len(unread) - SHOWN} 句"))


def _unread(console: Console, facts: DocumentFacts, pages: Sequence[int]) -> None:
    document = facts.document
    share = document.coverage_share
    console.print(
        Text(
            f"\n表内数字 {document.tokens_in_tables} 个：入库 {document.tokens_typed}，"
            f"已解释 {document.tokens_explained}" + ("" if share is None else f"，合计 {share:.2%}")
        )
    )
    tokens = [t for t in facts.unexplained_tokens if not pages or t.page in pages]
    for token in tokens[:SHOWN]:
        console.print(Text(f"  第{token.page}页 {token.raw_text}：{token.why}", style="yellow"))
    if len(tokens) > SHOWN:
        console.print(Text(f"  …… 另有 {len(tokens) - SHOWN} 个"))
