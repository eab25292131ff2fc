"""How a document was read, table by table: what was recognised, what was not, and why.

This is what a person who writes a family file looks at.  It reads the layout a
second time with the same code, so it can never say something else than the
facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from extractors.contracts import DocumentFacts
from extractors.forms.reader import Reading, read_forms
from extractors.forms.vocab import vocabulary
from extractors.identity import read_identity
from extractors.layout import DocumentLayout

#: Chinese words for what a column is, other than a measure.
ROLES = {
    "name": "行名", "project": "行名（项目）", "code": "科目编码", "part": "科目编码（类、款、项之一）",
    "unit": "单位名称", "unit_code": "单位编码", "project_code": "项目编码", "lineno": "行次",
    "ordinal": "序号", "text": "文字说明", "year": "年度", "measure": "没有读出", "?": "没有读出",
}  # fmt: skip
_BY = {"title": "表名", "words": "表名中的词", "header": "表头", "none": "未识别"}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column: its header as printed, its role, and what it was read as (or why not)."""

    printed: str
    role: str
    read_as: str | None
    note: str | None = None
    zh: str | None = None


@dataclass(frozen=True, slots=True)
class TableLine:
    """One logical table of the document."""

    pages: tuple[int, ...]
    form: str | None
    form_zh: str | None
    table_no: int
    title: str | None
    recognised_by: str
    caption: tuple[str, ...]
    money_unit: str | None
    engine: str
    n_rows: int
    n_cols: int
    header_rows: int
    rows_read: int
    cells_read: int
    columns: tuple[ColumnLine, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()
    unread_tokens: int = 0
    indicators: int = 0
    fields_read: int = 0
    is_target: bool = False
    is_form: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page: its layer, how it was routed, and the tables that begin on it."""

    page: int
    layer: str
    decisions: tuple[str, ...]
    tables: tuple[TableLine, ...] = field(default=())


def explain(layout: DocumentLayout, facts: DocumentFacts) -> list[PageLine]:
    """Per page, in order: what stands on it and how it was read.

    A table is listed under its first page.  ``facts`` are the document's facts,
    from which the unread numbers are counted.
    """
    forms = read_forms(layout, read_identity(layout))
    targets = {id(table) for _, _, table in forms.performance}
    rows = Counter((i.form, i.table_no) for i in facts.indicators)
    fields = Counter((a.scope or "").split(".")[0] for a in facts.attributes)
    left = Counter((t.page, round(t.x0), round(t.top)) for t in facts.unexplained_tokens)
    lines: dict[int, list[TableLine]] = {}
    for reading, table in zip(forms.readings, forms.form_tables, strict=True):
        line = _line(reading, table.money_unit, left)
        if id(reading.table) in targets:
            line = replace(
                line,
                is_target=True,
                columns=(),
                indicators=rows[(reading.form or "", reading.table_no)],
                fields_read=fields[f"{reading.form}#{reading.table_no}"],
            )
        lines.setdefault(table.page, []).append(line)
    return [
        PageLine(page.number, page.layer, page.decisions, tuple(lines.get(page.number, ())))
        for page in layout.pages
    ]


def _line(
    reading: Reading, money_unit: str | None, left: Counter[tuple[int, int, int]]
) -> TableLine:
    table, view = reading.table, reading.view
    spec = vocabulary().forms.get(reading.form or "")
    tokens = sum(left[(c.page, round(c.bbox.x0), round(c.bbox.top))] for c in table.cells)
    return TableLine(
        pages=table.pages,
        form=reading.form,
        form_zh=spec.zh if spec else None,
        table_no=reading.table_no,
        title=reading.title,
        recognised_by=_BY[reading.by],
        caption=tuple(view.caption[-4:]),
        money_unit=money_unit,
        engine=table.engine,
        n_rows=table.n_rows,
        n_cols=table.n_cols,
        header_rows=view.body_row,
        rows_read=reading.n_rows_read,
        cells_read=len(reading.emitted.cells),
        columns=tuple(_columns(reading)),
        is_form=reading.form is not None or tokens > 0,
        unread=tuple(Counter(reading.emitted.unread.values()).most_common()),
        unread_tokens=tokens,
        notes=tuple(dict.fromkeys((*reading.notes, *table.notes))),
    )


def _columns(reading: Reading) -> list[ColumnLine]:
    if not reading.blocks:
        return [ColumnLine(" / ".join(path), "?", None) for path in reading.view.paths]
    out = []
    for block in reading.blocks:
        side = f"{block.side}." if block.side else ""
        out += [ColumnLine(c.label, c.role, None, c.note) for c in block.labels]
        for m in block.measures:
            key = "/".join(k for k in (m.item, m.key) if k) if m.key else None
            out.append(
                ColumnLine(m.label, "measure", side + key if key else None, m.note, _zh(m.key))
            )
    return out


def _zh(key: str | None) -> str | None:
    measure = vocabulary().measures.get(key or "")
    return measure.zh if measure else None
