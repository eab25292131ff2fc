"""Mock portals with N documents for each of several years: load tests of crawling and backfills.

``python -m tests.typeset.backfill --out FOLDER --portals 3 --years 2020..2024 --documents 40``
writes FOLDER/registry (for MINGZHANG_REGISTRY) and one folder of pages per portal; the
portals are called 000000_mock1, 000000_mock2 ... and are of different CMS families.
``--replace UNIT:YEAR`` writes one document of the first portal anew (corrected in place).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import yaml

from .catalog import INVENTED
from .draw import render
from .fonts import FontMissingError
from .invent import scale_unit
from .ledger import ledger_of
from .pages import Disclosure, Grid, PageBreak, Text
from .portals import BUILDERS, ENTRY_PAGES, Attachment, Notice, Site, write
from .portals.platform import LAYOUT
from .split import document as split

FAMILIES = ("trs", "ucap", "gkmlpt", "hanweb", "platform")
#: What a small document keeps: enough for identities within and between tables.
FORMS = ("T01", "T02", "T03", "T10")


def small(n: int, year: int, edition: int = 0) -> Disclosure:
    """The n-th invented unit's budget of a year on four pages (n >= 0).

    Another ``edition`` has other amounts, as a corrected disclosure would.
    """
    raw = scale_unit(n + 1000 * edition) if edition else scale_unit(n)
    named = scale_unit(n)
    facts = raw["facts"][2024] | {"signed": f"{year}年2月26日"}
    raw = raw | {
        "unit_name": named["unit_name"],
        "unit_code": named["unit_code"],
        "years": [year - 1, year],
        "facts": {"all": {}, year: facts},
    }
    document = split.document(f"small_{n}_{year}", ledger_of(raw, year), mark=INVENTED)
    parts: list[Grid | Text | PageBreak] = []
    for part in document.parts:
        if isinstance(part, Grid) and part.form in FORMS:
            part.new_page = False
            parts.append(part)
        elif isinstance(part, Text) and part.style in {"cover", "cover_small", "sign"}:
            parts.append(part)
    first = next(i for i, p in enumerate(parts) if isinstance(p, Grid))
    document.parts = [*parts[:first], PageBreak(), *parts[first:]]
    return document


def small_pdf(n: int, year: int, edition: int = 0) -> bytes:
    """The same as PDF: four pages, 55 kB, about a twentieth of a second."""
    return render(small(n, year, edition))


def notices(portal: int, years: list[int], documents: int) -> tuple[Notice, ...]:
    """One notice per unit and year, newest first."""
    out = []
    for year in sorted(years, reverse=True):
        for k in range(documents):
            unit = portal * documents + k
            title = f"{scale_unit(unit)['unit_name']}{year}年单位预算公开"
            out.append(
                Notice(
                    title,
                    f"{year}-02-{26 - k % 20:02d}",
                    year * 10000 + unit,
                    f"示例市第{k % 8 + 1}部门",
                    (Attachment(f"{title}.pdf", small_pdf(unit, year)),),
                    body=f"现将{title}。",
                )
            )
    return tuple(out)


def portal_id(portal: int) -> str:
    return f"000000_mock{portal + 1}"


def build(out: Path, portals: int, years: list[int], documents: int) -> int:
    """Write the portals and their registry; returns the number of documents."""
    (out / "registry").mkdir(parents=True, exist_ok=True)
    for p in range(portals):
        cms = FAMILIES[p % len(FAMILIES)]
        host = f"mock{p + 1}.mingzhang.example"
        site = Site(host, f"模拟门户{p + 1}", notices=notices(p, years, documents), per_page=20)
        write(out / f"portal{p + 1}", BUILDERS[cms](site))
        entry = {
            "id": portal_id(p),
            "title": f"模拟门户{p + 1}（{cms}，虚构页面）",
            "level": "demo",
            "cms": cms,
            "hosts": [host],
            "entry_pages": [f"http://{host}{ENTRY_PAGES[cms]}"],
            "loopback": str((out / f"portal{p + 1}").resolve()),
            "verified": True,
            "politeness": {"delay_s": 0.0, "concurrency": 8, "retries": 1},
            "expected_documents": {"minimum": len(years) * documents},
        }
        if cms == "platform":
            entry["layout"] = LAYOUT
        text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, explicit_start=True)
        (out / "registry" / f"{portal_id(p)}.yml").write_text(text, encoding="utf-8")
    return portals * len(years) * documents


def replace(out: Path, unit: int, year: int) -> Path:
    """Put another edition of one document of the first portal in place of the first."""
    old = small_pdf(unit, year)
    for path in sorted((out / "portal1").rglob("*")):
        if path.is_file() and path.read_bytes() == old:
            path.write_bytes(small_pdf(unit, year, edition=1))
            later = time.time() + 10  # a second look within the same second sees it too
            os.utime(path, (later, later))
            return path
    raise FileNotFoundError(f"no document of unit {unit}, {year} below {out / 'portal1'}")


def main() -> int:
    """Exit 0, or 2 where a font is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.typeset.backfill", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--portals", type=int, default=3)
    parser.add_argument("--years", default="2020..2024", help="first..last")
    parser.add_argument("--documents", type=int, default=40, help="per portal and year")
    parser.add_argument("--replace", metavar="UNIT:YEAR", help="only replace one document")
    options = parser.parse_args()
    try:
        if options.replace:
            unit, year = options.replace.split(":")
            print(replace(options.out, int(unit), int(year)))
            return 0
        first, last = (int(y) for y in options.years.split(".."))
        years = list(range(first, last + 1))
        started = time.monotonic()
        made = build(options.out, options.portals, years, options.documents)
    except FontMissingError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{made} documents in {time.monotonic() - started:.0f} s -> {options.out}")
    print(f"export MINGZHANG_REGISTRY={(options.out / 'registry').resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
