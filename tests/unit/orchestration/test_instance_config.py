"""An old home gets this version's dagster.yaml; what a person changed is left alone."""

from importlib.resources import files
from pathlib import Path

import pytest

from orchestration import instance_config
from orchestration.instance_config import bring_up_to_date
from orchestration.settings import Settings

SHIPPED = (files("orchestration") / "instance" / "dagster.yaml").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert bring_up_to_date(tmp_path) is None
    assert (tmp_path / "dagster.yaml").read_bytes() == SHIPPED
    return tmp_path


@pytest.fixture
def next_version(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> bytes:
    """Another file ships from now on."""
    root = tmp_path_factory.mktemp("package")
    (root / "instance").mkdir()
    text = SHIPPED + b"# next\n"
    (root / "instance" / "dagster.yaml").write_bytes(text)
    monkeypatch.setattr(instance_config, "files", lambda _: root)
    return text


def test_nothing_is_said_or_done_where_nothing_changed(folder: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in folder.iterdir()}
    assert bring_up_to_date(folder) is None
    assert {p: p.stat().st_mtime_ns for p in folder.iterdir()} == before


def test_an_untouched_file_is_replaced_with_a_backup(folder: Path, next_version: bytes) -> None:
    message = bring_up_to_date(folder)
    assert message is not None and "备份" in message
    assert (folder / "dagster.yaml").read_bytes() == next_version
    assert [p.read_bytes() for p in folder.glob("*.bak")] == [SHIPPED]
    assert bring_up_to_date(folder) is None


def test_a_changed_file_is_left_and_said_once(folder: Path, next_version: bytes) -> None:
    (folder / "dagster.yaml").write_bytes(b"storage: mine\n")
    message = bring_up_to_date(folder)
    assert message is not None and "经人修改" in message
    assert (folder / "dagster.yaml").read_bytes() == b"storage: mine\n"
    assert (folder / "dagster.yaml.new").read_bytes() == next_version
    assert bring_up_to_date(folder) is None


def test_a_home_from_before_the_mark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file is known by its digest, or counts as changed by a person."""
    (folder / ".shipped").unlink()
    (folder / "dagster.yaml").write_bytes(b"old\n")
    message = bring_up_to_date(folder)
    assert message is not None and "经人修改" in message
    (folder / ".shipped").unlink()
    digest = instance_config._digest(b"old\n")
    monkeypatch.setattr(instance_config, "_WITHOUT_MARK", frozenset({digest}))
    message = bring_up_to_date(folder)
    assert message is not None and "备份" in message
    assert (folder / "dagster.yaml").read_bytes() == SHIPPED


def test_the_message_goes_to_whoever_runs_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    Settings(tmp_path).dagster_home()
    monkeypatch.delenv("DAGSTER_HOME")
    assert "dagster.yaml" in capsys.readouterr().err
