"""Every way of drawing a table that the reader must know, each with its truth.

The benchmark runs other engines on the same pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.unit.tables import sheet
from tests.unit.tables.sheet import PAGE_HEIGHT, TrueCell, Truth, budget_table, edges

Draw = Callable[[Truth], str]


def _shaded_header(t: Truth) -> str:
    shade = "q 0.85 g " + sheet.rect(t.xs[0], t.ys[0], t.xs[-1], t.ys[2]) + " f Q\n"
    return shade + sheet.stroked(edges(t))


def _in_form_of_white(t: Truth) -> str:
    """A white sheet behind the table, and a white box behind each cell."""
    boxes = "\n".join(sheet.rect(*t.box(c)) + " f" for c in t.cells)
    return f"q 1 g 0 0 595 842 re f {boxes} Q\n" + sheet.stroked(edges(t))


def _shade(t: Truth, gap: float = 0.0) -> str:
    """A coloured box for each cell."""
    boxes = []
    for cell in t.cells:
        x0, top, x1, bottom = t.box(cell)
        boxes.append(sheet.rect(x0 + gap, top + gap, x1 - gap, bottom - gap) + " f")
    return "q 0.8 0.85 0.95 rg " + "\n".join(boxes) + " Q\n"


def _white_on_shade(t: Truth) -> str:
    whole = "q 0.8 0.85 0.95 rg " + sheet.rect(t.xs[0], t.ys[0], t.xs[-1], t.ys[-1]) + " f Q\n"
    return whole + sheet.stroked(edges(t), width=1, set_up="1 G")


def _pictures(t: Truth) -> str:
    """Each border a picture of one pixel, stretched."""
    out = []
    for x0, y0, x1, y1 in edges(t):
        w, h = max(x1 - x0, 0.6), max(y1 - y0, 0.6)
        place = f"{w:.2f} 0 0 {h:.2f} {x0:.2f} {PAGE_HEIGHT - y1:.2f}"
        out.append(f"q {place} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")
    return "\n".join(out)


def _underlined(t: Truth) -> str:
    """A word underlined, a word struck out and one marked with a broad pen."""
    x, (top, bottom) = t.xs[1] + 3, t.ys[4:6]
    y = PAGE_HEIGHT - bottom + 4
    middle = PAGE_HEIGHT - (top + bottom) / 2 - 18
    lines = (
        f"q .5 w {x} {y} m {x + 50} {y} l S {x} {y - 30} m {x + 40} {y - 30} l S "
        f"1 1 0 RG 12 w {x} {middle} m {x + 44} {middle} l S Q\n"
    )
    return lines + sheet.stroked(edges(t))


RULED: dict[str, Draw] = {
    "stroked": lambda t: sheet.stroked(edges(t)),
    "one path": lambda t: sheet.one_path(edges(t)),
    "thin filled rectangles": lambda t: sheet.filled(edges(t)),
    "mitred quadrilaterals": lambda t: sheet.mitred(edges(t)),
    "a box per cell": lambda t: sheet.separated(t, gap=0),
    "double": lambda t: sheet.double(edges(t)),
    "dash pattern": lambda t: sheet.stroked(edges(t), set_up="[3 2] 0 d"),
    "drawn dashes": lambda t: sheet.dashes(edges(t)),
    "drawn dots": lambda t: sheet.dots(edges(t)),
    "separated cells": lambda t: sheet.separated(t),
    "grey": lambda t: sheet.stroked(edges(t), set_up="0.75 G"),
    "hairline": lambda t: sheet.stroked(edges(t), width=0),
    "thick": lambda t: sheet.stroked(edges(t), width=2.2),
    "no outer border": lambda t: sheet.stroked(edges(t, outer=False)),
    "shaded header": _shaded_header,
    "white boxes behind": _in_form_of_white,
    "white rules on a shade": _white_on_shade,
    "a coloured box per cell": _shade,
    "coloured boxes with gaps": lambda t: _shade(t, 0.5),
    "stretched pictures": _pictures,
    "underlined and marked words": _underlined,
}


def flat(truth: Truth) -> Truth:
    """The same table with a one-row header: rules cannot show spans they do not draw."""
    cells = [c for c in truth.cells if c.row > 1]
    heads = ["Code", "Name", "Total", "Basic", "Project", "Other"]
    top = [TrueCell(0, i, 1, 1, h) for i, h in enumerate(heads)]
    body = [TrueCell(c.row - 1, c.col, 1, 1, c.text) for c in cells]
    return Truth(truth.xs, truth.ys[:-1], tuple(top + body))


def _rules(ys: Callable[[Truth], tuple[float, ...]]) -> Draw:
    return lambda t: sheet.stroked([(t.xs[0], y, t.xs[-1], y) for y in ys(t)])


#: Tables whose columns only white space shows; their truth is :func:`flat`.
UNRULED: dict[str, Draw] = {
    "horizontal rules, one under each row": _rules(lambda t: t.ys),
    "horizontal rules, three in all": _rules(lambda t: (t.ys[0], t.ys[1], t.ys[-1])),
    "outer box only": lambda t: sheet.rect(t.xs[0], t.ys[0], t.xs[-1], t.ys[-1]) + " S",
}


def _columns_only(t: Truth) -> str:
    down = [(x, t.ys[0], x, t.ys[-1]) for x in t.xs]
    return sheet.stroked(down + [(t.xs[0], y, t.xs[-1], y) for y in (t.ys[0], t.ys[1], t.ys[-1])])


def struck_twice(truth: Truth) -> str:
    """All text printed again a little to the right, for bold."""
    again = f"q 1 0 0 1 0.5 -0.3 cm {sheet.texts(truth)} Q"
    return f"{sheet.stroked(edges(truth))}\n{sheet.texts(truth)}\n{again}"


@dataclass(frozen=True)
class Case:
    """A page to read and what it holds; ``edges_drawn``: the cells' borders can be seen."""

    truth: Truth
    content: str
    edges_drawn: bool = True

    def pdf(self) -> bytes:
        return sheet.pdf([self.content])


def _cases() -> dict[str, Case]:
    truth = budget_table()
    out = {
        name: Case(truth, draw(truth) + "\n" + sheet.texts(truth)) for name, draw in RULED.items()
    }
    out["text struck twice"] = Case(truth, struck_twice(truth))
    mark = "q 0.8 g BT /F1 60 Tf 0.7 0.7 -0.7 0.7 120 450 Tm (CONFIDENTIAL) Tj ET Q\n"
    out["slanted watermark"] = Case(
        truth, mark + sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth)
    )
    plain = flat(truth)
    out["columns ruled, rows not"] = Case(
        plain, _columns_only(plain) + "\n" + sheet.texts(plain), edges_drawn=False
    )
    for name, draw in UNRULED.items():
        out[name] = Case(plain, draw(plain) + "\n" + sheet.texts(plain), edges_drawn=False)
    return out


CASES = _cases()
