"""Reading the forms of a document: logical tables -> form tables, cells, attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.contracts import NOT_A_FORM, Attribute, Cell, FormTable
from extractors.forms.anchors import settle_columns
from extractors.forms.beside import pages_with_loose_amounts
from extractors.forms.columns import Block, blocks_of
from extractors.forms.continuation import join_continued
from extractors.forms.emit import Emitted, Target, emit
from extractors.forms.facets import meaning_of
from extractors.forms.families import GENERIC, Family, extra_title, family_of
from extractors.forms.labels import is_total
from extractors.forms.links import Place
from extractors.forms.matrix import is_matrix, turn
from extractors.forms.panels import amounts_of, set_apart, without_income
from extractors.forms.rows import Row, Rows, amount_at
from extractors.forms.rows_blocks import read_block_rows, read_kind_rows, read_revenue_rows
from extractors.forms.rows_codes import read_code_rows
from extractors.forms.rows_items import read_item_rows
from extractors.forms.rows_keys import Context
from extractors.forms.rows_list import read_list_rows
from extractors.forms.titles import TitleMatch, match_signature, match_title
from extractors.forms.toc import toc_attributes
from extractors.forms.unknown import is_other, keep_unknown
from extractors.forms.view import View, is_amount_column, view_of
from extractors.forms.vocab import FormSpec, vocabulary
from extractors.identity import DocumentIdentity
from extractors.layout import DocumentLayout, LogicalTable
from extractors.money import find_money_unit, parse_amount
from extractors.tables.page import HIDDEN_TEXT
from extractors.text import fold, normalise, squash

_NOT_RECOGNISED = "表名和表头都不在词表中"
_CONTINUED = "上一张绩效表的续表"
#: Text outside its clip may be a repeated label, or a row that the page cuts off: who can tell.
_HIDDEN = "所在页有看不见的字，没有读"
_LOOSE = "所在页表外另有成行的金额，没有归入任何表"


@dataclass(slots=True)
class Reading:
    """How one logical table was read: for the audit and for ``explain``."""

    table: LogicalTable
    form: str | None
    table_no: int
    title: str | None
    by: str
    view: View
    blocks: list[Block] = field(default_factory=list)
    emitted: Emitted = field(default_factory=Emitted)
    notes: list[str] = field(default_factory=list)
    n_rows_read: int = 0


@dataclass(slots=True)
class FormsResult:
    """Facts of the forms, and the readings behind them.

    ``performance`` lists the tables that the performance reader takes over, as
    (form, table_no, table).
    """

    form_tables: list[FormTable] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    performance: list[tuple[str, int, LogicalTable]] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    family: str = GENERIC


def read_forms(layout: DocumentLayout, identity: DocumentIdentity) -> FormsResult:
    """Recognise every table of a document and read the cells of the known forms.

    A table that is no known form stays as a FormTable without form and with a
    note; nothing is guessed.  Never raises for what a document prints.
    """
    tables = join_continued(layout.tables)
    views = [view_of(table) for table in tables]
    family = family_of(identity.unit_name, (line for v in views for line in v.caption))
    result = FormsResult(family=family.id if family else GENERIC)
    listed = _units(views, identity.fiscal_year)
    named = {name for v in views if (name := v.stated_unit_name())}
    named |= {identity.unit_name} if identity.unit_name else set()
    context = Context(
        listed, frozenset(fold(n) for n in named), identity.unit_name, identity.fiscal_year
    )
    units_stated = Counter(u for v in views if (u := v.money_unit()))
    fallback = _document_unit(units_stated, layout)
    hidden = {p.number for p in layout.pages if any(d.startswith(HIDDEN_TEXT) for d in p.decisions)}
    loose = pages_with_loose_amounts(layout)
    numbers: Counter[str] = Counter()
    for table, view in zip(tables, views, strict=True):
        reading = _recognise(table, view, identity, family)
        if reading.form is not None:
            numbers[reading.form] += 1
            reading.table_no = numbers[reading.form]
        else:
            numbers[""] += 1
            reading.table_no = numbers[""]
        stated = view.money_unit()
        unit, source = (stated, "table") if stated else fallback
        spec = vocabulary().forms[reading.form] if reading.form else None
        if spec is not None and reading.form and spec.axis == "performance":
            result.performance.append((reading.form, reading.table_no, table))
        elif _goes_on_as_targets(result, reading):
            form, table_no, _ = result.performance[-1]
            result.performance.append((form, table_no, table))
            reading.notes.append(_CONTINUED)
        elif spec is not None:
            _read(reading, spec, context, layout.document_id, unit, family)
            result.cells += reading.emitted.cells
        if hidden.intersection(table.pages):
            reading.notes.append(_HIDDEN)
        if loose.intersection(table.pages):
            reading.notes.append(_LOOSE)
        result.form_tables.append(_form_table(layout.document_id, reading, unit, source, spec))
        result.readings.append(reading)
    result.attributes += toc_attributes(layout, identity.doc_kind)
    return result


# ------------------------------------------------------------------ recognition


def _recognise(
    table: LogicalTable, view: View, identity: DocumentIdentity, family: Family | None
) -> Reading:
    title, match = _title_of(view, identity.doc_kind)
    form = match.form if match else None
    if form is None:
        for line in reversed(view.caption):
            form = extra_title(family, line)
            if form is not None:
                title = normalise(line)
                break
    if form is not None:
        by = "title" if match is None or match.is_exact else "words"
        return Reading(table, form, 0, title, by, view)
    body = "|".join(text for row in view.texts[view.body_row :] for text in row[:5] if text)
    head = view.header_text() or "|".join(view.texts[0] if view.texts else [])
    form = match_signature(head, body, identity.doc_kind)
    if form is not None:
        reading = Reading(table, form, 0, _last_caption(view), "header", view)
        reading.notes.append("按表头识别，无表名")
        return reading
    return Reading(table, None, 0, _last_caption(view), "none", view)


def _goes_on_as_targets(result: FormsResult, reading: Reading) -> bool:
    """Is a table without a name the indicator grid of the performance table before it?

    The head of such a form and its indicators may have other columns, so that a
    page break between the two leaves two tables.
    """
    if reading.form is not None or not result.performance:
        return False
    before = result.readings[-1].table
    if before is not result.performance[-1][2]:
        return False
    first = {squash(cell.text) for cell in reading.table.matrix()[0]}
    return {"一级指标", "三级指标"} <= first and (
        reading.table.pages[0] - before.pages[-1] in {0, 1}
    )


def _title_of(view: View, doc_kind: str | None) -> tuple[str | None, TitleMatch | None]:
    """The nearest caption line that is a title; titles broken over two lines are joined."""
    lines = [normalise(line) for line in view.caption]
    for i in range(len(lines) - 1, -1, -1):
        # a broken title is read whole: its second half may be another form's title
        above = lines[i - 1] if i else ""
        if above and above[-1] not in "。:;，、" and not match_title(above, doc_kind):
            whole, half = match_title(above + lines[i], doc_kind), match_title(lines[i], doc_kind)
            if whole is not None and (half is None or half.form != whole.form):
                return above + lines[i], whole
        for text in (lines[i], *lines[i].split(" ")):
            match = match_title(text, doc_kind)
            if match is not None:
                return text, match
    return None, None


def _last_caption(view: View) -> str | None:
    for line in reversed(view.caption):
        text = normalise(line)
        if 3 < len(text) < 60 and not find_money_unit(text):
            return text
    return None


def _units(views: list[View], fiscal_year: int | None) -> frozenset[str]:
    """Names that stand in any unit column of the document."""
    found: set[str] = set()
    for view in views:
        for block in blocks_of(view, None, fiscal_year):
            for column in block.labels:
                if column.role != "unit":
                    continue
                for r in range(view.body_row, view.n_rows):
                    text = view.texts[r][column.c]
                    if 4 <= len(text) <= 40 and not is_total(text):
                        found.add(fold(text))
    return frozenset(found)


def _document_unit(stated: Counter[str], layout: DocumentLayout) -> tuple[str | None, str | None]:
    """Money unit for a table that states none: what every other table of the document states."""
    if len(stated) == 1:
        return next(iter(stated)), "document"
    if not stated:
        said = {u for p in layout.paragraphs if (u := find_money_unit(p.text))}
        if len(said) == 1:
            return said.pop(), "document"
    return None, None


# ------------------------------------------------------------------ reading


def _read(
    reading: Reading,
    spec: FormSpec,
    context: Context,
    document_id: str,
    unit: str | None,
    family: Family | None,
) -> None:
    view = reading.view
    reading.blocks = blocks_of(view, spec, context.fiscal_year)
    if spec.axis == "function":
        income = without_income(reading.blocks)
        if income is not None:
            reading.notes.append("收入栏不属于本表，未读")
            for r, c in amounts_of(view, income):
                reading.emitted.unread[(r, c)] = "收入栏，本表只读支出"
    confidence = {"title": Decimal(1), "words": Decimal("0.95")}.get(reading.by, Decimal("0.8"))
    if len(reading.blocks) == 1:
        lanci = (family.lanci if family else {}).get(str(reading.form), spec.lanci)
        choice = settle_columns(view, reading.blocks[0], lanci)
        confidence *= choice.confidence
        reading.notes += [choice.note] if choice.note else []
    for block in reading.blocks:
        keep_unknown(view, block)
    stated = _with_fund(spec, reading.title or "")
    target = Target(
        document_id, str(reading.form), reading.table_no, stated, unit, reading.table.engine,
        confidence,
    )  # fmt: skip
    places: list[Place] = []
    panels: list[list[Row]] = []
    for block in reading.blocks:
        if spec.items_matrix and is_matrix(block):
            turned, unread, notes = turn(view, block, context)
            places += [(t.row, t.column, t.c, block) for t in turned]
            rows = Rows(unread=unread, notes=notes)
            reading.n_rows_read += len({t.row.r for t in turned})
        else:
            rows = _rows(view, block, spec, context)
            panels.append(rows.rows)
            places += [(row, m, m.c, block) for row in rows.rows for m in block.measures]
            reading.n_rows_read += len(rows.rows)
        reading.notes += rows.notes
        for r in rows.unread:
            for m in block.measures:
                if amount_at(view, r, m.c) is not None:
                    reading.emitted.unread[(r, m.c)] = "行未识别"
        for m in block.measures:
            if is_other(m.key):
                reading.notes.append(f"{m.note or '列未识别'}，按原文保留")
            if m.key is None:
                reading.notes.append(m.note or "列未识别")
                for r in range(view.body_row, view.n_rows):
                    if amount_at(view, r, m.c) is not None:
                        reading.emitted.unread[(r, m.c)] = "列未识别"
    set_apart(panels, spec.axis)
    emit(view, target, _unique(places, reading), reading.emitted)


#: Words in the title of a table of items -> the fund that all of it is about.
_TITLE_FUNDS = (("一般公共预算", "GPB"), ("政府性基金", "GF"), ("国有资本", "SOE"))


def _with_fund(spec: FormSpec, title: str) -> FormSpec:
    """The form with the fund that the title of a table of items names."""
    said = [fund for word, fund in _TITLE_FUNDS if word in title]
    if spec.fund is None and spec.items_matrix and len(said) == 1:
        return spec.model_copy(update={"fund": said[0]})
    return spec


def _rows(view: View, block: Block, spec: FormSpec, context: Context) -> Rows:
    if spec.axis == "blocks":
        return read_block_rows(view, block, context.fiscal_year)
    if spec.axis == "list":
        return read_list_rows(view, block, context)
    if spec.axis == "items":
        return read_item_rows(view, block, context.fiscal_year)
    if spec.axis == "auto" and {c.role for c in block.labels} <= {"project", "name", "text"}:
        rows = read_revenue_rows(view, block, context.fiscal_year)
        if rows is not None:
            return rows
    if spec.axis == "function" and {c.role for c in block.labels} <= {"project", "name", "text"}:
        rows = read_kind_rows(view, block, context.fiscal_year)
        if rows is not None:
            return rows
    return read_code_rows(view, block, spec, context)


def _unique(places: list[Place], reading: Reading) -> Iterator[Place]:
    """Places whose (row, column) key is new; a repeated one is left unread and noted."""
    seen: set[tuple[str, str | None]] = set()
    for place in places:
        if not reading.view.starts_at(place[0].r, place[2]):
            continue
        key = (place[0].key, place[1].key)
        if key in seen and place[1].key is not None:
            reading.emitted.unread[(place[0].r, place[2])] = "与另一格读成同一项"
            reading.notes.append(f"“{place[0].label}”与另一行读成同一项")
            continue
        seen.add(key)
        yield place


def _form_table(
    document_id: str, reading: Reading, unit: str | None, source: str | None, spec: FormSpec | None
) -> FormTable:
    table, view = reading.table, reading.view
    amounts = [c for c in reading.emitted.cells if not c.is_blank and c.amount is not None]
    decimals = [c.decimals for c in amounts if c.decimals is not None]
    has_amounts = bool(amounts)
    if not reading.emitted.cells and (spec is None or spec.axis == "performance"):
        has_amounts = any(
            (p := parse_amount(cell.text)) is not None and not p.is_blank for cell in table.cells
        )
    notes = list(dict.fromkeys(reading.notes))
    if reading.form is None and _CONTINUED not in notes:
        notes.insert(0, _NOT_RECOGNISED if _looks_like_form(view) else NOT_A_FORM)
    elif unit is None and spec is not None and spec.axis != "performance":
        notes.append("未找到金额单位，金额不折算为元")
    unread = len(reading.emitted.unread)
    total = len(reading.emitted.typed) + unread
    confidence = Decimal(0) if reading.form is None else Decimal(1)
    if reading.by == "header":
        confidence = Decimal("0.8")
    if reading.by == "words":
        confidence = Decimal("0.95")
    if any(is_other(m.key) for block in reading.blocks for m in block.measures):
        confidence *= Decimal("0.9")
    if _HIDDEN in reading.notes or _LOOSE in reading.notes:
        confidence *= Decimal("0.99")
    if total and unread:
        confidence *= 1 - Decimal(unread) / Decimal(total)
    return FormTable(
        document_id=document_id,
        form=reading.form,
        table_no=reading.table_no,
        title=reading.title,
        pages=table.pages,
        money_unit=unit,
        money_unit_source=source if unit else None,
        decimals=max(decimals) if decimals else None,
        stated_unit_name=view.stated_unit_name(),
        n_rows=table.n_rows,
        n_cols=table.n_cols,
        header_rows=view.body_row,
        is_empty=not has_amounts,
        engine=table.engine,
        confidence=confidence.quantize(Decimal("0.001")),
        note="；".join(notes[:6]) or None,
        page=table.pages[0],
        x0=table.bbox.x0,
        top=table.bbox.top,
        x1=table.bbox.x1,
        bottom=table.bbox.bottom,
    )


def _looks_like_form(view: View) -> bool:
    """Whether a table may be a form: it has amounts, or (a form without any) columns for them."""
    if any(is_amount_column(view, c) for c in range(view.n_cols)):
        return True
    found = (meaning_of(path[-1]) for path in view.paths if path)
    return any(meaning is not None and not meaning.is_composed for meaning in found)
