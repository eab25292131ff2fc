"""A deployment of its own for each test, and a registry of two invented portals."""

from pathlib import Path

import pytest
import yaml

from orchestration.settings import Settings

BUDGET_SEASON = {"kind": "budget", "start": "02-01", "end": "03-31"}


def entry(portal_id: str, **more: object) -> dict[str, object]:
    return {
        "id": portal_id,
        "title": f"示例门户 {portal_id[-1]}",
        "level": "demo",
        "cms": "trs",
        "hosts": [f"{portal_id[-1]}.example"],
        "entry_pages": [f"http://{portal_id[-1]}.example/index.html"],
        "verified": True,
        "seasons": [BUDGET_SEASON],
        "expected_documents": {"minimum": 2, "maximum": 5},
        "politeness": {"delay_s": 0.0, "retries": 0, "timeout_s": 2.0},
        **more,
    }


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    for portal_id in ("000000_a", "000000_b"):
        seasons = (
            [{"kind": "budget", "start": "08-01", "end": "09-30"}]
            if portal_id[-1] == "b"
            else [BUDGET_SEASON]
        )
        text = yaml.safe_dump(entry(portal_id, seasons=seasons), allow_unicode=True)
        (folder / f"{portal_id}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("MINGZHANG_REGISTRY", str(folder))
    return folder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    home = tmp_path / "home"
    monkeypatch.setenv("MINGZHANG_HOME", str(home))
    for name in ("DAGSTER_HOME", "MINGZHANG_ALERT_WEBHOOK", "MINGZHANG_SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    return Settings(home, lock_wait_s=0.3).prepare()
