"""Tables whose columns are told by white space: horizontal rules only, or an outer box only.

The second method, for what the ruling reader cannot see.  Lines of text are cut
into tokens at wide gaps; columns are the vertical bands of white that the body
rows leave free; rows are text lines, or the bands between rules where every row
is ruled.  It runs only in regions that rules mark or that rows of figures fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extractors.layout import BBox, Grid, GridCell, Line
from extractors.money import parse_amount
from extractors.pages.chars import Chars, Floats, Ints
from extractors.tables.header_spans import Rule, header_spans
from extractors.tables.words import group_lines

CONFIDENCE = 0.7
#: A gap wider than this share of the type size parts two tokens.
_TOKEN_GAP = 0.75
#: A white band narrower than this (points) does not part two columns.
_BAND = 3.0
#: Rules are one table's when their ends agree within this (points).
_ENDS = 6.0
#: A rule shorter than this share of the table's width heads some columns.
_SHORTER = 0.95
#: Free rows of figures need this many lines ...
_LEAST_ROWS = 3
#: ... with this many figures each, unless rules mark the region.
_LEAST_FIGURES = 2
#: Without rules, so many of the lines must hold figures (headers and labels aside).
_BODY_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Token:
    """Characters of one line without a wide gap; ``members`` index the page's characters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    members: tuple[int, ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Region:
    """Where to look.  ``rules`` are the y of full-width rules in it, ascending.

    ``shorter`` are the other horizontal rules in it.
    """

    box: BBox
    rules: tuple[float, ...]
    why: str
    shorter: tuple[Rule, ...] = ()


def rule_regions(horizontal: Floats) -> list[Region]:
    """Regions between three or more full-width rules with the same ends and no verticals."""
    groups: list[list[tuple[float, float, float]]] = []
    if len(horizontal) < 3:
        return []
    for y, x0, x1 in sorted(horizontal.tolist()):
        if x1 - x0 < 80:
            continue
        for group in groups:
            if abs(group[0][1] - x0) <= _ENDS and abs(group[0][2] - x1) <= _ENDS:
                group.append((y, x0, x1))
                break
        else:
            groups.append([(y, x0, x1)])
    out = []
    for group in groups:
        ys = [group[0][0]]
        for y, _, _ in group[1:]:
            if y - ys[-1] > 3:
                ys.append(y)
        if len(ys) >= 3:
            box = BBox(group[0][1], ys[0], group[0][2], ys[-1])
            shorter = tuple(
                (y, x0, x1) for y, x0, x1 in horizontal.tolist()
                if box.top < y < box.bottom and x1 - x0 < _SHORTER * (box.x1 - box.x0)
            )  # fmt: skip
            out.append(Region(box, tuple(ys), "只有横线", shorter))
    return out


def frame_regions(frames: list[BBox]) -> list[Region]:
    """Regions inside boxes that hold no further rule."""
    return [Region(box, (), "外框加空白对齐") for box in frames]


def worth_a_look(lines: list[Line]) -> bool:
    """Do the lines outside grids hold rows of figures set apart by white space?"""
    rows = 0
    for line in lines:
        parts = line.text.split(" ")
        if len(parts) >= 3 and sum(map(is_figure, parts)) >= _LEAST_FIGURES:
            rows += 1
    return rows >= _LEAST_ROWS


def find(
    chars: Chars, taken: Ints, regions: list[Region], page: int
) -> list[tuple[Grid, tuple[int, ...]]]:
    """Grids in the regions, then in free rows of figures, each with its characters.

    ``taken`` marks (>= 0) characters that other grids own.
    """
    free = np.flatnonzero(taken < 0)
    rows = token_rows(chars, free)
    out: list[tuple[Grid, tuple[int, ...]]] = []
    for region in regions:
        inside = [[t for t in row if _within(t, region.box)] for row in rows]
        inside = [row for row in inside if row]
        made = _table(inside, region, page)
        if made is not None:
            out.append(made)
            gone = set(made[1])
            rows = [[t for t in row if not gone.intersection(t.members)] for row in rows]
            rows = [row for row in rows if row]
    for run in _figure_runs(rows):
        run = _header_above(rows, run) + run
        box = BBox(
            min(t.x0 for row in run for t in row), min(t.top for row in run for t in row),
            max(t.x1 for row in run for t in row), max(t.bottom for row in run for t in row),
        )  # fmt: skip
        made = _table(run, Region(box, (), "空白对齐"), page)
        if made is not None:
            out.append(made)
    return out


