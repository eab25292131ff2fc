"""A logical table as the form reader sees it: caption, header, body.

Finds the words above the table (also where they stand inside the grid), the
rows of the header, the row of column numbers (栏次) and the header path of
every column.  Nothing here knows any particular form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.forms.labels import bare_code, has_han, is_total, split_code, take_apart
from extractors.forms.titles import match_title
from extractors.identity.names import head_lines, stated_unit_in
from extractors.layout import LogicalTable, TableCell
from extractors.money import find_money_unit, parse_money
from extractors.text import fold, normalise, squash

_CAPTION = re.compile(
    r"(?:(?:编制|填报|预算|公开)?(?:单位|部门)(?:名称)?[:：].*|.*单位[:：](?:人民币)?(?:百|亿|万|千)?元"
    r"|(?:附|公开|预算|决算)*表?[\d一二三四五六七八九十]+(?:-\d+)?表?|(?:\(?20\d\d年度?\)?)|(?:百|亿|万|千)?元)"
)
_MARK = re.compile(r"[※*＊]+|栏次|行次|项目|栏目|序号|类|款|项|[甲乙丙丁]|")
#: A column number, also with the sum that the column is (1=2+3).
_LANCI = re.compile(r"(\d{1,2})(?:=\d{1,2}(?:[+＋\-]\d{1,2})*)?")
_MAX_HEADER = 10
#: What stands for no amount in a cell of the body.
_NO_AMOUNT = frozenset({"-", "--", "—", "——", "–", "/", "无"})


@dataclass(slots=True)
class View:
    """One table, parted.

    ``texts[r][c]`` is the squashed text of the cell that covers (r, c);
    ``first_row`` the first row that is not a caption inside the grid,
    ``body_row`` the first row below the header; ``lanci[c]`` the column number
    that a 栏次 row prints; ``paths[c]`` the header texts of a column, top first;
    ``amounts`` remembers which columns hold amounts.
    """

    table: LogicalTable
    cells: list[list[TableCell]]
    texts: list[list[str]]
    first_row: int
    body_row: int
    lanci_row: int | None
    lanci: dict[int, int]
    paths: list[tuple[str, ...]]
    caption: list[str] = field(default_factory=list)
    amounts: dict[int, bool] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        return self.table.n_rows

    @property
    def n_cols(self) -> int:
        return self.table.n_cols

    def begins_at(self, r: int, c: int) -> bool:
        """Whether the cell that covers (r, c) begins there."""
        cell = self.cells[r][c]
        return cell.row == r and cell.col == c

    def starts_at(self, r: int, c: int) -> bool:
        """Whether (r, c) is where the cell that covers it is read.

        That is where it begins; but a long number, printed flush right, runs
        over the ruling on its left into an empty label column, and is read
        where it ends.
        """
        cell = self.cells[r][c]
        if cell.row != r:
            return False
        if self.runs_over(r, cell.col):
            return cell.col + cell.col_span - 1 == c
        return cell.col == c

    def runs_over(self, r: int, c: int) -> bool:
        """Whether the cell at (r, c) is a number that runs from a label column to an amount's."""
        cell = self.cells[r][c]
        return (
            cell.col_span > 1
            and r >= self.body_row
            and is_number(self.texts[r][c])
            and not self._is_amounts(cell.col)
            and self._is_amounts(cell.col + cell.col_span - 1)
        )

    def _is_amounts(self, c: int) -> bool:
        return is_amount_column(self, c)

    def header_text(self) -> str:
        """All header words, joined, for signatures."""
        rows = self.texts[self.first_row : self.body_row]
        return "|".join(dict.fromkeys(text for row in rows for text in row if text))

    def money_unit(self) -> str | None:
        """Money unit that the caption or the header states for the whole table."""
        for text in reversed(self.caption):
            unit = find_money_unit(text) or _bare_unit(text)
            if unit:
                return unit
        units = {
            find_money_unit(text)
            for row in self.texts[self.first_row : self.body_row]
            for text in row
        } - {None}
        return units.pop() if len(units) == 1 else None

    def stated_unit_name(self) -> str | None:
        """Name of the unit printed above the table (编制单位：...)."""
        found = (stated_unit_in(text) for text in reversed(self.caption))
        return next((name for name in found if name), None)


def _bare_unit(text: str) -> str | None:
    """A unit that stands alone on its line, or behind words that state no other key.

    A bare 元 behind ``部门名称：...`` is as likely the rest of a wrapped word.
    """
    match = re.search(r"(?:^|[\s　])(百万元|万元|千元|亿元|元)$", normalise(text))
    if match is None or len(text) >= 60:
        return None
    keyed = re.search("[:：]", text)
    return None if match[1] == "元" and keyed else match[1]


