"""Tables drawn straight into PDF content streams, so that the truth is known.

Every style of ruling is one function from the truth (cells with spans and text)
to drawing operators.  No layout library is between the test and the page: what
is drawn here is exactly what the reader gets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.layout import Grid
from extractors.text import squash

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0


@dataclass(frozen=True)
class TrueCell:
    row: int
    col: int
    row_span: int
    col_span: int
    text: str


@dataclass(frozen=True)
class Truth:
    """A table to draw: edges in points from the top left of the page, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[TrueCell, ...]

    def box(self, cell: TrueCell) -> tuple[float, float, float, float]:
        return (
            self.xs[cell.col], self.ys[cell.row],
            self.xs[cell.col + cell.col_span], self.ys[cell.row + cell.row_span],
        )  # fmt: skip


def budget_table(rows: int = 10, x: float = 60, y: float = 80) -> Truth:
    """A form with a two-row header, spans and right-aligned amounts."""
    xs = (x, x + 60, x + 190, x + 260, x + 330, x + 400, x + 470)
    ys = tuple(y + 18 * i for i in range(rows + 3))
    cells = [
        TrueCell(0, 0, 2, 1, "Code"), TrueCell(0, 1, 2, 1, "Name"), TrueCell(0, 2, 1, 3, "Fiscal"),
        TrueCell(0, 5, 2, 1, "Other"), TrueCell(1, 2, 1, 1, "Total"), TrueCell(1, 3, 1, 1, "Basic"),
        TrueCell(1, 4, 1, 1, "Project"),
    ]  # fmt: skip
    for r in range(rows):
        cells += [
            TrueCell(r + 2, 0, 1, 1, str(20101 + r)),
            TrueCell(r + 2, 1, 1, 1, f"Function {r}"),
            *(TrueCell(r + 2, c, 1, 1, f"{(r + 1) * c * 37}.{r}{c}") for c in range(2, 6)),
        ]
    return Truth(xs, ys, tuple(cells))


def texts(truth: Truth, size: float = 9) -> str:
    """Labels left, amounts right aligned, as the forms print them (Helvetica)."""
    out = []
    for cell in truth.cells:
        if not cell.text:
            continue
        x0, top, x1, bottom = truth.box(cell)
        baseline = (top + bottom) / 2 + size * 0.35
        if cell.text[0].isdigit() and "." in cell.text:
            x = x1 - 3 - size * 0.556 * len(cell.text) + size * 0.278 * cell.text.count(".")
        else:
            x = x0 + 3
        out.append(f"BT /F1 {size} Tf {x:.2f} {PAGE_HEIGHT - baseline:.2f} Td ({cell.text}) Tj ET")
    return "\n".join(out)


Edge = tuple[float, float, float, float]


def edges(truth: Truth, *, outer: bool = True, vertical: bool = True) -> list[Edge]:
    """Border pieces of all cells, each once: x0, y0, x1, y1 with y downwards."""
    out: set[Edge] = set()
    for cell in truth.cells:
        x0, top, x1, bottom = truth.box(cell)
        sides = [(x0, top, x1, top), (x0, bottom, x1, bottom)]
        if vertical:
            sides += [(x0, top, x0, bottom), (x1, top, x1, bottom)]
        for a, b, c, d in sides:
            on_rim = (a == c and a in (truth.xs[0], truth.xs[-1])) or (
                b == d and b in (truth.ys[0], truth.ys[-1])
            )
            if outer or not on_rim:
                out.add((a, b, c, d))
    return sorted(out)


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.2f} {PAGE_HEIGHT - y0:.2f} m {x1:.2f} {PAGE_HEIGHT - y1:.2f} l"