def _header_above(rows: list[list[Token]], run: list[list[Token]]) -> list[list[Token]]:
    """Up to three lines of several tokens right above a run of figures."""
    at = next(i for i, row in enumerate(rows) if row is run[0])
    out: list[list[Token]] = []
    below = run[0]
    for row in reversed(rows[max(at - 3, 0) : at]):
        height = below[0].bottom - below[0].top
        if len(row) < 2 or below[0].top - row[0].bottom > 1.5 * height:
            break
        out.insert(0, row)
        below = row
    return out


def token_rows(chars: Chars, chosen: Ints) -> list[list[Token]]:
    """Lines of tokens of the chosen characters, top to bottom, each left to right."""
    index = [i for i in chosen.tolist() if chars.text[i] != " "]
    if not index:
        return []
    boxes = chars.boxes[index].tolist()
    tokens: list[Token] = []
    whose = {id(box): i for i, box in zip(index, boxes, strict=True)}
    for line in group_lines([chars.text[i] for i in index], boxes):
        run: list[list[float]] = []
        for _, box in line:
            if run and box[0] - run[-1][2] > _TOKEN_GAP * (box[3] - box[1]):
                tokens.append(_token(run, chars, whose))
                run = []
            run.append(box)
        if run:
            tokens.append(_token(run, chars, whose))
    return _rows(tokens)


def _token(run: list[list[float]], chars: Chars, whose: dict[int, int]) -> Token:
    members = tuple(whose[id(box)] for box in run)
    return Token(
        "".join(chars.text[i] for i in members), min(b[0] for b in run), min(b[1] for b in run),
        max(b[2] for b in run), max(b[3] for b in run), members,
    )  # fmt: skip