def view_of(table: LogicalTable) -> View:
    """Part a table into caption, header and body."""
    cells = table.matrix()
    texts = [[squash(cell.text) for cell in row] for row in cells]
    first = _first_row(texts, table)
    caption = head_lines(table.caption)
    for r in range(first):
        caption += list(dict.fromkeys(cell.text for cell in cells[r] if squash(cell.text)))
    body, lanci_row = _body_row(cells, texts, first)
    lanci = _lanci_numbers(texts[lanci_row]) if lanci_row is not None else {}
    paths = [_path(cells, texts, first, body, lanci_row, c) for c in range(table.n_cols)]
    return View(table, cells, texts, first, body, lanci_row, lanci, paths, caption)


def _first_row(texts: list[list[str]], table: LogicalTable) -> int:
    """First row that is no caption: title, 编制单位 and 单位 may stand inside the grid."""
    last = 0
    for r, row in enumerate(texts[:6]):
        words = {fold(t) for t in row if t}
        if not words:
            continue
        if all(_CAPTION.fullmatch(w) or match_title(w) for w in words) and len(words) <= 4:
            if r + 1 < table.n_rows:
                last = r + 1
        else:
            break
    return last


def is_number(text: str) -> bool:
    """Whether a cell text is exactly one number."""
    printed = parse_money(text)
    return printed is not None and not printed.is_blank


def _lanci_numbers(row: list[str]) -> dict[int, int]:
    found = ((c, _LANCI.fullmatch(t)) for c, t in enumerate(row))
    return {c: int(match[1]) for c, match in found if match}


def _is_lanci(row: list[str]) -> bool:
    """Whether a row is nothing but marks and ascending column numbers."""
    numbers = list(_lanci_numbers(row).values())
    rest = [t for t in row if not _LANCI.fullmatch(t)]
    if not numbers and all(re.fullmatch(r"[※*＊]+", t) for t in row if t) and any(row):
        return True
    if not numbers or numbers[0] != 1 or any(not _MARK.fullmatch(fold(t)) for t in rest):
        return False
    steps = [b - a for a, b in pairwise(numbers)]
    if any(step not in {0, 1} for step in steps):
        return False
    marked = any(t and _MARK.fullmatch(fold(t)) for t in rest)
    return marked or len(numbers) >= 3


def _is_data(row: list[str], *, is_first: bool) -> bool:
    """Whether a row is the first of the body: it has a number, a code or a known label.

    So has one that prints a dash or 无 for its amounts; no header word is a dash.
    """
    if any(is_number(t) and not re.fullmatch(r"20\d\d", t) for t in row):
        return True
    words = list(dict.fromkeys(t for t in row if t and t not in _NO_AMOUNT))
    if not words:
        return True
    if not is_first and len(words) == 1 and any(t in _NO_AMOUNT for t in row if t):
        return True
    if bare_code(words[0]) or split_code(words[0]):
        return True
    if len(words) == 1 and is_total(words[0]):
        return True
    labels = [take_apart(w) for w in words]
    return len(row) >= 2 and all(label.level in {1, 2, 3} for label in labels)


def _body_row(
    cells: list[list[TableCell]], texts: list[list[str]], first: int
) -> tuple[int, int | None]:
    """First row of the body and the row of column numbers, if there is one."""
    end = first
    for r in range(first, min(len(texts), first + _MAX_HEADER)):
        if _is_lanci(texts[r]):
            return r + 1, r
        spanned = any(cell.row < r and cell.row >= first for cell in cells[r]) and r > first
        if _is_data(texts[r], is_first=r == first) and not (
            spanned and not any(is_number(t) for t in texts[r])
        ):
            break
        if r > first and spanned and any(is_number(t) for t in texts[r]):
            break
        end = r + 1
    if end == first and first < len(texts) and not any(is_number(t) for t in texts[first]):
        end = first + 1
    return end, None


def _path(
    cells: list[list[TableCell]],
    texts: list[list[str]],
    first: int,
    body: int,
    lanci_row: int | None,
    c: int,
) -> tuple[str, ...]:
    out: list[str] = []
    seen: set[tuple[int, int]] = set()
    for r in range(first, body):
        if r == lanci_row:
            continue
        cell = cells[r][c]
        if (cell.row, cell.col) in seen or not texts[r][c]:
            continue
        seen.add((cell.row, cell.col))
        out.append(texts[r][c])
    return tuple(out)


def is_amount_column(view: View, c: int) -> bool:
    """Whether the body of a column holds amounts: more numbers than words."""
    if c not in view.amounts:
        view.amounts[c] = _holds_amounts(view, c)
    return view.amounts[c]


def _holds_amounts(view: View, c: int) -> bool:
    numbers = words = 0
    for r in range(view.body_row, view.n_rows):
        if not view.begins_at(r, c):
            continue
        text = view.texts[r][c]
        if not text:
            continue
        if is_number(text):
            numbers += 1
        elif has_han(text):
            words += 1
    return numbers > words


def has_decimals(view: View, c: int) -> bool:
    """Whether any body cell of a column prints a decimal point or a thousands separator."""
    return any(
        is_number(view.texts[r][c]) and re.search(r"[.,，]", view.texts[r][c])
        for r in range(view.body_row, view.n_rows)
    )
