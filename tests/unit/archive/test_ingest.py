"""Files from disk: a zip of a department becomes its members."""

from pathlib import Path

from extractors.archive import Archive
from orchestration.settings import Settings
from orchestration.stages import find_files, ingest_files
from tests.unit.archive.test_containers import PDF, zip_of


def test_a_container_on_disk_is_taken_in_with_its_members(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "全部.zip").write_bytes(zip_of({"甲/2023年.pdf": PDF, "../b.pdf": PDF}))
    (folder / "a.pdf").write_bytes(PDF + b"2")
    (folder / "x.txt").write_bytes(b"no")
    assert [p.name for p in find_files([folder])] == ["a.pdf", "全部.zip"]
    settings = Settings(tmp_path / "home").prepare()
    summary = ingest_files(settings, [folder])
    assert len(summary.new) == 3
    assert {a.fiscal_year for a in summary.new} == {None}
    assert [(o.error_kind, o.stage) for o in summary.failed] == [("member_unsafe_path", "fetch")]
    again = ingest_files(settings, [folder])
    assert (len(again.new), len(again.known)) == (0, 3)
    (member,) = (v for v in Archive(settings.archive_url).versions("inbox") if v.provenance.member)
    assert member.acquisition.title == "全部 / 甲/2023年.pdf"
