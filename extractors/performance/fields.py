"""The labelled values of a performance table: names, funds, objectives, by project (scope)."""

from __future__ import annotations

import re

from extractors.contracts import Attribute
from extractors.layout import LogicalTable, TableCell
from extractors.money import find_money_unit, parse_amount
from extractors.performance.grid import Row, distinct, evaluation_columns, fund_row
from extractors.performance.lines import Line, quoted_duties, to_attribute
from extractors.performance.schema import EvaluationColumn, Labels, clean_label
from extractors.text import squash

_DEFAULT_UNIT = "万元"
_LABEL_UNIT = re.compile(r"\((?:单位[:：])?(亿元|百万元|万元|千元|元)\)")


class FieldReader:
    """Labels beside or above their values, each once per project of the table.

    ``attributes`` are the records read so far; ``_scope`` counts the projects.
    """

    def __init__(
        self, labels: Labels, form: str, table_no: int, table: LogicalTable, document_id: str
    ) -> None:
        self.attributes: list[Attribute] = []
        self._labels = labels
        self._form = form
        self._table_no = table_no
        self._document_id = document_id
        self._table = table
        self._rows = table.matrix()
        self._lines: list[Line] = []
        self._anew = self._unnamed = False
        self._scope = 1
        self._project: str | None = None
        self._projects: list[str] = []
        self._seen: set[tuple[int, str]] = set()
        self._block: tuple[TableCell, TableCell] | None = None
        self._evaluation: dict[EvaluationColumn, int] | None = None
        caption = " ".join(line.text for line in table.caption)
        self._unit = find_money_unit(caption) or _DEFAULT_UNIT

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
            if key == "performance.objective":
                self.attributes += quoted_duties(attribute)

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
