"""Characters to text: the text of a cell, and the lines outside grids."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import compress

import numpy as np

from extractors.layout import BBox, Line
from extractors.pages.chars import Chars, Ints

#: A gap wider than this share of the type size is a space between words of Latin or digits.
WORD_GAP = 0.28
#: Between Chinese characters only a gap this wide is a space.
CJK_GAP = 0.6
#: Two characters are on one line if their middles differ by less than this share of the height.
SAME_LINE = 0.5

_Char = tuple[str, list[float]]


def cell_texts(chars: Chars, owner: Ints, n_cells: int) -> list[str]:
    """Text of each cell in reading order, lines joined by ``\n``.

    ``owner[i]`` is the cell of character ``i``, or -1.
    """
    texts = [""] * n_cells
    inside = np.flatnonzero(owner >= 0)
    if not len(inside):
        return texts
    order = inside[np.argsort(owner[inside], kind="stable")]
    cells = owner[order]
    runs = _Runs(chars, order, cells)
    cell_of = cells[runs.begin].tolist()
    untidy: set[int] = set()
    before = -1
    for k, cell in enumerate(cell_of):
        text = runs.text(k).strip()
        if cell != before:
            texts[cell] = text
            before = cell
        else:
            if runs.upward[k]:
                untidy.add(cell)
            if text:
                texts[cell] = f"{texts[cell]}\n{text}" if texts[cell] else text
    untidy.update(compress(cell_of, runs.backward))
    for cell, members in _members(runs, cell_of, untidy).items():
        parts = [_joined(line)[0] for line in _sorted_lines(members)]
        texts[cell] = "\n".join(t for part in parts if (t := part.strip()))
    return texts


def _members(runs: _Runs, cell_of: list[int], chosen: set[int]) -> dict[int, list[_Char]]:
    """All characters of some cells, in content order."""
    out: dict[int, list[_Char]] = {cell: [] for cell in chosen}
    if chosen:
        for k, cell in enumerate(cell_of):
            if cell in chosen:
                out[cell] += runs.members(k)
    return out


class _Runs:
    """Characters in content order, cut where the line (or the cell) changes.

    ``backward[k]``: run k does not run left to right; ``upward[k]``: it stands
    above the run before it.  Both mean that content order is not reading order.
    """

    def __init__(self, chars: Chars, order: Ints, cells: Ints | None = None) -> None:
        box = chars.boxes[order]
        height = box[:, 3] - box[:, 1]
        middle = (box[:, 1] + box[:, 3]) / 2
        whole = cells is None and len(order) == len(chars)  # then in content order
        code = np.frombuffer(chars.text.encode("utf-32-le"), dtype=np.uint32)
        if not whole:
            code = code[order]
        self.letters = chars.text if whole else code.tobytes().decode("utf-32-le")
        apart = np.abs(middle[1:] - middle[:-1]) > SAME_LINE * np.maximum(height[1:], height[:-1])
        if cells is not None:
            apart |= cells[1:] != cells[:-1]
        cut = np.flatnonzero(apart) + 1
        self.at = [0, *cut.tolist()]
        self.end = [*self.at[1:], len(order)]
        self.begin = start = np.array(self.at)
        self.box = box
        gap = np.zeros(len(order))
        np.subtract(box[1:, 0], box[:-1, 2], out=gap[1:])
        back = gap < -0.5 * (box[:, 2] - box[:, 0]) - 0.1
        back[start] = False
        self.backward = np.logical_or.reduceat(back, start).tolist()
        line = middle[start]
        self.upward = [False, *(line[1:] < line[:-1]).tolist()]
        narrow = code < 0x2E80
        limit = np.full(len(order), CJK_GAP)
        limit[1:][narrow[1:] & narrow[:-1]] = WORD_GAP
        wide = gap > limit * np.maximum(height, 1.0)
        wide[start] = False
        self.gaps = np.logical_or.reduceat(wide, start).tolist()
        self.doubled = "  " in self.letters

    def heights(self) -> tuple[list[float], list[float]]:
        """Top and bottom of each run, the mean of its characters."""
        count = np.array(self.end) - self.begin
        tops, bottoms = (np.add.reduceat(self.box[:, i], self.begin) / count for i in (1, 3))
        return tops.tolist(), bottoms.tolist()

    def members(self, k: int) -> list[_Char]:
        """The characters of run ``k`` with their boxes, in content order."""
        begin, end = self.at[k], self.end[k]
        return list(zip(self.letters[begin:end], self.box[begin:end].tolist(), strict=True))

    def placed(self, k: int) -> tuple[str, list[list[float]]]:
        """Text of run ``k``, which runs left to right, and the box of each character."""
        begin, end = self.at[k], self.end[k]
        text = self.letters[begin:end]
        if self.gaps[k] or (self.doubled and "  " in text):
            return _joined(self.members(k))
        return text, self.box[begin:end].tolist()

    def text(self, k: int) -> str:
        """Text of run ``k``, which runs left to right."""
        text = self.letters[self.at[k] : self.end[k]]
        if self.gaps[k] or (self.doubled and "  " in text):
            return _joined(self.members(k))[0]
        return text


def group_lines(letters: Sequence[str], boxes: Sequence[list[float]]) -> list[list[_Char]]:
    """Characters grouped to lines, top to bottom, each left to right.

    Content order is trusted as long as it runs that way; otherwise characters
    are sorted by place.
    """
    lines: list[list[_Char]] = []
    current: list[_Char] = []
    top = bottom = right = 0.0
    tidy = True
    for letter, box in zip(letters, boxes, strict=True):
        x0, y0, x1, y1 = box
        middle = (y0 + y1) / 2
        if (
            current
            and top <= middle <= bottom
            and abs(middle - (top + bottom) / 2) <= SAME_LINE * max(bottom - top, y1 - y0)
        ):
            if x0 < right - 0.5 * (x1 - x0) - 0.1:
                tidy = False
            current.append((letter, box))
            right = x1
            continue
        if current and y0 + y1 < top + bottom:
            tidy = False
        current = [(letter, box)]
        lines.append(current)
        top, bottom, right = y0, y1, x1
    return lines if tidy else _sorted_lines([c for line in lines for c in line])


def _sorted_lines(chars: list[_Char]) -> list[list[_Char]]:
    """Group by place alone: for producers that write a cell's text out of order."""
    lines: list[tuple[float, float, list[_Char]]] = []
    for char in sorted(chars, key=lambda c: c[1][1] + c[1][3]):
        _, (_, y0, _, y1) = char
        middle = (y0 + y1) / 2
        for i in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
            top, bottom, members = lines[i]
            if abs(middle - (top + bottom) / 2) <= SAME_LINE * min(bottom - top, y1 - y0) + 0.01:
                members.append(char)
                break
        else:
            lines.append((y0, y1, [char]))
    return [_left_to_right(members) for _, _, members in lines]


