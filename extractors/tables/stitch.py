"""Grids of single pages to the logical tables of the document.

A grid at the top of a page goes on with the last grid of the page before when
title, header signature, unit line and column places agree; the number of
columns alone never decides.  Every join is written into the table's notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.layout import Grid, Line, LogicalTable, PageContent
from extractors.money import find_money_unit, parse_amount
from extractors.tables.seam import OFFSET, SHIFT, Joint, assemble, edges_of, shared_edges
from extractors.text import squash

_FOOTNOTE = re.compile(r"(?:备?注|说明)\d*[:：、.]|[*★※]")
_TITLE = re.compile(r"表(?:[(（].*[)）])?$|表[一二三四五六七八九十\d]*$|情况$")
_CONTINUED = re.compile(r"[(（]?续(?:表|上表|前表)?[一二三四五六七八九十\d]*[)）]?$|^[(（]?续表")
_UNIT_LINE = re.compile(
    r"^(?:编制|填报|公开|预算)?(?:单位|部门)(?:名称|代码)?(?:[(（].{0,6}[)）])?[:：]"
)
_FORM_NUMBER = re.compile(
    r"^[(（]?(?:附件?|公开|预算|批复|部门|财?预?决?算?)*表?[\d一二三四五六七八九十.\-—]+表?[)）]?$"
)
#: Captions further above a table than this many lines are running text.
_MOST_CAPTIONS = 8
#: Words that statutory forms print in headers; a row made of them is a header.
_HEADER_WORDS = frozenset(
    [
        "项目",
        "科目",
        "科目编码",
        "科目名称",
        "科目代码",
        "功能分类",
        "功能分类科目",
        "功能分类科目编码",
        "功能科目",
        "经济分类",
        "经济分类科目",
        "支出经济分类",
        "类",
        "款",
        "项",
        "合计",
        "小计",
        "总计",
        "基本支出",
        "项目支出",
        "人员经费",
        "公用经费",
        "预算数",
        "决算数",
        "金额",
        "收入",
        "支出",
        "行次",
        "栏次",
        "序号",
        "单位名称",
        "单位代码",
        "单位编码",
        "预算单位",
        "部门名称",
        "项目名称",
        "项目类别",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "财政拨款",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "备注",
        "本年收入",
        "本年支出",
        "支出功能分类",
        "支出功能分类科目",
        "部门预算支出经济科目",
        "政府预算支出经济科目",
    ]
)


@dataclass(slots=True)
class _Part:
    """One grid with the lines above and below it on its page."""

    grid: Grid
    page: PageContent
    full: frozenset[int]
    above: list[Line]
    below: list[Line]
    is_first: bool
    is_last: bool


@dataclass(slots=True)
class _Table:
    parts: list[_Part]
    joints: list[Joint]
    caption: list[Line]
    whole: list[float]
    notes: list[str] = field(default_factory=list)


def stitch(
    pages: Sequence[PageContent], full: Sequence[Sequence[frozenset[int]]]
) -> tuple[LogicalTable, ...]:
    """Logical tables in document order; repeated headers removed, cut rows joined.

    ``full[p][g]`` names the columns of grid ``g`` of page ``p`` whose text in
    the last row runs to the cell's edge: a row cut by the page break goes on.
    """
    tables: list[_Table] = []
    for part in _parts(pages, full):
        joint = _joint(tables[-1], part) if tables else None
        if joint is None:
            caption = part.above
            if not any(_TITLE.search(squash(n.text)) for n in caption) and part.is_first:
                caption = _from_page_before(pages, part) + caption
            tables.append(_Table([part], [], caption, edges_of(part.grid)))
        else:
            tables[-1].parts.append(part)
            tables[-1].joints.append(joint)
    return tuple(_finish(i, table) for i, table in enumerate(tables))


def _parts(pages: Sequence[PageContent], full: Sequence[Sequence[frozenset[int]]]) -> list[_Part]:
    out = []
    for page, flags in zip(pages, full, strict=True):
        for i, grid in enumerate(page.grids):
            ceiling = page.grids[i - 1].bbox.bottom if i else -1.0
            floor = page.grids[i + 1].bbox.top if i + 1 < len(page.grids) else page.height + 1
            above = [n for n in page.lines if ceiling <= _mid(n) < grid.bbox.top]
            below = [n for n in page.lines if grid.bbox.bottom < _mid(n) <= floor]
            last = i + 1 == len(page.grids)
            out.append(_Part(grid, page, flags[i], above, below, i == 0, last))
    return out


def _mid(line: Line) -> float:
    return (line.bbox.top + line.bbox.bottom) / 2


def _from_page_before(pages: Sequence[PageContent], part: _Part) -> list[Line]:
    """A title left alone at the foot of the page before."""
    if part.page.number < 2:
        return []
    before = pages[part.page.number - 2]
    floor = before.grids[-1].bbox.bottom if before.grids else -1.0
    tail = [n for n in before.lines if _mid(n) > floor][-3:]
    for i, line in enumerate(tail):
        text = squash(line.text)
        if _TITLE.search(text) and len(text) <= 50:
            return tail[i:]
    return []


def _joint(table: _Table, part: _Part) -> Joint | None:
    """How ``part`` goes on with ``table``; None if it is a table of its own."""
    last = table.parts[-1]
    if not (last.is_last and part.is_first and part.page.number == last.page.number + 1):
        return None
    if any(not _FOOTNOTE.match(squash(n.text)) for n in last.below):
        return None
    first = table.parts[0].grid
    header = _repeated_rows(first, part.grid)
    edges = edges_of(part.grid)
    whole = shared_edges(table.whole, edges)
    by_index = whole is None
    if whole is None:
        if not (header and _same_frame(table.whole, edges)):
            return None
        whole = table.whole
    if _is_new_instance(first, part.grid, header):
        return None
    how = _captions_agree(table, part)
    if how is None:
        return None
    if not header:
        if how != "无标题" and "续" not in how:
            return None
        if last.below or (_looks_like_header(part.grid) and not _only_header(last.grid)):
            return None
    cut = not header and _row_is_cut(last, part)
    columns = "列宽不同而表头相同" if by_index else "列位一致"
    note = f"第{part.grid.page}页接续：{columns}，{how}，" + (
        f"去掉重复表头{header}行" if header else "无重复表头"
    )
    table.notes.append(note + ("，接合跨页行" if cut else ""))
    table.whole = whole
    return Joint(header, cut, by_index)


def _same_frame(whole: Sequence[float], edges: Sequence[float]) -> bool:
    """As many columns as the table has, and its outer width."""
    if len(whole) != len(edges):
        return False
    shift = edges[0] - whole[0]
    return abs(shift) <= OFFSET and abs(edges[-1] - whole[-1] - shift) <= SHIFT


def _captions_agree(table: _Table, part: _Part) -> str | None:
    """Why the lines above ``part`` allow a continuation, or None."""
    if not part.above:
        return "无标题"
    lines = [n for n in part.above if not _is_unit_line(n)]
    if not lines:
        return "只有单位行"
    if any(_CONTINUED.search(squash(n.text)) for n in lines):
        # Number and title may stand on one line here and on two there.
        whole = "".join(_key(n) for n in table.caption if not _is_money_line(n))
        return "续表" if all(_key(n) in whole for n in lines) else None
    if [_key(n) for n in lines] == [_key(n) for n in table.caption if not _is_unit_line(n)]:
        return "标题相同"
    return None


def _key(line: Line) -> str:
    return _CONTINUED.sub("", squash(line.text))


def _is_unit_line(line: Line) -> bool:
    return _is_money_line(line) or _FORM_NUMBER.match(squash(line.text)) is not None


def _is_money_line(line: Line) -> bool:
    text = squash(line.text)
    return find_money_unit(text) is not None or _UNIT_LINE.match(text) is not None


def _signatures(grid: Grid) -> list[list[tuple[int, str]]]:
    """Row span and squashed text of the cells that begin in each row."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row].append((cell.row_span, squash(cell.text)))
    return rows


