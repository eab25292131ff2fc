import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from extractors.archive import Archive, sniff

PDF = b"%PDF-1.7\nsome bytes"
URL = "http://portal.example/a/P020240101.pdf"


def put(archive: Archive, data: bytes = PDF, url: str = URL, **more: object) -> bool:
    _, is_new = archive.put(data, portal="p", url=url, file_name="a.pdf", **more)  # type: ignore[arg-type]
    return is_new


def test_bytes_and_sidecar_say_where_they_were_found(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(
        PDF,
        portal="p",
        url=URL,
        file_name="预算.pdf",
        fiscal_year=2024,
        page_url="http://portal.example/a/t1.html",
        title="2024年预算",
        published_on=date(2024, 3, 1),
        headers={"etag": '"x"'},
        fetched_at=datetime(2024, 3, 2, tzinfo=UTC),
    )
    (version,) = archive.versions("p")
    found = version.acquisition
    assert found.document_id == sha256(PDF).hexdigest()
    assert (found.fiscal_year, found.title, found.published_on) == (
        2024,
        "2024年预算",
        date(2024, 3, 1),
    )
    assert found.content_type == "application/pdf"
    assert version.file_name == "预算.pdf"
    assert version.headers == {"etag": '"x"'}
    assert archive.get(found.document_id) == PDF
    assert archive.local_path(found.document_id, tmp_path / "cache").read_bytes() == PDF


def test_the_same_bytes_at_the_same_address_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert put(archive)
    before = sorted(p for p in tmp_path.rglob("*"))
    assert not put(archive)
    assert sorted(p for p in tmp_path.rglob("*")) == before


def test_other_bytes_at_a_known_address_are_a_new_version(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive, fetched_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert put(archive, PDF + b" replaced", fetched_at=datetime(2024, 2, 1, tzinfo=UTC))
    ids = [v.acquisition.document_id for v in archive.versions("p")]
    assert ids == [sha256(PDF).hexdigest(), sha256(PDF + b" replaced").hexdigest()]
    latest = archive.latest("p", URL)
    assert latest is not None
    assert latest.acquisition.document_id == ids[1]
    # and back again: the publisher restored the first one, which is a third event
    assert put(archive, PDF, fetched_at=datetime(2024, 3, 1, tzinfo=UTC))
    assert len(list(archive.versions("p"))) == 3
    assert len(list((tmp_path / "objects").rglob("*.*"))) == 0
    assert len([p for p in (tmp_path / "objects").rglob("*") if p.is_file()]) == 2


def test_two_addresses_share_one_object(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive)
    put(archive, url=URL + "?other")
    assert len(list(archive.versions())) == 2
    assert len([p for p in (tmp_path / "objects").rglob("*") if p.is_file()]) == 1


def test_verify_finds_changed_and_missing_bytes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive)
    put(archive, PDF + b"2", url=URL + "2")
    assert list(archive.verify()) == []
    first, second = sha256(PDF).hexdigest(), sha256(PDF + b"2").hexdigest()
    (tmp_path / "objects" / first[:2] / first).write_bytes(b"rot")
    (tmp_path / "objects" / second[:2] / second).unlink()
    assert {(p.subject, p.kind, p.addresses) for p in archive.verify()} == {
        (first, "changed", (URL,)),
        (second, "missing", (URL + "2",)),
    }


def test_a_store_that_is_no_folder_works_too(tmp_path: Path) -> None:
    archive = Archive("memory://archive-test")
    put(archive)
    (version,) = archive.versions("p")
    document_id = version.acquisition.document_id
    path = archive.local_path(document_id, tmp_path / "cache")
    assert path.read_bytes() == PDF
    assert archive.local_path(document_id, tmp_path / "cache") == path
    assert archive.portals() == ["p"]
    assert list(archive.verify()) == []


def test_sidecars_are_json_that_a_person_can_read(tmp_path: Path) -> None:
    put(Archive(tmp_path), title="预算")
    (sidecar,) = (tmp_path / "acquisitions").rglob("*.json")
    text = sidecar.read_text(encoding="utf-8")
    assert "预算" in text
    assert json.loads(text)["sidecar_version"] == 1


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "application/pdf"),
        (b"junk before %PDF-1.4", "application/pdf"),
        (b"\r\n<!DOCTYPE HTML><html>", "text/html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "text/html"),
        (b"PK\x03\x04", "application/zip"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        (b"MZ\x90", "application/vnd.microsoft.portable-executable"),
        (b"", "application/octet-stream"),
    ],
)
def test_media_types_come_from_the_bytes(head: bytes, media_type: str) -> None:
    assert sniff(head) == media_type
