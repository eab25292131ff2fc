"""Layouts of places that no document of the project comes from, drawn from invented numbers.

A file ``*.txt`` is one document: a line ``@ key: value`` states the document, ``== number |
title | unit`` begins a table, ``--`` its golden facts (``form#n/row/column amount``).  In a
table ``|`` parts cells, ``<`` continues the cell on the left, ``^`` the one above; two
full-width spaces in front of a name are its printed indent.  A line ``> text`` is a paragraph.
After the unit of a table may stand ``landscape``, ``repeat`` (its header on every page),
``below`` (it follows on the same page), ``unit=NAME`` (another unit's name above it) and
``note=TEXT`` (a line below it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.typeset.draw import render
from tests.typeset.pages import Disclosure, Grid, GridCell, Text

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Unseen:
    """One document: what is drawn, and what must be read (amounts as printed)."""

    name: str
    stated: dict[str, str] = field(default_factory=dict)
    parts: list[Grid | Text] = field(default_factory=list)
    facts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def grids(self) -> list[Grid]:
        """Its tables."""
        return [part for part in self.parts if isinstance(part, Grid)]

    def pdf(self) -> bytes:
        """The document as PDF."""
        title = f"{self.stated['unit']}{self.stated['year']}年{self.stated['title']}"
        document = Disclosure(
            self.name, title, self.stated["unit"], int(self.stated["year"]), "unit", "joined"
        )
        document.parts = [Text("cover", title), *self.parts]
        return render(document)


def names() -> list[str]:
    """All documents."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def load(name: str) -> Unseen:
    """Parse one document's text file."""
    out = Unseen(name)
    rows: list[list[str]] = []
    in_facts = False
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            key, _, value = line[1:].partition(":")
            out.stated[key.strip()] = value.strip()
        elif line.startswith("=="):
            _close(out, rows)
            rows, in_facts = [], False
            head = [part.strip() for part in line[2:].split("|")]
            out.parts.append(_grid(out, head))
        elif line.startswith(">"):
            _close(out, rows)
            rows, in_facts = [], False
            out.parts.append(Text("p", line[1:].strip()))
        elif line.strip() == "--":
            in_facts = True
        elif in_facts:
            key, _, amount = line.strip().rpartition(" ")
            out.facts[key.strip()] = Decimal(amount.replace(",", ""))
        else:
            rows.append([cell.strip(" ") for cell in line.split("|")])
    _close(out, rows)
    return out


def _grid(out: Unseen, head: list[str]) -> Grid:
    number, title, unit, *options = [*head, "", ""][: max(len(head), 3)]
    said = dict(option.split("=", 1) for option in options if "=" in option)
    return Grid(
        "", 1, title, [], 0, [], number=number or None,
        unit_name=said.get("unit", out.stated.get("head")),
        unit_label="部门：", money_unit=unit or None, landscape="landscape" in options,
        repeat_header="repeat" in options, new_page="below" not in options, size=7.5,
        note=said.get("note"),
    )  # fmt: skip


def _close(out: Unseen, rows: list[list[str]]) -> None:
    """Give the last grid its cells."""
    if not rows:
        return
    grid = out.grids[-1]
    n_cols = max(len(row) for row in rows)
    texts = [row + [""] * (n_cols - len(row)) for row in rows]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text == "<":
                owner[r, c] = owner[r, c - 1]
            elif text == "^":
                owner[r, c] = owner[r - 1, c]
            else:
                owner[r, c] = (r, c)
    lines: list[list[GridCell | None]] = [[None] * n_cols for _ in texts]
    for r, c in dict.fromkeys(owner.values()):
        mine = [place for place, o in owner.items() if o == (r, c)]
        n_rows, span = len({p[0] for p in mine}), len({p[1] for p in mine})
        number = texts[r][c].replace(",", "").replace(".", "").lstrip("-").isdigit()
        lines[r][c] = GridCell(texts[r][c], n_rows, span, "r" if number else "l")
    grid.lines = lines
    grid.header_rows = (
        sum(1 for r in range(3) if any(t in "<^" for t in texts[min(r + 1, len(texts) - 1)])) or 1
    )
    grid.widths = [max(22, *(len(row[c]) * 4 for row in texts)) for c in range(n_cols)]
    grid.widths = [min(width, 90) for width in grid.widths]
