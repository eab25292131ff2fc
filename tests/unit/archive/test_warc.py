import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from extractors.archive import Archive, Provenance
from extractors.archive.warc import write_warc

PDF = b"%PDF-1.7\nwarc"


def fill(archive: Archive) -> None:
    when = datetime(2024, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)
    common = {"portal": "440100_a", "fetched_at": when, "title": "某局2024年预算"}
    put = archive.put
    put(
        PDF,
        url="http://h.example/预算.pdf",
        file_name="预算.pdf",
        headers={"content-type": "application/pdf", "etag": '"x"'},
        **common,
    )  # type: ignore[arg-type]
    put(PDF, url="http://h.example/copy.pdf", file_name="copy.pdf", **common)  # type: ignore[arg-type]
    put(
        PDF + b"2",
        url="http://h.example/a.zip#甲/x.pdf",
        file_name="x.pdf",
        provenance=Provenance(container="0" * 64, member="甲/x.pdf"),
        **common,
    )  # type: ignore[arg-type]
    put(PDF + b"3", portal="inbox", url="file:///tmp/x.pdf", file_name="x.pdf")  # fmt: skip


class _Options:
    def __init__(self, path: Path) -> None:
        self.inputs = [str(path)]
        self.verbose = False


def test_what_is_written_passes_warcios_own_check(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    fill(archive)
    out = tmp_path / "all.warc.gz"
    assert write_warc(archive, out) == 4
    checker = Checker(_Options(out))
    checker.process_all()
    assert checker.exit_value == 0
    with out.open("rb") as stream:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(stream)
        ]
    assert Counter(r[0] for r in records) == {
        "warcinfo": 1, "response": 1, "revisit": 1, "resource": 2, "metadata": 4,
    }  # fmt: skip
    kinds = [r[0] for r in records]
    assert kinds.index("response") < kinds.index("revisit")
    assert {r[2] for r in records if r[0] in {"response", "resource"}} == {
        PDF, PDF + b"2", PDF + b"3",
    }  # fmt: skip
    said = json.loads(next(r[2] for r in records if r[0] == "metadata"))
    assert said["acquisition"]["title"] == "某局2024年预算"


def test_one_portal_and_the_same_ids_again(tmp_path: Path) -> None:
    archive = Archive("memory://warc-test")
    fill(archive)
    first, second = tmp_path / "1.warc.gz", tmp_path / "2.warc.gz"
    assert write_warc(archive, first, "inbox") == 1
    write_warc(archive, second, "inbox")

    def ids(path: Path) -> list[str]:
        with path.open("rb") as stream:
            return [
                r.rec_headers.get_header("WARC-Record-ID")
                for r in ArchiveIterator(stream)
                if r.rec_type != "warcinfo"
            ]

    assert ids(first) == ids(second)


def test_missing_bytes_leave_no_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    fill(archive)
    next(p for p in (tmp_path / "archive" / "objects").rglob("*") if p.is_file()).unlink()
    with pytest.raises(FileNotFoundError):
        write_warc(archive, tmp_path / "x.warc.gz")
    assert [p.name for p in tmp_path.iterdir()] == ["archive"]
