"""One page: read it once, route it, hand on its grids and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import numpy as np

from extractors.layout import BBox, Grid, Line, PageContent
from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Frame, Ints, read_chars
from extractors.pages.clip import in_clip, on_page
from extractors.pages.cover import covered
from extractors.pages.ink import doubles, unseen
from extractors.pages.objects import Objects, read_objects
from extractors.pages.raised import mark_raised
from extractors.pages.rulings import Pieces, read_pieces
from extractors.pages.slanted import slanted
from extractors.pages.turned import lay_flat, upright
from extractors.tables import aligned, crosscheck, ruled
from extractors.tables.grid import Mesh, find_meshes, join
from extractors.tables.layers import layer_of
from extractors.tables.shaded import shaded_meshes
from extractors.tables.spill import gather
from extractors.tables.unruled_rows import part_rows
from extractors.tables.words import lines_of


@dataclass(frozen=True, slots=True)
class RawPage:
    """What one pass over a page yields, before any decision.

    ``page`` is pypdfium2's and ``text_page`` PDFium's text page; they are open as long
    as :func:`raw_page` is, and so are ``objects``.  ``frame`` is that of the page as read: as displayed,
    then turned clockwise by ``turn`` degrees, which is 0 where text stands upright.
    """

    page: Any
    text_page: capi.Handle
    number: int
    frame: Frame
    chars: Chars
    pieces: Pieces
    objects: Objects
    turn: int = 0


@contextmanager
def raw_page(document: Any, number: int) -> Iterator[RawPage]:
    """Characters, line pieces and images of page ``number`` (from 1) of a pypdfium2 document."""
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            handle = capi.handle_of(text_page)
            frame = Frame.of(page)
            turn = upright(handle, frame)
            if turn:
                frame = Frame.of(page, turn)
            objects = read_objects(page)
            chars = mark_raised(lay_flat(handle, read_chars(handle, frame), frame))
            yield RawPage(page=page, number=number, text_page=handle, frame=frame, chars=chars,
                          pieces=read_pieces(objects, frame), objects=objects, turn=turn)  # fmt: skip
        finally:
            text_page.close()
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page after routing; ``full`` goes with ``content.grids`` (see :mod:`.stitch`).

    All places are on the page as read: as displayed, then turned clockwise by
    ``turn`` degrees (0 where text stands upright).
    """

    content: PageContent
    full: tuple[frozenset[int], ...]
    turn: int = 0


#: What is said of a page that PDFium cannot load; the other pages are read all the same.
UNREADABLE = ("页面已损坏，无法读取",)


def unreadable_page(number: int) -> ReadPage:
    """A page that cannot be loaded, so that page numbers still agree with the file."""
    return ReadPage(PageContent(number, 0, 0, 0, "blank", (), (), (), UNREADABLE), ())


#: How a page's decision begins where text that nobody sees was left out.
HIDDEN_TEXT = "略去"
#: So many characters of a watermark are quoted.
_QUOTED = 20
#: One of these across a column ruling puts an amount in doubt.
_FIGURES = frozenset("0123456789.,，-−()（）%")
#: A second engine: (page number, frame, visible characters) -> its grids.
#: Raises :class:`extractors.tables.crosscheck.SecondEngineError` only.
SecondEngine = Callable[[int, Frame, Chars], list[Grid]]
_Found = list[tuple[Grid, frozenset[int]]]


