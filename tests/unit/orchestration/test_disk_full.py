"""A full disk: said as such, not tried again, and nothing half-written is left."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from extractors.archive import Archive
from orchestration.retry import is_disk_full
from orchestration.settings import Settings
from orchestration.stages import archive_portal, list_portal
from tests.unit.orchestration.conftest import entry

ROOT = Path(__file__).resolve().parents[3]
PDF_BYTES = 300_000
FILES = 8


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A portal of eight large files."""
    site = tmp_path / "site"
    site.mkdir()
    rows = "".join(
        f'<li><a href="P0{n}.pdf">甲局{2020 + n % 2}年预算</a></li>' for n in range(FILES)
    )
    (site / "index.html").write_text(f"<meta charset=utf-8><ul>{rows}</ul>", encoding="utf-8")
    for n in range(FILES):
        (site / f"P0{n}.pdf").write_bytes(b"%PDF-1.4 " + os.urandom(PDF_BYTES))
    registry = tmp_path / "registry"
    registry.mkdir()
    text = yaml.safe_dump(entry("000000_a", loopback=str(site)), allow_unicode=True)
    (registry / "000000_a.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("MINGZHANG_REGISTRY", str(registry))
    return "000000_a"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """One megabyte that is really full after three files."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_archive_is_an_error_that_says_so_and_the_rerun_completes(
    settings: Settings, portal: str, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGZHANG_ARCHIVE", str(small_disk / "archive"))
    monkeypatch.setenv("MINGZHANG_RETRY_WAIT", "0")
    files, _ = list_portal(settings, portal)
    assert len(files) == FILES
    with pytest.raises(OSError, match="磁盘已满") as full:
        archive_portal(settings, portal, [2020, 2021])
    assert is_disk_full(full.value)
    archive = Archive(settings.archive_url)
    kept = list(archive.versions(portal))
    assert 0 < len(kept) < FILES
    assert [p.kind for p in archive.verify() if p.kind in {"changed", "missing"}] == []
    assert not list(small_disk.rglob(".*.tmp"))

    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    summary = archive_portal(settings, portal, [2020, 2021])
    assert summary.counts["new"] == FILES - len(kept)
    assert summary.counts["unchanged"] == len(kept)
    assert len(list(archive.versions(portal))) == FILES


@pytest.mark.parametrize("errno_name", ["ENOSPC", "EDQUOT"])
def test_a_full_disk_is_known_behind_other_errors(errno_name: str) -> None:
    full = OSError(getattr(errno, errno_name), "full")
    try:
        try:
            raise full
        except OSError as error:
            raise RuntimeError("outer") from error
    except RuntimeError as outer:
        assert is_disk_full(outer)
    assert not is_disk_full(OSError(errno.EACCES, "no"))


def test_the_archive_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no file system can be mounted: the error at the boundary itself."""
    archive = Archive(tmp_path / "archive")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        archive.put(b"%PDF-1.4", portal="p", url="http://x/1.pdf", file_name="1.pdf")
    monkeypatch.undo()
    assert list(archive.versions("p")) == []
    assert [p for p in (tmp_path / "archive").rglob("*") if p.is_file()] == []