def _repeated_rows(first: Grid, other: Grid) -> int:
    """How many rows at the top of ``other`` repeat the top of ``first``."""
    count = 0
    for one, two in zip(_signatures(first), _signatures(other), strict=False):
        if one != two or not any(text for _, text in one):
            break
        count += 1
    # Rows of a span that goes on below the equal ones are not a whole header.
    while count and any(c.row < count < c.row + c.row_span for c in other.cells):
        count -= 1
    return min(count, other.n_rows - 1) if other.n_rows > 1 else 0


def _is_new_instance(first: Grid, other: Grid, header: int) -> bool:
    """A form printed once per project repeats its labels row by row; a continuation does not."""
    labels = [_row_labels(first), _row_labels(other)]
    same = {
        label
        for row, label in labels[1].items()
        if row >= header and label and labels[0].get(row) == label and parse_amount(label) is None
    }
    return len(same) >= 2


def _row_labels(grid: Grid) -> dict[int, str]:
    return {c.row: squash(c.text) for c in grid.cells if c.col == 0 and c.row < 8}


def _looks_like_header(grid: Grid) -> bool:
    """Is the first row made of header words, so that another table begins?"""
    texts = [squash(c.text) for c in grid.cells if c.row == 0 and c.text.strip()]
    known = sum(text in _HEADER_WORDS for text in texts)
    return known >= 2 and known * 2 >= len(texts)