def _rows(tokens: list[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = []
    for token in sorted(tokens, key=lambda t: t.middle):
        if rows:
            last = rows[-1][0]
            if abs(token.middle - last.middle) < 0.5 * min(
                token.bottom - token.top, last.bottom - last.top
            ):
                rows[-1].append(token)
                continue
        rows.append([token])
    for row in rows:
        row.sort(key=lambda t: t.x0)
    return rows


def _within(token: Token, box: BBox) -> bool:
    x = (token.x0 + token.x1) / 2
    return box.x0 - 3 <= x <= box.x1 + 3 and box.top <= token.middle <= box.bottom


def is_figure(text: str) -> bool:
    """Is the whole token a number as amounts are printed, or a dash?"""
    read = parse_amount(text)
    return read is not None and (not read.is_blank or text.strip() in {"-", "—", "--", "——"})


def _figure_runs(rows: list[list[Token]]) -> list[list[list[Token]]]:
    """Runs of neighbouring lines with figures in columns of their own, no rules needed."""
    runs: list[list[list[Token]]] = []
    for row in rows:
        figures = [t for t in row if is_figure(t.text)]
        money = [t for t in figures if "." in t.text or "," in t.text]
        if len(figures) >= _LEAST_FIGURES and len(money) >= 1 and len(row) >= 3:
            if runs and row[0].top - runs[-1][-1][0].bottom < 2.5 * (row[0].bottom - row[0].top):
                runs[-1].append(row)
            else:
                runs.append([row])
    return [run for run in runs if len(run) >= _LEAST_ROWS]


def _table(
    rows: list[list[Token]], region: Region, page: int
) -> tuple[Grid, tuple[int, ...]] | None:
    body = [row for row in rows if sum(is_figure(t.text) for t in row) >= 1 and len(row) >= 2]
    if len(rows) < 2 or len(body) < 2:
        return None
    if not region.rules and len(body) < _BODY_SHARE * len(rows):
        return None
    cores = _cores(body)
    if len(cores) < 2:
        return None
    between = _between(body, cores)
    columns = [_columns(row, cores, between) for row in rows]
    heads = next(i for i, row in enumerate(rows) if row is body[0])
    header_spans(rows[:heads], columns, cores, region.shorter)
    for row, places in zip(rows, columns, strict=True):
        for token, (first, last) in zip(row, places, strict=True):
            if first == last:
                _widen(cores, first, token)
    box = region.box
    xs = [
        min(box.x0, cores[0][0]),
        *((a[1] + b[0]) / 2 for a, b in pairwise(cores)),
        max(box.x1, cores[-1][1]),
    ]
    ys = _row_edges(rows, region)
    return _grid(rows, columns, np.array(xs), np.array(ys), region, page)


def _cores(rows: list[list[Token]]) -> list[list[float]]:
    """What the tokens of the body rows cover, from left to right; white bands lie between."""
    merged: list[list[float]] = []
    for x0, x1 in sorted((t.x0, t.x1) for row in rows for t in row):
        if merged and x0 <= merged[-1][1] + _BAND:
            merged[-1][1] = max(merged[-1][1], x1)
        else:
            merged.append([x0, x1])
    return merged


def _between(body: list[list[Token]], cores: list[list[float]]) -> list[float]:
    """Where one column ends and the next begins, for tokens that stand beside what the rows fill.

    Figures set flush right have their column to the left of them, labels set
    flush left to the right; else the middle of the white band.
    """
    flush = [_flush_right(body, core) for core in cores]
    out = []
    for k, (one, other) in enumerate(pairwise(cores)):
        if flush[k + 1] and not flush[k]:
            out.append((one[1] + other[0]) / 2)
        elif flush[k + 1]:
            out.append(one[1])
        else:
            out.append(other[0])
    return out


def _flush_right(body: list[list[Token]], core: list[float]) -> bool:
    """Do the tokens of a column agree in their right ends, and not in their left ones?"""
    tokens = [t for row in body for t in row if t.x0 < core[1] and t.x1 > core[0]]
    left, right = ([t.x0 for t in tokens], [t.x1 for t in tokens])
    return max(right) - min(right) <= max(left) - min(left)


def _columns(
    row: list[Token], cores: list[list[float]], between: list[float]
) -> list[tuple[int, int]]:
    """First and last column of each token: by order in a full row, else by place.

    A token over several columns is a header over them.
    """
    if len(row) == len(cores):
        return [(i, i) for i in range(len(cores))]
    out = []
    for token in row:
        over = [i for i, (x0, x1) in enumerate(cores) if token.x0 < x1 and token.x1 > x0]
        if not over:
            middle = (token.x0 + token.x1) / 2
            over = [sum(middle > x for x in between)]
        out.append((over[0], over[-1]))
    return out


def _widen(cores: list[list[float]], i: int, token: Token) -> None:
    """Let a column take in a token of its own, as far as its neighbours leave room."""
    low = cores[i - 1][1] if i else -np.inf
    high = cores[i + 1][0] if i + 1 < len(cores) else np.inf
    cores[i] = [min(cores[i][0], max(token.x0, low)), max(cores[i][1], min(token.x1, high))]


def _row_edges(rows: list[list[Token]], region: Region) -> list[float]:
    """Row edges: the rules where every row has its own, else between text lines."""
    middles = [row[0].middle for row in rows]
    top = min(region.box.top, min(t.top for t in rows[0]))
    bottom = max(region.box.bottom, max(t.bottom for t in rows[-1]))
    ruled = [y for y in region.rules if top < y < bottom]
    if region.rules:
        marks = [top, *ruled, bottom]
        counts = np.histogram(middles, bins=np.array(marks))[0]
        # A rule under each row: lines between two rules are wrapped text of one row.
        if len(ruled) >= 3 and (counts <= 3).all() and (counts >= 1).mean() > 0.8:
            return marks
    edges = [top]
    for above, below in pairwise(rows):
        low, high = max(t.bottom for t in above), min(t.top for t in below)
        between = [y for y in ruled if above[0].middle < y < below[0].middle]
        edges.append(between[0] if between else (low + high) / 2)
    edges.append(bottom)
    return edges


def _grid(
    rows: list[list[Token]],
    columns: list[list[tuple[int, int]]],
    xs: Floats,
    ys: Floats,
    region: Region,
    page: int,
) -> tuple[Grid, tuple[int, ...]] | None:
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    texts: dict[tuple[int, int], list[str]] = {}
    spans: dict[tuple[int, int], int] = {}
    members: list[int] = []
    for row, places in zip(rows, columns, strict=True):
        r = int(np.clip(np.searchsorted(ys, row[0].middle) - 1, 0, n_rows - 1))
        for token, (first, last) in zip(row, places, strict=True):
            texts.setdefault((r, first), []).append(token.text)
            spans[r, first] = max(spans.get((r, first), 1), last - first + 1)
            members.extend(token.members)
    cells: list[GridCell] = []
    for r in range(n_rows):
        c = 0
        while c < n_cols:
            width = spans.get((r, c), 1)
            others = [k for k in range(c + 1, c + width) if (r, k) in texts]
            if others:
                width = others[0] - c
            box = BBox(float(xs[c]), float(ys[r]), float(xs[c + width]), float(ys[r + 1]))
            cells.append(GridCell(r, c, 1, width, "\n".join(texts.get((r, c), ())), box))
            c += width
    box = BBox(float(xs[0]), float(ys[0]), float(xs[-1]), float(ys[-1]))
    note = f"第{page}页按{region.why}识别列"
    grid = Grid(page, box, n_rows, n_cols, tuple(cells), "aligned", CONFIDENCE, (note,))
    return grid, tuple(members)
