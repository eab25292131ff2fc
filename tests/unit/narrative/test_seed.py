"""The sample as a real PDF gives the same facts as its transcription."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.narrative import read_narrative
from extractors.tables import read_layout
from tests.unit.narrative.paper import read
from tests.unit.narrative.test_configuration import SAMPLE_PATTERNS

SHARED = os.environ.get("MINGZHANG_SHARED")
UNIT = "乌鲁木齐科技信息服务中心"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED, reason="MINGZHANG_SHARED is not set: no sample documents here"),
]


def transcription(folder: Path) -> list[str]:
    """Paragraphs of the transcription: its markup and its tables left out."""
    out = []
    for line in (folder / "seed" / "urumqi_kexin_2024.md").read_text(encoding="utf-8").split("\n"):
        text = re.sub(r"^[#\-\s]+|\*\*|</?b>", "", line).strip()
        if text and "\t" not in text:
            out.append(text)
    return out


def test_pdf_and_transcription_give_the_same_mentions() -> None:
    folder = Path(str(SHARED))
    layout = read_layout(folder / "seed" / "seed_lo.pdf")
    of_pdf, _ = read_narrative(layout, document_id="d" * 64, unit_name=UNIT, fiscal_year=2024)
    of_text, _ = read(*transcription(folder), unit=UNIT)
    pdf = {m.mention_id: (m.item, m.value, m.value_text) for m in of_pdf if m.pattern != "EMPTY"}
    text = {m.mention_id: (m.item, m.value, m.value_text) for m in of_text if m.pattern != "EMPTY"}
    assert pdf == text
    assert {m.pattern for m in of_pdf} >= SAMPLE_PATTERNS
    assert not [m for m in of_pdf if m.pattern in {"unread", "REASON.amt"}]
    assert len([m for m in of_pdf if m.value is not None]) == 124
    assert pdf["N02.src#0/delta"][1] == Decimal("38.41")