def read_page(
    raw: RawPage, second: SecondEngine | None = None, *, cross_check: bool = False
) -> ReadPage:
    """Route one page: grids, lines, and every decision in words.

    Rulings go to the ruling reader; what white space alone sets in columns to
    the aligned one.  ``second`` is asked where a figure crosses a column
    ruling, where rulings make no grid, and everywhere with ``cross_check``.
    Margin lines are told apart later, over the document, but for those that a turned
    page has across it.
    """
    decisions: list[str] = list(raw.pieces.notes)
    if raw.chars.unmapped:
        decisions.append(f"{raw.chars.unmapped}个字没有对应的文字编码")
    if raw.turn:
        decisions.append(f"页面上的文字是横放的，转{raw.turn}度后读取")
        second = None  # it reads the page as displayed
    horizontal = join(raw.pieces.horizontal)
    meshes, frames = find_meshes(horizontal, join(raw.pieces.vertical), decisions)
    chars, unseen_chars = _inked(raw, decisions)
    meshes += shaded_meshes(raw.pieces, meshes, chars)
    meshes.sort(key=_area)
    chars, placed = _place_visible(raw, chars, meshes, decisions)
    layer = layer_of(chars, unseen_chars, raw.pieces, raw.frame, decisions)
    taken = np.full(len(chars), -1, dtype=np.int64)
    found: _Found = []
    doubt = cross_check
    for mesh, (owner, fit) in zip(meshes, placed, strict=True):
        if not fit.inside:
            continue
        if len(over := ruled.laid_over(mesh, chars, owner, fit.crossing)):
            owner[over], taken[over] = -1, 1
            decisions.append(
                f"盖在表格上的大字不读：{''.join(chars.text[i] for i in over.tolist())}"
            )
        if fit.straddling:
            across = fit.across_columns.tolist()
            decisions.append(f"{fit.straddling}个字压在表格线上，其中{len(across)}个压在竖线上")
            doubt = doubt or any(chars.text[i] in _FIGURES for i in across)
        if moved := gather(raw.text_page, mesh, chars, owner, fit.broken):
            decisions.append(f"越过竖线的文字归入一格：{'；'.join(moved)}")
            doubt = doubt or any(map(aligned.is_figure, moved))
        taken[owner >= 0] = 1
        found.append(_filled(mesh, chars, owner, raw.number, decisions))
    lines = lines_of(chars, np.flatnonzero(taken < 0), raw.number)
    regions = aligned.rule_regions(horizontal) + aligned.frame_regions(frames)
    regions = [region for region in regions if _clear(region.box, found)]
    figures = aligned.worth_a_look(lines)
    if regions or figures:
        for grid, members in aligned.find(chars, taken, regions, raw.number):
            taken[list(members)] = 1
            found.append((grid, frozenset()))
            decisions.extend(grid.notes)
        lines = lines_of(chars, np.flatnonzero(taken < 0), raw.number)
    if second is not None and (doubt or (figures and not found and raw.pieces.paths > 8)):
        try:
            others = second(raw.number, raw.frame, chars)
        except crosscheck.SecondEngineError as error:
            decisions.append(f"另一引擎无法读取此页（{error}）")
        else:
            found = _second_opinion(found, others, decisions)
    found.sort(key=lambda f: (f[0].bbox.top, f[0].bbox.x0))
    margin = [line for line in lines if raw.turn and _stands_across(line)]
    engines = sorted({grid.engine for grid, _ in found})
    if engines:
        decisions.insert(0, "引擎：" + "、".join(engines))
    content = PageContent(
        raw.number, raw.frame.width, raw.frame.height, (raw.frame.rotation - raw.turn) % 360, layer,
        tuple(grid for grid, _ in found), tuple(n for n in lines if n not in margin),
        tuple(margin), tuple(decisions),
    )  # fmt: skip
    return ReadPage(content, tuple(full for _, full in found), raw.turn)


def _filled(
    mesh: Mesh, chars: Chars, owner: Ints, number: int, decisions: list[str]
) -> tuple[Grid, frozenset[int]]:
    """The grid of a mesh, and its full columns; rows that only the text tells are parted."""
    grid = ruled.fill(mesh, chars, owner, number)
    parted = part_rows(mesh, grid, chars, owner)
    if parted is not None:
        mesh, rows = parted
        note = f"第{number}页的表格没有行线，按文字行分为{rows}行"
        decisions.append(note)
        owner, _ = ruled.place(mesh, chars, np.where(owner >= 0, -1, 1))
        grid = ruled.fill(mesh, chars, owner, number, "ruled", aligned.CONFIDENCE, (note,))
    return grid, ruled.full_columns(mesh, chars, owner)


#: Letters this much higher than wide were laid flat in a word's whole height.
_LAID_FLAT = 5.0


def _stands_across(line: Line) -> bool:
    """On a page that was turned: a line of the sheet's own head or foot."""
    tall = sum(b.bottom - b.top > _LAID_FLAT * (b.x1 - b.x0) for b in line.char_boxes)
    return 2 * tall > len(line.char_boxes)


def _clear(box: BBox, found: _Found) -> bool:
    """No grid stands in this box yet."""
    return not any(
        g.bbox.top < box.bottom and g.bbox.bottom > box.top
        and g.bbox.x0 < box.x1 and g.bbox.x1 > box.x0
        for g, _ in found
    )  # fmt: skip


