"""Characters to text: the text of a cell, and the lines outside grids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.layout import BBox, Line
from extractors.pages.chars import Chars, Floats, Ints

#: A gap wider than this share of the type size is a space between words of Latin or digits.
WORD_GAP = 0.28
#: Between Chinese characters only a gap this wide is a space.
CJK_GAP = 0.6
#: Two characters are on one line if their middles differ by less than this share of the height.
SAME_LINE = 0.5


def cell_texts(chars: Chars, owner: Ints, n_cells: int) -> list[str]:
    """Text of each cell in reading order, lines joined by ``\\n``.

    ``owner[i]`` is the cell of character ``i``, or -1.
    """
    texts = [""] * n_cells
    inside = np.flatnonzero(owner >= 0)
    if not len(inside):
        return texts
    order = inside[np.argsort(owner[inside], kind="stable")]
    cells = owner[order]
    bounds = np.flatnonzero(np.diff(cells)) + 1
    begins = [0, *bounds.tolist()]
    ends = [*bounds.tolist(), len(order)]
    boxes = chars.boxes[order].tolist()
    letters = [chars.text[i] for i in order.tolist()]
    for begin, end in zip(begins, ends, strict=True):
        lines = group_lines(letters[begin:end], boxes[begin:end])
        texts[int(cells[begin])] = "\n".join(
            text for text in (_joined(line)[0].strip() for line in lines) if text
        )
    return texts


_Char = tuple[str, list[float]]


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
    out = []
    for _, _, members in lines:
        members.sort(key=lambda c: c[1][0])
        line: list[_Char] = []
        for char in members:
            # The same glyph printed twice a hair apart is bold type, not two letters.
            if line and line[-1][0] == char[0] != " ":
                last = line[-1][1]
                if abs(last[0] - char[1][0]) < 0.25 * (char[1][2] - char[1][0]):
                    continue
            line.append(char)
        out.append(line)
    return out


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
    boxes = chars.boxes[chosen].tolist()
    letters = [chars.text[i] for i in chosen.tolist()]
    runs = [run for run in group_lines(letters, boxes) if any(c[0] != " " for c in run)]
    out = []
    for members in _merge_runs(runs):
        text, places = _joined(members)
        lead = len(text) - len(text.lstrip())
        kept = text.strip()
        if not kept:
            continue
        span = places[lead : lead + len(kept)]
        array = np.array(span)
        box = BBox(
            float(array[:, 0].min()), float(array[:, 1].min()),
            float(array[:, 2].max()), float(array[:, 3].max()),
        )  # fmt: skip
        out.append(Line(page, kept, box, tuple(BBox._make(p) for p in span), _size(kept, array)))
    out.sort(key=lambda line: (line.bbox.top + line.bbox.bottom, line.bbox.x0))
    return out


def _merge_runs(runs: list[list[_Char]]) -> list[list[_Char]]:
    """Runs at one height are one line (a unit line set in two parts)."""
    placed: list[tuple[float, float, list[_Char]]] = []
    for run in runs:
        tops = sorted(c[1][1] for c in run)
        bottoms = sorted(c[1][3] for c in run)
        top, bottom = tops[len(tops) // 2], bottoms[len(bottoms) // 2]
        placed.append((top, bottom, run))
    placed.sort(key=lambda p: p[0] + p[1])
    out: list[tuple[float, float, list[_Char]]] = []
    for top, bottom, run in placed:
        if out:
            a, b, members = out[-1]
            overlap = min(b, bottom) - max(a, top)
            if overlap > 0.5 * min(b - a, bottom - top):
                members.extend(run)
                out[-1] = (min(a, top), max(b, bottom), members)
                continue
        out.append((top, bottom, list(run)))
    for _, _, members in out:
        members.sort(key=lambda c: c[1][0])
    return [members for _, _, members in out]


def _size(text: str, boxes: Floats) -> float:
    """Type size in points: a Chinese character is one em wide; else from the height."""
    wide = [i for i, c in enumerate(text) if "\u4e00" <= c <= "\u9fff"]
    if wide:
        return float(np.median(boxes[wide, 2] - boxes[wide, 0]))
    return float(np.median(boxes[:, 3] - boxes[:, 1])) * 0.8
