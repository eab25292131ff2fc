"""Typed cells drawn at random, beside the place they were read from, to be looked at by eye.

    python -m tests.bench.bench_cells FOLDER OUT [--cells 500] [--seed 4] [--cache DIR]

FOLDER holds one sub-folder of PDFs per place; the sample takes as many cells from each
place, each with a printed number.  OUT gets ``sheet_01.png`` ... : per cell what was read
(form, row, column, amount in yuan), the head of its table with its column, and its row with
the cell framed; and ``cells.csv`` with one line per cell, in the order of the sheets, and an
empty column ``wrong`` for what the eye finds (unit, sign, column, row).
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extractors.contracts import Cell, FormTable
from extractors.errors import DocumentError
from extractors.forms.reader import read_forms
from extractors.identity import read_identity
from extractors.pages.render import render_page
from tests.bench.ablation import cached_layout
from tests.typeset.fonts import font_file, runs

PER_SHEET = 16
WIDTH, SCALE, PAD = 1500, 1.3, 6
_HEAD_HEIGHT, _ROW_HEIGHT, _LINE = 110, 70, 72


@dataclass(frozen=True, slots=True)
class Drawn:
    """One cell of the sample, its table and its file."""

    path: Path
    cell: Cell
    table: FormTable
    first_body: float


def draw(paths: list[Path], n: int, seed: int, cache: Path | None) -> list[Drawn]:
    """``n`` cells with a printed number, as many per place as there are places."""
    rng = random.Random(seed)  # a sample, no secret
    by_place: dict[str, list[Drawn]] = defaultdict(list)
    for path in paths:
        try:
            layout = cached_layout(path, cache)
        except DocumentError:
            continue
        if layout is None:
            continue
        result = read_forms(layout, read_identity(layout))
        tables = {(t.form, t.table_no): t for t in result.form_tables}
        bodies: dict[tuple[str, int], float] = {}
        for c in result.cells:
            if c.page == tables[c.form, c.table_no].page:
                key = (c.form, c.table_no)
                bodies[key] = min(bodies.get(key, c.top), c.top)
        shown = [c for c in result.cells if c.amount is not None and not c.is_blank]
        for c in rng.sample(shown, min(len(shown), 40)):
            table = tables[c.form, c.table_no]
            body = bodies.get((c.form, c.table_no), table.top + 60)
            by_place[path.parent.name].append(Drawn(path, c, table, body))
    places = sorted(by_place)
    out: list[Drawn] = []
    for i, place in enumerate(places):
        want = n // len(places) + (i < n % len(places))
        out += rng.sample(by_place[place], min(want, len(by_place[place])))
    return out


Fonts = dict[str, ImageFont.FreeTypeFont]


def _write(pen: ImageDraw.ImageDraw, y: int, text: str, font: Fonts) -> None:
    """One line, Chinese and Latin letters each in a font that has them."""
    x = 2.0
    for role, part in runs(text):
        pen.text((x, y), part, fill="blue", font=font[role])
        x += pen.textlength(part, font=font[role])


def picture(drawn: Drawn, number: int, font: Fonts) -> Image.Image:
    """One strip: what was read, the head above the cell's column, the cell's row."""
    c, t = drawn.cell, drawn.table
    said = (
        f"{number} {drawn.path.parent.name}/{drawn.path.stem[:8]} p{c.page} {t.form}#{t.table_no} "
        f"{c.row_key}〔{c.row_label[:24]}〕 × {c.column_key}〔{c.column_label[-40:]}〕 "
        f"“{c.raw_text.strip()}” {c.money_unit or '—'} = {c.amount_yuan} {c.measure_kind} {c.vintage}"
    )
    page = render_page(drawn.path, c.page, SCALE)
    first = page if t.page == c.page else render_page(drawn.path, t.page, SCALE)
    head = _cut(first, 0, t.top - 46, first.width / SCALE, drawn.first_body + 1)
    row = _cut(page, 0, c.top - 3, page.width / SCALE, c.bottom + 3)
    frame = ImageDraw.Draw(row)
    frame.rectangle(
        (c.x0 * SCALE, 3 * SCALE, c.x1 * SCALE, (3 + c.bottom - c.top) * SCALE),
        outline="red",
        width=2,
    )
    ImageDraw.Draw(head).line((c.x0 * SCALE, 0, c.x0 * SCALE, head.height), fill="red")
    ImageDraw.Draw(head).line((c.x1 * SCALE, 0, c.x1 * SCALE, head.height), fill="red")
    parts = [_fit(head, _HEAD_HEIGHT), _fit(row, _ROW_HEIGHT)]
    strip = Image.new("RGB", (WIDTH // 2 - PAD, 50 + sum(p.height for p in parts) + PAD), "white")
    pen = ImageDraw.Draw(strip)
    for n in range(0, len(said), _LINE):
        _write(pen, 1 + n // _LINE * 15, said[n : n + _LINE], font)
    y = 50
    for part in parts:
        strip.paste(part, (0, y))
        y += part.height
    return strip


def _cut(page: Image.Image, x0: float, top: float, x1: float, bottom: float) -> Image.Image:
    box = (int(x0 * SCALE), max(0, int(top * SCALE)), int(x1 * SCALE), int(bottom * SCALE) + 1)
    return page.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))


def _fit(image: Image.Image, tallest: int) -> Image.Image:
    width = WIDTH // 2 - PAD
    ratio = min(width / image.width, 1.0)
    image = image.resize((int(image.width * ratio), max(1, int(image.height * ratio))))
    return image.crop((0, 0, image.width, min(image.height, tallest)))


def sheets(sample: list[Drawn], out: Path) -> None:
    """Write the contact sheets, two strips beside each other."""
    roles = ("CJK", "Latin", "Signs")
    font = {role: ImageFont.truetype(str(font_file(role)), 13) for role in roles}
    for start in range(0, len(sample), PER_SHEET):
        strips = [
            picture(d, start + n + 1, font) for n, d in enumerate(sample[start : start + PER_SHEET])
        ]
        columns = (strips[0::2], strips[1::2])
        height = max(sum(s.height + PAD for s in column) for column in columns)
        sheet = Image.new("RGB", (WIDTH, height), "lightgrey")
        for i, column in enumerate(columns):
            y = 0
            for strip in column:
                sheet.paste(strip, (i * WIDTH // 2, y))
                y += strip.height + PAD
        sheet.save(out / f"sheet_{start // PER_SHEET + 1:02}.png")


def main() -> None:
    """Draw, write the sheets and the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cells", type=int, default=500)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.cache:
        args.cache.mkdir(parents=True, exist_ok=True)
    sample = draw(sorted(args.folder.glob("*/*.pdf")), args.cells, args.seed, args.cache)
    with (args.out / "cells.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["number", "place", "file", "page", "cell_id", "row_label", "column_label",
             "raw_text", "money_unit", "amount_yuan", "confidence", "wrong"]
        )  # fmt: skip
        for n, d in enumerate(sample, 1):
            c = d.cell
            writer.writerow(
                [n, d.path.parent.name, d.path.name, c.page, c.cell_id, c.row_label, c.column_label,
                 c.raw_text, c.money_unit, c.amount_yuan, c.confidence, ""]
            )  # fmt: skip
    sheets(sample, args.out)
    print(f"{len(sample)} cells on {-(-len(sample) // PER_SHEET)} sheets")


if __name__ == "__main__":
    main()