def rect(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.2f} {PAGE_HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"


def stroked(pieces: Iterable[Edge], width: float = 0.5, set_up: str = "") -> str:
    return f"q {set_up} {width} w\n" + "\n".join(line(*p) + " S" for p in pieces) + "\nQ"


def one_path(pieces: Iterable[Edge]) -> str:
    return "q 0.5 w\n" + "\n".join(line(*p) for p in pieces) + "\nS Q"


def filled(pieces: Iterable[Edge], thickness: float = 0.6) -> str:
    """Thin filled rectangles instead of lines."""
    h = thickness / 2
    return "\n".join(rect(a - h, b - h, c + h, d + h) + " f" for a, b, c, d in pieces)


def mitred(pieces: Iterable[Edge], thickness: float = 0.75) -> str:
    """Filled quadrilaterals with slanted ends, as some report engines draw borders."""
    out = []
    t = thickness
    for a, b, c, d in pieces:
        if b == d:
            quad = [(a, b), (c, b), (c - t, b + t), (a + t, b + t)]
        else:
            quad = [(a, b), (a, d), (a + t, d - t), (a + t, b + t)]
        points = [f"{x:.2f} {PAGE_HEIGHT - y:.2f}" for x, y in quad]
        out.append(f"{points[0]} m {points[1]} l {points[2]} l {points[3]} l h f")
    return "\n".join(out)


def dashes(pieces: Iterable[Edge], on: float = 3, off: float = 2) -> str:
    """Each dash a line of its own, not a dash pattern."""
    out = []
    for a, b, c, d in pieces:
        length = (c - a) + (d - b)
        at = 0.0
        while at < length:
            to = min(at + on, length)
            if b == d:
                out.append(line(a + at, b, a + to, b) + " S")
            else:
                out.append(line(a, b + at, a, b + to) + " S")
            at = to + off
    return "q 0.5 w\n" + "\n".join(out) + "\nQ"


def dots(pieces: Iterable[Edge], pitch: float = 2.2, size: float = 0.7) -> str:
    """Each dot a filled square."""
    out = []
    for a, b, c, d in pieces:
        length = (c - a) + (d - b)
        for k in range(int(length / pitch) + 1):
            x, y = (a + k * pitch, b) if b == d else (a, b + k * pitch)
            out.append(rect(x - size / 2, y - size / 2, x + size / 2, y + size / 2) + " f")
    return "\n".join(out)


def double(pieces: Iterable[Edge], apart: float = 2.0) -> str:
    h = apart / 2
    both = []
    for a, b, c, d in pieces:
        if b == d:
            both += [(a, b - h, c, d - h), (a, b + h, c, d + h)]
        else:
            both += [(a - h, b, c - h, d), (a + h, b, c + h, d)]
    return stroked(both)


def separated(truth: Truth, gap: float = 1.0) -> str:
    """A box per cell, with white between the boxes."""
    return "q 0.5 w\n" + "\n".join(
        rect(x0 + gap, y0 + gap, x1 - gap, y1 - gap) + " S"
        for x0, y0, x1, y1 in map(truth.box, truth.cells)
    ) + "\nQ"  # fmt: skip


def pdf(contents: Sequence[str], *, rotate: int = 0, resources: str = "", extra: str = "") -> bytes:
    """A PDF with one page per content stream, Helvetica as /F1."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects.append(font)
    if extra:
        objects.append(extra.encode("latin-1"))
    kids = []
    for content in contents:
        stream = content.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        turn = f"/Rotate {rotate} " if rotate else ""
        objects.append(
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] {turn}"
                f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R {resources} >> >> >>"
            ).encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start,
    )  # fmt: skip
    return bytes(out)


def f1(truth: Truth, grids: Sequence[Grid]) -> float:
    """Cells that agree in place, spans and text, as the F1 of both readings."""
    wanted = Counter((c.row, c.col, c.row_span, c.col_span, squash(c.text)) for c in truth.cells)
    got = Counter(
        (c.row, c.col, c.row_span, c.col_span, squash(c.text)) for g in grids for c in g.cells
    )
    common = sum((wanted & got).values())
    return 2 * common / (sum(wanted.values()) + sum(got.values()))
