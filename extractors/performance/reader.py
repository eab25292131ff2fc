"""Performance-target tables as indicator rows and attributes.

Two layouts are known: a form of one project (labels beside their values, then
the indicator grid), and a list with the project in its own columns and one
indicator in each row.  Labels are found by their text anywhere in the grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.contracts import Attribute, Indicator
from extractors.layout import LogicalTable, TableCell
from extractors.money import parse_amount
from extractors.performance.fields import FieldReader
from extractors.performance.grid import (
    Grid,
    Row,
    find_header,
    is_upper_header,
    realigned,
    repeated,
    words,
)
from extractors.performance.lines import (
    TEXT_FIELDS,
    Line,
    split_levels,
    to_indicator,
)
from extractors.performance.schema import Labels, clean_label, load_labels
from extractors.performance.titles import continues_name, project_in_title
from extractors.text import squash

#: Columns of a self-evaluation, kept as attributes of their indicator.
_RESULTS = ("achieved", "score", "deviation")


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
    readers: list[_TableReader] = []
    grid: Grid | None = None
    before: _TableReader | None = None
    for form, table_no, table in tables:
        reader = _TableReader(labels, form, table_no, table, document_id, grid)
        if before is not None and before.key == reader.key:
            reader.go_on(before)
        before = reader
        reader.read()
        grid = reader.grid
        readers.append(reader)
    for reader in readers:  # a table may complete the one before it
        indicators.extend(reader.indicators())
        attributes.extend(reader.attributes)
    return indicators, attributes


class _TableReader(FieldReader):
    """Reads one table top down: fields until a header row, then indicators, and so on."""

    def __init__(
        self, labels: Labels, form: str, table_no: int, table: LogicalTable, document_id: str,
        inherited: Grid | None,
    ) -> None:  # fmt: skip
        super().__init__(labels, form, table_no, table, document_id)
        self.grid: Grid | None = None
        self._first = 0
        self._last: Line | None = None
        self._cut: list[Line] = []
        self._rest: TableCell | None = None
        fits = inherited is not None and inherited.n_cols == table.n_cols
        self._inherited: Grid | None = inherited if fits else None

    @property
    def key(self) -> tuple[str, int]:
        """Form and table number: tables that share them are parts of one."""
        return self._form, self._table_no

    def go_on(self, before: _TableReader) -> None:
        """Take over where the first part of the same table stopped at a page break."""
        self._first = before._first + len(before._lines)
        self._scope, self._project = before._scope, before._project
        self._projects, self._seen = before._projects, before._seen
        self._last = before._lines[-1] if before._lines else None
        self._cut = before._lines

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
            if self.grid is not None and not self._opens_form(number, row):
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

    def _opens_form(self, number: int, row: Row) -> bool:
        """A row of labels after indicators begins the next form (or the remarks).

        Labels that reach down from the rows above (绩效指标 beside the grid) open nothing.
        """
        if self.grid is None or self.grid.project:
            return False
        own = (c for c in row if c.row == number and squash(c.text))
        first = next((clean_label(c.text) for c in own), "")
        known = first in self._labels.fields or first in self._labels.captions
        level = self.grid.columns.get("level1")
        return known and not (level is not None and self._is_level1(row[level].text))

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
        split_levels(texts, self._labels.level1)
        previous = self._lines[-1] if self._lines else self._last
        if not self._lines:
            self._name_cut_rows(texts)
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

    def _name_cut_rows(self, texts: dict[str, str]) -> None:
        """Give the rows before the page break the first level printed behind it.

        The label of a cell over a page break is printed once, on either page; where the
        second level is blank behind the break, the first row belongs to the cell before it.
        """
        if not texts.get("level1") or texts.get("level2"):
            return
        for line in reversed(self._cut):
            if line.texts.get("level1") or line.scope != self._scope:
                return
            line.texts["level1"] = texts["level1"]

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
            if cell is self._rest:  # the next row beside the rest of the name
                pass
            elif self._continues(name):
                self._rest = cell
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
