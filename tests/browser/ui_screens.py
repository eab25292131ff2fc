"""Pictures of the Dagster UI for the docs: ``python -m tests.browser.ui_screens --url URL --out DIR``.

Takes them of a UI that runs (``mingzhang ui``); each is a palette PNG under 300 kB.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

#: Picture -> path of the page.
PAGES = {
    "ui-lineage": "/assets/verdicts?view=lineage&lineageScope=downstream&lineageDepth=4",
    "ui-partitions": "/assets/facts?view=partitions&partition=000000_demo%7C2024",
    "ui-automation": "/automation",
    "ui-runs": "/runs",
}
LIMIT_BYTES = 300_000


def main() -> None:
    """Open every page, wait for it to settle, write the picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.ui_screens", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(PAGES))
    parser.add_argument("--wait", type=float, default=8.0, help="seconds per page")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 860})
        for name in options.only:
            page.goto(options.url + PAGES.get(name, name), wait_until="load")
            page.wait_for_timeout(options.wait * 1000)
            image = Image.open(io.BytesIO(page.screenshot()))
            path = options.out / f"{name.strip('/').replace('/', '-')}.png"
            image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)
            size = path.stat().st_size
            print(path, size)
            if size > LIMIT_BYTES:
                raise SystemExit(f"{path} is larger than {LIMIT_BYTES} bytes")
        browser.close()


if __name__ == "__main__":
    main()
