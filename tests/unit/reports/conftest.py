"""One built sample report for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations.reports import BuiltReport, ReportInput, build
from extractors.pages.render import render_page
from orchestration.crops import crop_boxes
from tests.unit.reports.sample import sample_input, sha


@dataclass
class BuiltSample:
    data: ReportInput
    built: BuiltReport

    def read(self, name: str) -> str:
        return (self.built.out_dir / name).read_text(encoding="utf-8")

    def page(self, document: str) -> str:
        return self.read(f"documents/{sha(document)[:16]}.html")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> BuiltSample:
    folder = tmp_path_factory.mktemp("report")
    data, pdf = sample_input()
    path: Path = folder / "first.pdf"
    path.write_bytes(pdf)
    built = build(
        data,
        folder / "site",
        pdf_path=lambda d: path if d == sha("first") else None,
        crop=lambda d, page, boxes: crop_boxes(render_page(pdf, page), boxes),
    )
    return BuiltSample(data, built)
