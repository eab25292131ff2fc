"""Page headers, footers and page numbers, told apart from the text by the whole document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extractors.layout import Line, PageContent
from extractors.money import find_money_unit
from extractors.text import squash

#: Share of the page height at the top and bottom where headers and footers stand.
_ZONE = 0.11
#: A page number stands below this share of the page height.
_LOWER = 0.75
_PAGE_NUMBER = re.compile(
    r"[-—–―─－_·.~\s]*(?:第?\d{1,4}页?|[ivxlcIVXLC]{1,6})(?:[/,，]?共?\d{1,4}页?)?[-—–―─－_·.~\s]*"
)
_DIGITS = re.compile(r"\d+")
#: Lines that belong to a table even when every page repeats them.
_TABLE_WORDS = re.compile(
    r"编制单位|填报单位|单位名称|部门名称|续表|表$|表[（(0-9一二三四五六七八九十]|\d表"
)


def part_margins(pages: list[PageContent]) -> list[PageContent]:
    """Move headers, footers and page numbers of every page from lines to margin lines."""
    repeated = _repeated(pages)
    out = []
    for page in pages:
        margin = [line for line in page.lines if _is_margin(page, line, repeated)]
        if margin:
            gone = {id(line) for line in margin}
            page = replace(
                page,
                lines=tuple(line for line in page.lines if id(line) not in gone),
                margin_lines=(*page.margin_lines, *margin),
            )
        out.append(page)
    return out


def _key(page: PageContent, line: Line) -> tuple[str, bool]:
    at_top = line.bbox.bottom < page.height / 2
    return _DIGITS.sub("#", squash(line.text)), at_top


def _in_zone(page: PageContent, line: Line) -> bool:
    return line.bbox.bottom <= page.height * _ZONE or line.bbox.top >= page.height * (1 - _ZONE)


def _repeated(pages: list[PageContent]) -> set[tuple[str, bool]]:
    """Lines at the edge of the page that many pages repeat."""
    seen: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        seen.update({_key(page, line) for line in page.lines if _in_zone(page, line)})
    least = max(3, len(pages) // 4)
    return {key for key, count in seen.items() if count >= least}


def _is_margin(page: PageContent, line: Line, repeated: set[tuple[str, bool]]) -> bool:
    text = squash(line.text)
    if _PAGE_NUMBER.fullmatch(text):
        return _is_page_number(page, line)
    if not _in_zone(page, line) or _key(page, line) not in repeated:
        return False
    return not (find_money_unit(text) or _TABLE_WORDS.search(text))


def _is_page_number(page: PageContent, line: Line) -> bool:
    """A number alone at the top edge, or below everything else on the lower part of the page."""
    if line.bbox.bottom <= page.height * _ZONE:
        return True
    if line.bbox.top < page.height * _LOWER:
        return False
    others = [o.bbox for o in page.lines if o is not line and not _is_number(o)]
    boxes = others + [g.bbox for g in page.grids]
    return all(box.top < line.bbox.top and box.bottom < line.bbox.bottom for box in boxes)


def _is_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(squash(line.text)) is not None
