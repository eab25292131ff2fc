"""Rows of a list from its links: title, address, date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from parsel import Selector

from extractors.portals.pages import ListRow, absolute, clean, parse_date


def no_date(url: str) -> date | None:
    """For families whose addresses hold no date."""
    return None


def anchor_rows(
    anchors: Iterable[Selector],
    url: str,
    is_row: Callable[[str], bool],
    date_of: Callable[[str], date | None] = no_date,
) -> tuple[ListRow, ...]:
    """One row per address that ``is_row`` accepts, in order of the page.

    The title attribute is preferred to the text, which lists cut short; the date
    is the one printed in the same item, else what ``date_of`` finds in the address.
    """
    rows: dict[str, ListRow] = {}
    for anchor in anchors:
        target = absolute(url, anchor.attrib.get("href") or "")
        if target is None or target in rows or not is_row(target):
            continue
        title = clean(anchor.attrib.get("title")) or clean(anchor.xpath("string()").get())
        if not title:
            continue
        item = anchor.xpath("ancestor::*[self::li or self::tr or self::dd][1]")
        printed = parse_date(item.xpath("string()").get()) if item else None
        rows[target] = ListRow(title, target, printed or date_of(target))
    return tuple(rows.values())
