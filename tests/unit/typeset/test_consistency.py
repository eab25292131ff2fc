"""Documents without a planted error obey the arithmetic of the forms; planted ones do not.

The check here is deliberately small and independent of the project's own catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.typeset import golden, planted, scale
from tests.typeset.catalog import ENTRIES
from tests.typeset.golden import CellKey
from tests.typeset.pages import Disclosure

Cells = dict[CellKey, Decimal]

TREES = {"T02", "T03", "T05", "T06", "T08"}
PARTS = {
    "T02": ["fiscal", "special_account", "own_funds", "carry_fiscal", "carry_nonfiscal"],
    "T03": ["basic", "project"],
    "T05": ["basic", "project"],
    "T06": ["personnel", "public_use"],
}
JOINED_T02 = [
    "carry",
    "gpb",
    "gf",
    "soe",
    "special_account",
    "own_business",
    "own_operating",
    "own_other",
]


def cells_of(document: Disclosure) -> Cells:
    return {
        (g.form, g.table_no, *c.key): c.amount
        for g in document.grids
        for _, _, c in g.cells()
        if c.key is not None and c.amount is not None
    }


def _prefix(key: str) -> tuple[str, str]:
    unit, _, code = key.rpartition("/")
    return unit, code


def breaks(cells: Cells, slack: Decimal) -> Iterator[str]:
    """Every violated sum, as form/row/column; `slack` per addend for rounded amounts."""
    by_form: dict[str, dict[str, dict[str, Decimal]]] = {}
    for (form, _, row, column), amount in cells.items():
        by_form.setdefault(form, {}).setdefault(row, {})[column] = amount
    for form, rows in by_form.items():
        if form in TREES:
            yield from _tree(form, rows, slack)
        joined = form == "T02" and "own_business" in next(iter(rows.values()))
        for parts in [JOINED_T02] if joined else [PARTS.get(form, [])]:
            for row, columns in rows.items():
                total = sum((columns.get(p, Decimal(0)) for p in parts), Decimal(0))
                if parts and abs(columns["total"] - total) > slack * len(parts):
                    yield f"{form}/{row}: columns"
    for a, b in (("T01", "in.T"), ("T04", "in.T")):
        if cells[(a, 1, b, "total")] != cells[(a, 1, "ex.T", "total")]:
            yield f"{a}: balance"
    if cells[("T05", 1, "T", "basic")] != cells[("T06", 1, "T", "total")]:
        yield "T05-T06"


def _tree(form: str, rows: dict[str, dict[str, Decimal]], slack: Decimal) -> Iterator[str]:
    for row, columns in rows.items():
        unit, code = _prefix(row)
        if code == "T":
            size, test = 3, ""
            kids = [k for k in rows if k.startswith("U") and "/" not in k]
        elif code.startswith("U"):
            unit, size, test, kids = code, 3, "", []
        else:
            size, test, kids = len(code) + 2, code, []
        kids = kids or [
            k
            for k in rows
            if _prefix(k)[0] == unit
            and len(_prefix(k)[1]) == size
            and _prefix(k)[1].isdigit()
            and _prefix(k)[1].startswith(test)
        ]
        for column, amount in columns.items():
            if not kids or column.startswith("change_rate"):
                continue
            total = sum((rows[k][column] for k in kids), Decimal(0))
            if abs(amount - total) > slack * len(kids):
                yield f"{form}/{row}/{column}"


@pytest.mark.parametrize("doc_id", [e.doc_id for e in ENTRIES])
def test_sums_hold_but_for_planted_errors(doc_id: str) -> None:
    # Only the sample's figures of 2024 are rounded; the invented ones are exact.
    slack = Decimal("0.005") if doc_id == "kexin_2024" else Decimal(0)
    found = set(breaks(golden.expected_cells(doc_id), slack))
    expected = {
        "library_2024": {"T02/20805: columns", "T02/208/total", "T02/20805/total"},
        "records_2024": {"T05-T06"},
    }
    assert found == expected.get(doc_id, set())


@pytest.mark.parametrize("n", range(25))
def test_any_invented_unit_is_consistent(n: int) -> None:
    document = scale.disclosure(n)
    assert not set(breaks(cells_of(document), Decimal(0)))
    assert not document.extra.get("planted")


def test_department_tables_are_sums_of_the_units() -> None:
    """But for the 1,000.00 yuan that are planted in 2024."""
    for year, allowed in ((2023, {0}), (2024, {0, 1000})):
        whole = golden.expected_cells(f"museum_{year}")
        units = [golden.expected_cells(f"museum_{name}_{year}") for name in ("records", "science")]
        for (form, table_no, row, column), amount in whole.items():
            unit, _, rest = row.partition("/")
            if unit.startswith("U"):  # a unit's block repeats the unit's own document
                n = int(unit[1:]) - 1
                own = (form, table_no, f"U1/{rest}" if rest else "U1", column)
                assert amount - units[n][own] in allowed
            elif form != "PROJ_ALL" and not column.startswith("change_rate"):
                key = (form, table_no, row, column)
                added = sum((u.get(key, Decimal(0)) for u in units), Decimal(0))
                assert amount - added in allowed, key


def test_cross_year_changes_of_the_sample() -> None:
    """Narrated amount less narrated change = the amount of the document a year earlier."""
    now = golden.expected_mentions("kexin_2024")
    before = golden.expected_mentions("kexin_2023")
    compared = 0
    for (pattern, n, slot), (item, value) in now.items():
        if slot != "delta" or (pattern, n, "amt") not in now:
            continue
        match = [v for (p, _, s), (i, v) in before.items() if (p, s, i) == (pattern, "amt", item)]
        assert match == [now[(pattern, n, "amt")][1] - value], (pattern, item)
        compared += 1
    assert compared >= 10


def test_replaced_document_differs_in_one_figure() -> None:
    old, new = golden.expected_cells("art_2024_v1"), golden.expected_cells("art_2024")
    assert old.keys() == new.keys()
    changed = {k: (old[k], new[k]) for k in old if old[k] != new[k]}
    assert changed == {
        ("T10", 1, "vehicle_running", "total"): (Decimal("2.70"), Decimal("2.07")),
        ("T10", 1, "vehicle_running", "gpb"): (Decimal("2.70"), Decimal("2.07")),
    }


def test_edits_of_what_is_not_there_are_refused() -> None:
    document = scale.disclosure(0)
    with pytest.raises(KeyError):
        planted.edit_amount(document, "T05", "999", "total", "1.00")
    with pytest.raises(KeyError):
        planted.edit_text(document, "T07", "没有的项目", "x")
    with pytest.raises(KeyError):
        document.grid("T99")
