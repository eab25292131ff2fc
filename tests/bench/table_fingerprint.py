"""Does a change of the reader change anything it reads?  One line per page, to compare with diff.

    python -m tests.bench.table_fingerprint FOLDER > before.txt
    ... change the reader ...
    python -m tests.bench.table_fingerprint FOLDER > after.txt; diff before.txt after.txt

Everything that a page yields is in its line: grids with cells, places and texts, lines
with the box of each character, margins and decisions; the last line of a document is of
its tables and paragraphs.  Places are compared to a millionth of a point.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from extractors.errors import DocumentError
from extractors.layout import PageContent
from extractors.tables import read_layout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every N-th document")
    options = parser.parse_args()
    for path in sorted(options.folder.rglob("*.pdf"))[:: options.every]:
        name = path.relative_to(options.folder).as_posix()
        try:
            layout = read_layout(path)
        except DocumentError as error:
            print(name, error.status)
            continue
        for page in layout.pages:
            cells = sum(len(grid.cells) for grid in page.grids)
            print(name, page.number, len(page.grids), cells, len(page.lines), _print(page))
        print(name, "document", len(layout.tables), _print([layout.tables, layout.paragraphs]))
    return 0


def _print(thing: PageContent | list[Any]) -> str:
    digest = hashlib.sha256()
    _feed(thing, digest.update)
    return digest.hexdigest()[:16]


def _feed(thing: Any, update: Any) -> None:
    if isinstance(thing, float):
        update(b"%.6f," % (thing + 0.0))
    elif is_dataclass(thing):
        _feed([getattr(thing, f.name) for f in fields(thing)], update)
    elif isinstance(thing, (tuple, list)):
        update(b"(")
        for part in thing:
            _feed(part, update)
    else:
        update(repr(thing).encode() + b",")


if __name__ == "__main__":
    raise SystemExit(main())