def _second_opinion(found: _Found, others: list[Grid], decisions: list[str]) -> _Found:
    """Agreement raises confidence; a difference keeps both readings and sends to review."""
    if not found:
        decisions.append(f"另一引擎读出{len(others)}个表")
        return [(grid, frozenset()) for grid in others]
    out: _Found = []
    for grid, full in found:
        seen, differences = crosscheck.compare(grid, others)
        if not seen:
            decisions.append(f"第{grid.page}页：另一引擎没有识别出此表")
            grid = replace(grid, confidence=min(grid.confidence, 0.9))
        elif differences:
            decisions.extend(differences)
            grid = replace(
                grid, confidence=min(grid.confidence, 0.5), notes=(*grid.notes, *differences)
            )
        else:
            decisions.append(f"第{grid.page}页：两个引擎的金额全部一致")
        out.append((grid, full))
    return out


_Placed = list[tuple[Ints, ruled.Fit]]


def _place_visible(
    raw: RawPage, chars: Chars, meshes: list[Mesh], decisions: list[str]
) -> tuple[Chars, _Placed]:
    """Those of ``chars`` that are on the page and inside their clip, and the cells they are in.

    The clip of all text is looked up only where text right above or below a
    grid, or across a ruling, turns out to be clipped away.
    """
    seen = on_page(chars, raw.frame)
    hidden = int((~seen).sum())
    if hidden:
        chars = chars.only(seen)
    placed = _place_all(meshes, chars)
    suspects = _suspects(meshes, chars, placed)
    clipped = suspects.any() and not in_clip(raw.text_page, chars, raw.frame, suspects).all()
    if hidden or clipped:
        seen = in_clip(raw.text_page, chars, raw.frame)
        hidden += int((~seen).sum())
        chars = chars.only(seen)
        placed = _place_all(meshes, chars, _CUT_LINE)
    if hidden:
        decisions.append(f"{HIDDEN_TEXT}{hidden}个看不见的字（在页面或裁剪范围之外）")
    return chars, placed


def _inked(raw: RawPage, decisions: list[str]) -> tuple[Chars, int]:
    """The characters of the text as it can be seen, each once; how many cannot be seen."""
    chars, count = raw.chars, 0
    blank = unseen(raw.page, raw.text_page, raw.objects, chars, raw.turn)
    if blank is not None:
        count = int(blank.sum())
        decisions.append(f"{HIDDEN_TEXT}{count}个不显示或白色的字")
        chars = chars.only(~blank)
    leaning = slanted(raw.text_page, chars)
    if leaning is not None:
        words = "".join(compress(chars.text, leaning.tolist()))
        decisions.append(f"斜排的{len(words)}个字不读（水印）：{words[:_QUOTED]}")
        chars = chars.only(~leaning)
    hidden = covered(raw.page, raw.text_page, raw.objects, raw.pieces, chars, raw.turn)
    if hidden is not None:
        count += int(hidden.sum())
        decisions.append(f"{HIDDEN_TEXT}{int(hidden.sum())}个被图形盖住的字")
        chars = chars.only(~hidden)
    again = doubles(chars)
    return (chars if again is None else chars.only(~again)), count


#: Of the characters outside grids, every so many is asked for its clip.
_SAMPLE = 4
#: On pages with clipped text, a line cut by the grid's edge reaches out by this much of its height.
_CUT_LINE = 0.4


def _suspects(meshes: list[Mesh], chars: Chars, placed: _Placed) -> Bools:
    """Characters across a ruling, and a sample of those above or below a grid."""
    out = np.zeros(len(chars), dtype=bool)
    outside = np.ones(len(chars), dtype=bool)
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    for mesh, (owner, fit) in zip(meshes, placed, strict=True):
        outside &= owner < 0
        if fit.inside:
            box = mesh.bbox
            out |= (x > box.x0) & (x < box.x1)
    beside = np.flatnonzero(out & outside)[::_SAMPLE]
    out[:] = False
    out[beside] = True
    for _, fit in placed:
        out[fit.crossing] = True
        for k in range(3):  # the letter that the ruling cuts is half seen
            out[np.minimum(fit.broken + k, len(out) - 1)] = True
    return out


def _place_all(meshes: list[Mesh], chars: Chars, reach: float = 0.0) -> _Placed:
    """Smallest grid first: a table inside a frame owns its characters, the frame the rest."""
    taken = np.full(len(chars), -1, dtype=np.int64)
    out: _Placed = []
    for mesh in meshes:
        owner, fit = ruled.place(mesh, chars, taken, reach)
        taken[owner >= 0] = 1
        out.append((owner, fit))
    return out


def _area(mesh: Mesh) -> float:
    box = mesh.bbox
    return (box.x1 - box.x0) * (box.bottom - box.top)
