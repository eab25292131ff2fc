"""How much of a folder of real PDFs is read, place by place.

    python tests/bench/bench_forms.py FOLDER [--json OUT]
    python tests/bench/bench_forms.py FOLDER --leave-one-out strict [--detail PLACE] [--cache DIR]

FOLDER holds one sub-folder per place.  Printed per place: documents by status,
coverage share (median, lowest, over all tokens), tables recognised, cells, and
the share of printed sums that hold (a reading error usually breaks a sum; a
publisher's error does too, so the remainder is to be looked at, not to be zero).
With --leave-one-out each place is read without what was written for it, see ablation.py.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from extractors.contracts import NOT_A_FORM, Cell, DocumentFacts
from extractors.pool import TaskFailure, run_isolated
from extractors.read import read_document
from tests.bench.ablation import MODES, print_scores, read_left, read_whole


def sums(cells: list[Cell]) -> tuple[int, list[str]]:
    """Printed sums (rows and columns) and those that do not hold within rounding."""
    place = {(c.form, c.table_no, c.row_key, c.column_key): c for c in cells}
    groups: dict[tuple[Any, ...], list[Cell]] = defaultdict(list)
    for c in cells:
        if c.amount is None or c.measure_kind != "money":
            continue
        if c.parent_row_key:
            groups[(c.form, c.table_no, c.parent_row_key, c.column_key, "row")].append(c)
        if c.parent_column_key:
            groups[(c.form, c.table_no, c.row_key, c.parent_column_key, "col")].append(c)
    n, broken = 0, []
    for key, children in groups.items():
        parent = place.get(key[:4])
        if parent is None or parent.amount is None:
            continue
        shown = [c for c in (*children, parent) if not c.is_blank]
        if not shown:
            continue
        n += 1
        ulp = Decimal(1).scaleb(-min(c.decimals or 0 for c in shown))
        slack = ulp * (len([c for c in children if not c.is_blank]) + 1) / 2
        total = sum((c.amount for c in children if c.amount is not None), Decimal(0))
        if abs(total - parent.amount) >= max(slack, ulp / 2):
            broken.append(
                f"{key[0]}#{key[1]} {key[4]} {key[2]}/{key[3]} {parent.amount}!={total} p{parent.page}"
            )
    return n, broken


def one(path: Path) -> dict[str, Any]:
    """Figures of one document."""
    started = time.monotonic()
    facts: DocumentFacts = read_document(path)
    d = facts.document
    n_sums, broken = sums(facts.cells)
    unknown = [t for t in facts.form_tables if t.form is None and t.note != NOT_A_FORM]
    return {
        "file": path.name, "place": path.parent.name, "status": d.status, "reason": d.reason,
        "unit": d.unit_name, "year": d.fiscal_year, "kind": d.doc_kind, "scope": d.scope,
        "pages": d.pages, "tokens": d.tokens_in_tables, "typed": d.tokens_typed,
        "explained": d.tokens_explained, "cells": len(facts.cells),
        "unnamed": len({(c.form, c.table_no, c.row_key) for c in facts.cells if "X" in c.row_key or c.column_key.startswith("other:")}),
        "forms": dict(Counter(t.form or "?" for t in facts.form_tables)),
        "unknown": [f"p{t.page} {t.title} {t.n_rows}x{t.n_cols}" for t in unknown],
        "why": dict(Counter(t.why for t in facts.unexplained_tokens)),
        "tokens_left": [f"p{t.page} {t.raw_text} {t.why}" for t in facts.unexplained_tokens],
        "notes": [f"{t.form}#{t.table_no} p{t.page}: {t.note}" for t in facts.form_tables if t.note and t.form],
        "sums": n_sums, "broken": broken, "seconds": time.monotonic() - started,
        "null_yuan": sum(1 for c in facts.cells if c.amount_yuan is None and c.measure_kind == "money"),
    }  # fmt: skip


def main() -> None:
    """Read the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--leave-one-out", choices=[*MODES, "all"])
    parser.add_argument("--cache", type=Path, help="folder for the layouts between two runs")
    parser.add_argument("--detail", help="place whose losses are listed, or all")
    args = parser.parse_args()
    paths = sorted(args.folder.glob("*/*.pdf")) or sorted(args.folder.glob("*.pdf"))
    if args.leave_one_out:
        if args.cache:
            args.cache.mkdir(parents=True, exist_ok=True)
        modes = MODES if args.leave_one_out == "all" else [args.leave_one_out]
        corpus = read_whole(paths, args.cache, sums)
        for mode in modes:
            left = read_left(corpus, mode, args.cache, sums)
            print_scores(mode, corpus.whole, left, detail=args.detail)
        return
    rows: list[dict[str, Any]] = []
    for path, result in run_isolated(one, paths, workers=args.workers, timeout_s=300):
        if isinstance(result, TaskFailure):
            rows.append(
                {
                    "file": path.name,
                    "place": path.parent.name,
                    "status": result.kind,
                    "reason": result.detail,
                }
            )
        else:
            rows.append(result)
    if args.json:
        args.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1, default=str), "utf-8")
    print(
        f"{'place':10} docs status                     cov.med cov.min cov.all forms  ?  cells  unnamed sums   broken s/page"
    )
    places = sorted({r["place"] for r in rows})
    for place in [*places, "ALL"]:
        group = [r for r in rows if place in {r["place"], "ALL"}]
        read = [r for r in group if r.get("tokens")]
        shares = [(r["typed"] + r["explained"]) / r["tokens"] for r in read]
        tokens = sum(r["tokens"] for r in read) or 1
        got = sum(r["typed"] + r["explained"] for r in read)
        status = dict(Counter(r["status"] for r in group))
        forms = sum(n for r in read for f, n in r["forms"].items() if f != "?")
        print(
            f"{place:10} {len(group):4} {status!s:26} "
            f"{statistics.median(shares) if shares else 0:.4f}  {min(shares, default=0):.4f}  {got / tokens:.4f} "
            f"{forms:5} {sum(len(r['unknown']) for r in read):3} {sum(r['cells'] for r in read):7} {sum(r['unnamed'] for r in read):5} "
            f"{sum(r['sums'] for r in read):6} {sum(len(r['broken']) for r in read):5} "
            f"{sum(r['seconds'] for r in read) / (sum(r['pages'] for r in read) or 1):.3f}"
        )


if __name__ == "__main__":
    main()