def _left_to_right(members: list[_Char]) -> list[_Char]:
    """Sorted by place; the same glyph twice a hair apart is bold type, not two letters."""
    line: list[_Char] = []
    for char in sorted(members, key=lambda c: c[1][0]):
        if line and line[-1][0] == char[0] != " ":
            last = line[-1][1]
            if abs(last[0] - char[1][0]) < 0.25 * (char[1][2] - char[1][0]):
                continue
        line.append(char)
    return line


def _joined(line: Sequence[_Char]) -> tuple[str, list[list[float]]]:
    """A line's text with a space for each gap, and the box of each character."""
    text: list[str] = []
    boxes: list[list[float]] = []
    previous: list[float] | None = None
    before = " "
    for letter, box in line:
        if letter == " ":
            if text and text[-1] != " ":
                text.append(" ")
                boxes.append(box)
        else:
            if previous is not None and text and text[-1] != " ":
                gap = box[0] - previous[2]
                size = max(box[3] - box[1], 1.0)
                limit = WORD_GAP if before < "\u2e80" and letter < "\u2e80" else CJK_GAP
                if gap > limit * size:
                    text.append(" ")
                    boxes.append([previous[2], box[1], box[0], box[3]])
            text.append(letter)
            boxes.append(box)
            before = letter
        previous = box
    return "".join(text), boxes


def lines_of(chars: Chars, chosen: Ints, page: int) -> list[Line]:
    """Lines of the chosen characters over the whole page width, top to bottom."""
    if not len(chosen):
        return []
    runs = _Runs(chars, chosen)
    low = np.minimum.reduceat(runs.box[:, :2], runs.begin).tolist()
    high = np.maximum.reduceat(runs.box[:, 2:], runs.begin).tolist()
    out = []
    for group in _at_one_height(runs):
        k = group[0]
        if len(group) == 1 and not runs.backward[k]:
            text, places = runs.placed(k)
        else:
            members = [c for k in group for c in runs.members(k)]
            text, places = _joined(_left_to_right(members))
        kept = text.strip()
        if not kept:
            continue
        # Spaces left out, or put in where others were left out: the counts alone may agree.
        if len(group) > 1 or not len(places) == len(kept) == runs.end[k] - runs.at[k]:
            lead = len(text) - len(text.lstrip())
            places = places[lead : lead + len(kept)]
            x0s, tops, x1s, bottoms = zip(*places, strict=True)
            box = BBox(min(x0s), min(tops), max(x1s), max(bottoms))
        else:
            box = BBox(*low[k], *high[k])
        out.append(Line(page, kept, box, tuple(map(as_bbox, places)), _size(kept, places)))
    out.sort(key=lambda line: (line.bbox.top + line.bbox.bottom, line.bbox.x0))
    return out


#: BBox from a list, without the Python-level constructor: one per character of the text.
as_bbox = partial(tuple.__new__, BBox)


def _at_one_height(runs: _Runs) -> list[list[int]]:
    """Runs at one height are one line (a unit line set in two parts)."""
    tops, bottoms = runs.heights()
    order = sorted(range(len(tops)), key=lambda k: tops[k] + bottoms[k])
    groups: list[list[int]] = []
    top = bottom = 0.0
    for k in order:
        a, b = tops[k], bottoms[k]
        if groups and min(b, bottom) - max(a, top) > 0.5 * min(b - a, bottom - top):
            groups[-1].append(k)
            top, bottom = min(a, top), max(b, bottom)
        else:
            groups.append([k])
            top, bottom = a, b
    return groups


def _size(text: str, boxes: Sequence[list[float]]) -> float:
    """Type size in points: a Chinese character is one em wide; else from the height."""
    middle = len(text) // 2
    for i in (*range(middle, len(text)), *range(middle)):
        if "\u4e00" <= text[i] <= "\u9fff":
            return float(boxes[i][2] - boxes[i][0])
    high = sorted(b[3] - b[1] for b in boxes)
    return high[len(high) // 2] * 0.8
