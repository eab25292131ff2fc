"""Property: whatever is done to the bytes of a file, reading it is a reading or a typed refusal."""

from __future__ import annotations

import random

import pytest

from extractors.errors import DocumentError
from extractors.layout import DocumentLayout
from extractors.tables import read_layout
from tests.unit.tables.styles import CASES

#: What hostile and broken files hold in the wrong places.
TOKENS = [b"999999999", b"-1", b"1e30", b"[", b"]", b"<<", b">>", b"q ", b"Q ", b"BT ", b"ET ",
          b"W n ", b" 0 0 0 0 0 0 cm ", b" 0 Tf ", b" 1e9 Tf ", b"endstream", b"stream\n"]  # fmt: skip
FILES = [CASES[name].pdf() for name in ("stroked", "mitred quadrilaterals", "stretched pictures")]


def _damaged(dice: random.Random) -> bytes:
    data = bytearray(dice.choice(FILES))
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(20, len(data))
        how = dice.random()
        if how < 0.4:
            data[at] = dice.randrange(256)
        elif how < 0.6:
            del data[at : at + dice.randint(1, 20)]
        else:
            data[at:at] = dice.choice(TOKENS)
    return bytes(data)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_file_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    read = 0
    for _ in range(25):
        try:
            layout = read_layout(_damaged(dice), "t.pdf")
        except DocumentError:
            continue
        read += 1
        assert isinstance(layout, DocumentLayout)
        for table in layout.tables:
            assert len(table.matrix()) == table.n_rows
    assert read  # most damage leaves something to read
