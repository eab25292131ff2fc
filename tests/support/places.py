"""Folders of places, as the benchmarks take them, with documents that are typeset here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.typeset import fonts
from tests.typeset.unseen import load


def typeset_places(root: Path, places: Mapping[str, str]) -> Path:
    """``root`` with a folder for each place that holds its document (place -> name of a layout).

    Skips the test where the fonts to typeset it are not installed.
    """
    try:
        fonts.font_file("CJK")
    except fonts.FontMissingError as error:
        pytest.skip(str(error))
    for place, name in places.items():
        (root / place).mkdir()
        (root / place / f"{name}.pdf").write_bytes(load(name).pdf())
    return root
