"""A build over an earlier one leaves what a build from nothing writes, whatever changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from expectations.reports import BuiltReport, ReportInput, build
from expectations.reports.records import Place, Tally
from expectations.reports.site import standing
from expectations.waivers import DocumentScope, Waiver
from tests.unit.reports.lives import with_history
from tests.unit.reports.sample import fake_crop, sample_input, sha

TODAY = date(2026, 3, 1)
WAIVER = Waiver(
    identity="T06.ROW.TOTAL", scope=DocumentScope(document=sha("first")), reason="单位已作说明",
    evidence="更正说明", approver="预算科", approved_on=TODAY - timedelta(days=9),
    expires=TODAY + timedelta(days=99),
)  # fmt: skip


def _files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def _build(
    data: ReportInput, folder: Path, waivers: tuple[Waiver, ...] = (), pdf: Path | None = None
) -> BuiltReport:
    return build(
        data,
        folder,
        pdf_path=lambda d: pdf if d == sha("first") else None,
        crop=fake_crop,
        waivers=waivers,
        today=TODAY,
        inputs="same",
    )


def _without_a_document(data: ReportInput) -> None:
    data.documents = data.documents[1:]


def _other_sentence(data: ReportInput) -> None:
    data.findings[0] = replace(data.findings[0], sentence_zh="换了一句话。")


def _other_level(data: ReportInput) -> None:
    data.findings[0] = replace(data.findings[0], severity="info")


def _finding_gone(data: ReportInput) -> None:
    data.findings = data.findings[1:]


def _doubted(data: ReportInput) -> None:
    data.findings[0] = replace(data.findings[0], attribution="undetermined")


def _other_count(data: ReportInput) -> None:
    data.tallies[0] = data.tallies[0]._replace(n=data.tallies[0].n + 1)


def _one_more_reason(data: ReportInput) -> None:
    data.tallies.append(
        Tally(sha("first"), "T01.BAL", "NOT_EVALUABLE", "cell_unreadable", False, 3)
    )


def _other_unit(data: ReportInput) -> None:
    data.documents[0] = replace(data.documents[0], unit_name="另一个单位")


def _other_year(data: ReportInput) -> None:
    data.documents[0] = replace(data.documents[0], fiscal_year=2019)


def _other_place(data: ReportInput) -> None:
    key, place = next((k, p) for k, p in data.places.items() if p.row_label)
    data.places[key] = replace(place, row_label="换了行名")


def _place_moved(data: ReportInput) -> None:
    for key in data.places:
        data.places[key] = Place()


def _other_number(data: ReportInput) -> None:
    at = next(n for n, v in enumerate(data.verdicts) if v.reported == "254.53")
    data.verdicts[at] = replace(data.verdicts[at], reported="254.54")


def _other_box(data: ReportInput) -> None:
    def moved(evidence: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(replace(e, x1=e.x1 and e.x1 + 3) for e in evidence)  # type: ignore[type-var, attr-defined]

    data.verdicts = [replace(v, evidence=moved(v.evidence)) for v in data.verdicts]  # type: ignore[arg-type]


def _table_unknown(data: ReportInput) -> None:
    data.form_tables[0] = replace(data.form_tables[0], form=None)


def _other_listing(data: ReportInput) -> None:
    data.acquisitions = [replace(a, published_on=date(2025, 1, 1)) for a in data.acquisitions]


def _known_before(data: ReportInput) -> None:
    later = with_history(data)
    data.history, data.runs = later.history, later.runs


def _other_rule(data: ReportInput) -> None:
    some = next(iter(data.identities))
    data.identities[some] = replace(data.identities[some], en="Another sentence")


CHANGES: list[Callable[[ReportInput], None]] = [
    _without_a_document, _other_sentence, _other_level, _finding_gone, _doubted, _other_count,
    _one_more_reason, _other_unit, _other_year, _other_place, _place_moved, _other_number,
    _other_box, _table_unknown, _other_listing, _known_before, _other_rule,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__.strip("_"))
@pytest.mark.parametrize("back", [False, True], ids=["there", "and back"])
def test_whatever_changes_the_site_is_that_of_a_build_from_nothing(
    tmp_path: Path, change: Callable[[ReportInput], None], back: bool
) -> None:
    before, _ = sample_input()
    after, _ = sample_input()
    change(after)
    first, second = (after, before) if back else (before, after)
    _build(first, tmp_path / "twice")
    _build(second, tmp_path / "twice")
    _build(second, tmp_path / "fresh")
    assert _files(tmp_path / "twice") == _files(tmp_path / "fresh")


def test_waivers_and_originals_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    data, content = sample_input()
    pdf = tmp_path / "first.pdf"
    pdf.write_bytes(content)
    with_both, with_none = tmp_path / "both", tmp_path / "none"
    _build(data, with_both, (WAIVER,), pdf)
    _build(data, with_none)
    both, none = _files(with_both), _files(with_none)
    assert both != none
    _build(data, with_both)
    _build(data, with_none, (WAIVER,), pdf)
    assert _files(with_both) == none
    assert _files(with_none) == both


def test_a_report_that_stands_is_known_by_what_it_was_made_of(tmp_path: Path) -> None:
    data, _ = sample_input()
    assert standing(tmp_path, "same") is None
    built = _build(data, tmp_path)
    found = standing(tmp_path, "same")
    assert found is not None and found.n_kept == found.n_pages == built.n_pages
    assert (found.n_documents, found.n_findings, found.n_review, found.index, found.workbook) == (
        built.n_documents, built.n_findings, built.n_review, built.index, built.workbook,
    )  # fmt: skip
    assert standing(tmp_path, "another") is None


@pytest.mark.parametrize("name", ["findings.xlsx", "index.html", "data/units.js", "crops", "page"])
def test_a_report_of_which_a_file_is_lost_does_not_stand(tmp_path: Path, name: str) -> None:
    data, _ = sample_input()
    _build(data, tmp_path)
    whole = _files(tmp_path)
    if name == "crops":
        name = next(n for n in whole if n.startswith("crops/"))
    if name == "page":
        name = next(n for n in whole if n.startswith("documents/"))
        (tmp_path / name).write_bytes(whole[name][:-1])
    else:
        (tmp_path / name).unlink()
    assert standing(tmp_path, "same") is None
    _build(data, tmp_path)
    assert _files(tmp_path) == whole and standing(tmp_path, "same") is not None


def test_a_build_that_was_killed_does_not_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _ = sample_input()
    _build(data, tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    _other_sentence(data)
    with monkeypatch.context() as patch:
        patch.setattr("expectations.reports.files.atomic_write", full)
        with pytest.raises(OSError, match="disk full"):
            _build(data, tmp_path)
    assert standing(tmp_path, "same") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"inputs": "same"}', "null"])
def test_a_summary_that_cannot_be_read_costs_only_time(tmp_path: Path, content: str) -> None:
    data, _ = sample_input()
    _build(data, tmp_path)
    (tmp_path / "report-inputs.json").write_text(content, encoding="utf-8")
    assert standing(tmp_path, "same") is None
    _build(data, tmp_path)
    assert json.loads((tmp_path / "report-inputs.json").read_text())["inputs"] == "same"


def test_a_report_without_all_its_pictures_never_stands(tmp_path: Path) -> None:
    data, _ = sample_input()

    def refuse(*_: object) -> bytes:
        raise OSError("no memory")

    build(data, tmp_path, pdf_path=lambda _: None, crop=refuse, inputs="same")
    assert standing(tmp_path, "same") is None
