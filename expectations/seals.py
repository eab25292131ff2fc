"""What a page proves of a table: where it is sealed, no row or number of it can have been lost.

Every number inside a grid is accounted for (the token audit), hidden text and amounts beside a
table lower its confidence, and the boxes of its rows follow one another on the page without a gap.
A table of which all that holds was read completely: if its rows do not add up, they are not
printed so.  What a seal cannot prove is that the table is the form it is taken for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import duckdb

#: Points by which two rows of one grid may lie apart.
_GAP = 3.0
#: Likeness from which two printed names are one unit's.
_SAME_NAME = 0.8

_HEADS = """
SELECT t.document_id, t.form || '#' || t.table_no, t.form, t.confidence, t.pages, t.is_empty,
  mz_unit(mz_fold(t.stated_unit_name)), mz_unit(mz_fold(d.unit_name))
FROM {facts}.form_table t JOIN mz_doc d ON d.document_id = t.document_id
WHERE t.document_id IN (SELECT unnest(?)) ORDER BY ALL
"""
_ROWS = """
SELECT document_id, space || '#' || table_no, row_ord, page, min(top), max(bottom), min(confidence),
  bool_or(engine NOT IN ('ruled', 'camelot', 'aligned')), bool_or(is_unreadable),
  list({'x': x0, 'y': top, 'p': page}) FILTER (value <> 0)
FROM mz_fact WHERE source = 'cell' AND column_key NOT LIKE '@%'
  AND document_id IN (SELECT unnest(?))
GROUP BY ALL ORDER BY ALL
"""


# All rows of a table (or of one side of it) have a cell in each of its columns, blank or not.
_MIXED = """
SELECT DISTINCT document_id, space || '#' || table_no FROM (
  SELECT document_id, space, table_no, row_key, regexp_extract(row_key, '^(in|ex|gov)[.]', 1) AS side,
    list_sort(list(DISTINCT column_key)) AS columns
  FROM mz_fact WHERE is_own AND source = 'cell' AND column_key NOT LIKE '@%'
    AND document_id IN (SELECT unnest(?)) GROUP BY ALL)
GROUP BY document_id, space, table_no, side HAVING count(DISTINCT columns) > 1 ORDER BY ALL
"""


@dataclass(slots=True)
class Seals:
    """Tables of a document that are sealed, and those that name the document's own unit.

    ``gapped``: forms on whose pages a number is not accounted for; ``mixed``: tables in which some
    rows have other columns than the rest: they came from another table, which lacks them.
    """

    sealed: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    gapped: set[str] = field(default_factory=set)
    mixed: set[str] = field(default_factory=set)


def load_seals(
    connection: duckdb.DuckDBPyConnection, facts: str, gaps: dict[str, set[int] | None]
) -> dict[str, Seals]:
    """Seals of these documents; ``gaps``: pages with unaccounted tokens, None: not known where."""
    ids = sorted(gaps)
    out = {d: Seals() for d in ids}
    open_pages: dict[str, set[int]] = defaultdict(set)
    heads: dict[tuple[str, str], set[int]] = {}
    for d, table, form, confidence, pages, is_empty, stated, own in connection.execute(
        _HEADS.format(facts=facts), [ids]
    ).fetchall():
        if form is not None and (gaps[d] or set()) & set(pages):
            out[d].gapped.add(form)
        if form is None:
            open_pages[d] |= set() if is_empty else set(pages)
        elif confidence == 1:
            heads[d, table] = set(pages)
        if stated and own and _is_one_name(stated, own):
            out[d].named.add(table)
    rows: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for d, table, *row, boxes in connection.execute(_ROWS, [ids]).fetchall():
        places = tuple((b["p"], b["x"], b["y"]) for b in boxes or ())
        rows[d, table].append(_Row(places, *row))
    for d, table in connection.execute(_MIXED, [ids]).fetchall():
        out[d].mixed.add(table)
    for (d, table), pages in heads.items():
        if out[d].mixed:
            continue
        gap = gaps[d]
        beside = pages | {max(pages) + 1}
        if gap is None or gap & pages or open_pages[d] & beside:
            continue
        if _is_whole(rows.get((d, table), ())):
            out[d].sealed.add(table)
    return out


@dataclass(frozen=True, slots=True)
class _Row:
    places: tuple[tuple[int, float, float], ...]
    ord: int
    page: int
    top: float
    bottom: float
    confidence: Any
    is_recognised: bool
    is_unreadable: bool


def _is_one_name(stated: str, own: str) -> bool:
    if stated in own or own in stated:
        return True
    return SequenceMatcher(None, stated, own, autojunk=False).ratio() >= _SAME_NAME


def _is_whole(rows: Iterable[_Row]) -> bool:
    """Rows surely read, one below the other without a gap, no number in two of them."""
    listed = sorted(rows, key=lambda r: (r.ord, r.page))
    if not listed or any(r.confidence != 1 or r.is_recognised or r.is_unreadable for r in listed):
        return False
    places = [p for r in listed for p in r.places]
    if len(set(places)) < len(places):
        return False
    for a, b in pairwise(listed):
        if b.page < a.page or (b.page == a.page and b.top <= a.top):
            return False
        if b.page == a.page and b.ord == a.ord + 1 and b.top - a.bottom > _GAP:
            return False
    return True
