"""Write the demo portal and the golden facts: ``python -m tests.typeset --out data/demo``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import write
from .fonts import FontMissingError


def main() -> int:
    """Exit 0, or 2 where a font is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.typeset", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the demo portal")
    parser.add_argument("--golden", type=Path, help="folder of the golden facts, if wanted")
    options = parser.parse_args()
    try:
        files = write(options.out, options.golden)
    except FontMissingError as e:
        print(e, file=sys.stderr)
        return 2
    size = sum(len(b) for b in files.values())
    print(f"{len(files)} files, {size / 1e6:.2f} MB -> {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
