"""Performance-target tables as indicator rows and attributes.

Two layouts are known: a form of one project (labels beside their values, then
the indicator grid), and a list with the project in its own columns and one
indicator in each row.  Labels are found by their text anywhere in the grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.contracts import Attribute, Indicator
from extractors.layout import LogicalTable, TableCell
from extractors.money import find_money_unit, parse_amount
from extractors.performance.grid import (
    Grid,
    Row,
    distinct,
    evaluation_columns,
    find_header,
    fund_row,
    is_upper_header,
    realigned,
    repeated,
    words,
)
from extractors.performance.lines import TEXT_FIELDS, Line, to_attribute, to_indicator
from extractors.performance.schema import EvaluationColumn, Labels, clean_label, load_labels
from extractors.performance.titles import continues_name, project_in_title
from extractors.text import squash

_DEFAULT_UNIT = "万元"
#: Columns of a self-evaluation, kept as attributes of their indicator.
_RESULTS = ("achieved", "score", "deviation")
_LABEL_UNIT = re.compile(r"\((?:单位[:：])?(亿元|万元|千元|元)\)")


def read_performance(
    tables: Sequence[tuple[str, int, LogicalTable]], *, document_id: str
) -> tuple[list[Indicator], list[Attribute]]:
    """Indicators and attributes of the performance tables of one document.

    ``tables`` are (form key P1 or P2, table number, table) in reading order.  A text
    is "" where its cell is blank and None where the table has no such column.  A
    table without a header that has the columns of the one before it is its
    continuation.  Names and telephone numbers are marked ``is_personal``.
    """
    labels = load_labels()
    indicators: list[Indicator] = []
    attributes: list[Attribute] = []
    grid: Grid | None = None
    before: _TableReader | None = None
    for form, table_no, table in tables:
        reader = _TableReader(labels, form, table_no, table, document_id, grid)
        if before is not None and before.key == reader.key:
            reader.go_on(before)
        before = reader
        reader.read()
        grid = reader.grid
        indicators.extend(reader.indicators())
        attributes.extend(reader.attributes)
    return indicators, attributes


class _TableReader:
    """Reads one table top down: fields until a header row, then indicators, and so on."""

    def __init__(
        self, labels: Labels, form: str, table_no: int, table: LogicalTable, document_id: str,
        inherited: Grid | None,
    ) -> None:  # fmt: skip
        self.grid: Grid | None = None
        self.attributes: list[Attribute] = []
        self._labels = labels
        self._form = form
        self._table_no = table_no
        self._document_id = document_id
        self._table = table
        self._rows = table.matrix()
        self._lines: list[Line] = []
        self._first = 0
        self._anew = self._unnamed = False
        self._scope = 1
        self._project: str | None = None
        self._projects: list[str] = []
        self._seen: set[tuple[int, str]] = set()
        self._block: tuple[TableCell, TableCell] | None = None
        self._evaluation: dict[EvaluationColumn, int] | None = None
        caption = " ".join(line.text for line in table.caption)
        self._unit = find_money_unit(caption) or _DEFAULT_UNIT
        if inherited is not None and inherited.n_cols == table.n_cols:
            self._inherited: Grid | None = inherited
        else:
            self._inherited = None

    @property
    def key(self) -> tuple[str, int]:
        """Form and table number: tables that share them are parts of one."""
        return self._form, self._table_no

    def go_on(self, before: _TableReader) -> None:
        """Take over where the first part of the same table stopped at a page break."""
        self._first = before._first + len(before._lines)
        self._scope, self._project = before._scope, before._project
        self._projects, self._seen = before._projects, before._seen

    # ------------------------------------------------------------------ rows
    def read(self) -> None:
        """Go through the rows once."""
        headers = {
            i: g
            for i in range(len(self._rows))
            if (g := find_header(self._rows[i], self._labels)) is not None
        }
        if not headers and self._inherited is not None and self._fits(self._inherited):
            self.grid = self._inherited
        for number, row in enumerate(self._rows):
            if number in headers:
                self.grid = repeated(headers[number], self.grid)
                continue
            if any(self._heads(number, h) for h in headers):
                continue
            if self.grid is not None and not self._opens_form(row):
                self._indicator_row(row)
            else:
                if self.grid is not None and self._lines:
                    self.grid = None
                    self._anew = True
                self._field_row(number, row)
        if self._form != "P1" and self._scope == 1 and self._project is None:
            self._titled_project()

    def _heads(self, number: int, header: int) -> bool:
        """Does this row, by the rows between, belong to the header row below it?"""
        return number < header <= number + 3 and all(
            is_upper_header(self._rows[k], self._rows[k + 1]) for k in range(number, header)
        )

    def _titled_project(self) -> None:
        """A project that only the table's title names (某某经费项目绩效目标表)."""
        found = project_in_title(self._table)
        if found is None:
            return
        name, line = found
        cell = TableCell(-1, 0, 1, 1, name, line.page, line.bbox)
        for row in self._lines:
            row.project = name
        self._attribute("performance.project_name", cell, line.text)

    def _fits(self, grid: Grid) -> bool:
        """Do the rows of a table without a header stand in these columns?"""
        column = grid.columns.get("level1")
        if column is None:
            return False
        hits = sum(self._is_level1(row[column].text) for row in self._rows)
        return hits * 2 > len(self._rows)

    def _is_level1(self, text: str) -> bool:
        return squash(text) in self._labels.level1

    def _opens_form(self, row: Row) -> bool:
        """A row of labels after indicators begins the next form (or the remarks)."""
        if self.grid is None or self.grid.project:
            return False
        first = next((clean_label(c.text) for c in row if squash(c.text)), "")
        known = first in self._labels.fields or first in self._labels.captions
        level = self.grid.columns.get("level1")
        return known and not (level is not None and self._is_level1(row[level].text))

    # ------------------------------------------------------------------ fields
    def _field_row(self, number: int, row: Row) -> None:
        cells = distinct(row)
        columns = evaluation_columns(row, self._labels)
        if columns is not None:
            self._evaluation = columns
            return
        if self._evaluation is not None and self._evaluation_row(row, self._evaluation):
            return
        found: dict[str, tuple[TableCell, str]] = {}
        below: dict[str, list[tuple[TableCell, str]]] = {}
        for i, cell in enumerate(cells):
            key = self._labels.field_of(clean_label(cell.text))
            if key is None or cell.row != number:
                continue
            if number:
                above = self._labels.field_of(clean_label(self._rows[number - 1][cell.col].text))
                key = self._labels.under.get(above or "", {}).get(key, key)
            after = cells[i + 1] if i + 1 < len(cells) else None
            if after is not None and not self._is_label(after.text):
                found[key] = (after, cell.text)  # the right one of two is the year's
            elif (under := self._below(cell, self._labels.kinds[key])) is not None:
                below.setdefault(key, []).append((under, cell.text))
        for key, values in below.items():
            if len(values) == 1:  # two of a label head different things
                found.setdefault(key, values[0])
        if self._anew and any((self._scope, key) in self._seen for key in found):
            self._open_project(None)  # the next form: its name may follow, or be lost
            self._unnamed = True
        for key, (value, label) in found.items():
            if key == "performance.project_name":
                self._open_project(squash(value.text) or None)
            self._attribute(key, value, label)

    def _evaluation_row(self, row: Row, columns: dict[EvaluationColumn, int]) -> bool:
        """One row of a self-evaluation's fund table; False if it is none of it."""
        first = min(columns.values())
        key = fund_row(row[:first], self._labels)
        if key is None:
            return False
        keys = {"initial": key, **self._labels.evaluation_rows[key]}
        for column, c in columns.items():
            if column in keys:
                self._attribute(keys[column], row[c], row[first - 1].text if first else "")
        return True

    def _is_label(self, text: str) -> bool:
        label = clean_label(text)
        return (
            label in self._labels.fields
            or label in self._labels.captions
            or label in self._labels.columns
        )

    def _below(self, cell: TableCell, kind: str) -> TableCell | None:
        """The value under a column label, below a 合计 or 小计 if need be."""
        row = cell.row + cell.row_span
        for _ in range(2):
            if row >= len(self._rows):
                return None
            under = self._rows[row][cell.col]
            if squash(under.text) in {"合计", "小计"}:
                row = under.row + under.row_span
                continue
            if any(self._is_label(c.text) for c in self._rows[row] if c.row == row):
                return None  # rows with labels of their own: the label above heads a column
            if kind == "long_text":
                return under if squash(under.text) else None
            printed = parse_amount(under.text) if kind == "money" else None
            return under if printed is not None and not printed.is_blank else None
        return None

    def _open_project(self, name: str | None) -> None:
        if not self._unnamed and (self._project is not None or self._lines):
            self._scope += 1
        self._unnamed = False
        self._block = self._evaluation = None
        self._anew = False
        self._project = name
        if name is not None:
            self._projects.append(name)

    def _attribute(self, key: str, cell: TableCell, label: str, scope: str | None = None) -> None:
        if scope is None and (self._scope, key) in self._seen:
            return
        if scope is None:
            self._seen.add((self._scope, key))
        kind = self._labels.kinds[key]
        unit = self._unit_of(cell, label) if kind == "money" else None
        attribute = to_attribute(
            key, kind, cell, scope or self._scope_name(), unit, document_id=self._document_id
        )
        if attribute is not None:
            self.attributes.append(attribute)

    def _unit_of(self, cell: TableCell, label: str) -> str:
        """Money unit that the label, or one left of or above it, states in brackets."""
        texts = [label, *(c.text for c in distinct(self._rows[cell.row][: cell.col]))]
        texts += [row[cell.col].text for row in self._rows[: cell.row]]
        for text in texts:
            match = _LABEL_UNIT.search(squash(text))
            if match:
                return match[1]
        return self._unit

    def _scope_name(self) -> str:
        name = f"{self._form}#{self._table_no}"
        return name if self._scope == 1 else f"{name}.{self._scope}"

    # ------------------------------------------------------------------ indicators
    def _indicator_row(self, row: Row) -> None:
        grid = self.grid
        assert grid is not None
        if self._is_total(row, grid):
            return
        if grid.project:
            self._project_columns(row, grid)
        if self._lines:
            levels = [line.texts.get("level1", "") for line in self._lines]
            row = realigned(row, grid, self._labels, levels)
        texts = {key: words(row[c].text) for key, c in grid.columns.items()}
        if not any(texts.get(key) for key in TEXT_FIELDS if key != "level3") and not texts.get(
            "level3"
        ):
            return
        if not texts.get("level3") and not texts.get("target"):
            self._continue_line(texts)
            return
        previous = self._lines[-1] if self._lines else None
        if previous is not None and previous.scope == self._scope:
            for key in ("level1", "level2"):
                # A merged cell repeats its text; a blank one after a page break inherits.
                if key in texts and not texts[key] and (key == "level2" or not texts.get("level2")):
                    texts[key] = previous.texts.get(key, "")
        for key in _RESULTS:
            if key in grid.columns:
                scope = f"I/{self._form}#{self._table_no}/{self._first + len(self._lines)}"
                self._attribute(f"performance.{key}", row[grid.columns[key]], key, scope)
        self._lines.append(Line(texts, row[grid.columns["level3"]], self._project, self._scope))

    def _is_total(self, row: Row, grid: Grid) -> bool:
        """A row that only adds up weights and scores (总分)."""
        cell = row[grid.columns["level3"]]
        if row[grid.columns["target"]] is not cell or clean_label(cell.text) not in (
            self._labels.totals
        ):
            return False
        for key in ("weight", "score"):
            if key in grid.columns:
                self._attribute(f"performance.{key}_total", row[grid.columns[key]], cell.text)
        return True

    def _project_columns(self, row: Row, grid: Grid) -> None:
        """Take over the project that a row of a list names; blanks continue the one before.

        A project carried out by several units has one name over several blocks,
        each with an amount of its own: every block is a scope of its own.
        """
        column = next(
            (c for c, key in grid.project.items() if key == "performance.project_name"), None
        )
        if column is None:
            return
        cell, amount = row[column], self._amount_of(row, grid)
        name = squash(words(cell.text))
        if name in self._labels.totals:
            return
        if name in self._labels.fields:  # a header that the page break repeats in the cell
            name = ""
        if name and name != self._project:
            if self._continues(name):
                self._extend_project(name)
            elif amount is not None or squash(row[grid.columns["level3"]].text):
                self._take_project(row, grid, cell, amount, name)
                return
        if amount is None or self._project is None:
            return
        if self._block is None:
            self._take_project(row, grid, cell, amount, self._project)
            return
        named, told = self._block
        if amount is told:
            return
        if name and cell is not named and squash(amount.text) == squash(told.text):
            return  # name and amount repeated row by row are one block
        if squash(told.text):
            self._take_project(row, grid, cell if name else named, amount, self._project)
            return
        # the amount of a cell over a page break may be printed on its second page
        dead = {key for key in grid.project.values() if self._labels.kinds[key] == "money"}
        scope = self._scope_name()
        self.attributes = [
            a for a in self.attributes if a.scope != scope or a.attribute not in dead
        ]
        self._seen -= {(self._scope, key) for key in dead}
        self._take_project(row, grid, cell, amount)

    def _amount_of(self, row: Row, grid: Grid) -> TableCell | None:
        """The cell with the amount of a row's block; None where it is blank."""
        money = [c for c, key in grid.project.items() if self._labels.kinds[key] == "money"]
        money.sort(key=lambda c: grid.project[c] != "performance.budget_total")
        printed = parse_amount(row[money[0]].text) if money else None
        return row[money[0]] if printed is not None and not printed.is_blank else None

    def _take_project(self, row: Row, grid: Grid, cell: TableCell, amount: TableCell | None,
                      name: str | None = None) -> None:  # fmt: skip
        if name is not None:
            self._open_project(name)
        self._block = (cell, amount or replace(cell, text=""))
        for c, key in grid.project.items():
            value = cell if key == "performance.project_name" else row[c]
            self._attribute(key, value, self._labels_above(value))
        if squash(words(cell.text)) != self._project:
            self._extend_project("")

    def _continues(self, name: str) -> bool:
        return self._project is not None and continues_name(name, self._project, self._projects)

    def _extend_project(self, rest: str) -> None:
        """Give the current project, its rows and its attribute the rest of its name."""
        self._project = name = (self._project or "") + rest
        self._projects[-1] = name
        for line in self._lines:
            if line.scope == self._scope:
                line.project = name
        for i, attribute in enumerate(self.attributes):
            named = attribute.attribute == "performance.project_name"
            if named and attribute.scope == self._scope_name():
                self.attributes[i] = replace(attribute, value_text=name)

    def _labels_above(self, cell: TableCell) -> str:
        return " ".join(r[cell.col].text for r in self._rows[: min(cell.row, 3)])

    def _continue_line(self, texts: dict[str, str]) -> None:
        """The rest of a row that the page break cut inside its cells."""
        if not self._lines:
            return
        line = self._lines[-1]
        for key in TEXT_FIELDS:
            if texts.get(key):
                line.texts[key] = line.texts.get(key, "") + texts[key]

    def indicators(self) -> Iterator[Indicator]:
        """The rows read, as records."""
        for number, line in enumerate(self._lines, self._first):
            yield to_indicator(
                line, number, form=self._form, table_no=self._table_no,
                document_id=self._document_id,
            )  # fmt: skip