def _only_header(grid: Grid) -> bool:
    """A header left alone at the foot of a page: few rows and no amount."""
    return grid.n_rows <= 3 and all(
        (read := parse_amount(c.text)) is None or read.is_blank for c in grid.cells
    )


def _row_is_cut(last: _Part, part: _Part) -> bool:
    """Did the page break cut the last row of ``last`` inside its cells?

    Then every text in the next row goes on with a text above it that runs to
    the edge of its cell, and at least one cell is complete above the break.
    """
    below = {c.bbox.x0: c for c in part.grid.cells if c.row == 0}
    above = {c.bbox.x0: c for c in last.grid.cells if c.row + c.row_span == last.grid.n_rows}
    going_on = 0
    for x0, cell in below.items():
        text = squash(cell.text)
        if not text:
            continue
        over = next((c for x, c in above.items() if abs(x - x0) < 6), None)
        if over is None or abs(over.bbox.x1 - cell.bbox.x1) > 6:
            return False
        if over.col not in last.full or parse_amount(text) is not None:
            return False
        if squash(over.text)[-1:] in "。；;":
            return False
        going_on += 1
    complete = sum(1 for c in above.values() if c.text.strip()) - going_on
    return going_on > 0 and complete > 0


def _finish(ordinal: int, table: _Table) -> LogicalTable:
    grids = [p.grid for p in table.parts]
    cells, n_rows = assemble(grids, table.joints, table.whole)
    n_cols = len(table.whole) - 1
    caption = tuple(table.caption[-_MOST_CAPTIONS:])
    tail = table.parts[-1]
    footnotes = tuple(n for n in tail.below[:4] if _FOOTNOTE.match(squash(n.text)))
    engines = [g.engine for g in grids]
    notes = [n for g in grids for n in g.notes] + table.notes
    return LogicalTable(
        ordinal, tuple(dict.fromkeys(g.page for g in grids)), grids[0].bbox, n_rows, n_cols,
        cells, caption, footnotes, _title(caption), max(engines, key=engines.count),
        min(g.confidence for g in grids), tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _title(caption: tuple[Line, ...]) -> str | None:
    """The caption line that reads like a table's title, nearest to the table."""
    for line in reversed(caption):
        text = squash(line.text)
        if _TITLE.search(text) and len(text) <= 60 and not _is_unit_line(line):
            return line.text.strip()
    for line in reversed(caption):
        text = squash(line.text)
        if not _is_unit_line(line) and len(text) <= 40 and text[-1] not in "。；：":
            return line.text.strip()
    return None
