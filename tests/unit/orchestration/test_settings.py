import ast
import os
import re
from pathlib import Path

import pytest
import yaml

from orchestration.errors import UserError
from orchestration.partitions import by_portal, partition_key, portal_year
from orchestration.settings import Settings, checkout_root, default_home, fiscal_years, parse_years

ROOT = Path(__file__).resolve().parents[3]


def test_home_is_the_variable_then_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_HOME", "/some/where")
    assert default_home() == Path("/some/where").resolve()
    monkeypatch.delenv("MINGZHANG_HOME")
    assert default_home() == ROOT / "data"
    assert checkout_root() == ROOT


def test_an_installed_package_uses_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    monkeypatch.setattr("orchestration.settings.checkout_root", lambda: None)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home() == tmp_path / "mingzhang"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert default_home() == tmp_path / "local" / "mingzhang"


def test_another_home_has_an_instance_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    folder = Settings(tmp_path / "home").prepare().dagster_home()
    assert folder == tmp_path / "home" / "dagster"
    assert os.environ["DAGSTER_HOME"] == str(folder)
    config = yaml.safe_load((folder / "dagster.yaml").read_text())
    assert config["telemetry"] == {"enabled": False}
    assert config["run_monitoring"]["free_slots_after_run_end_seconds"] > 0
    monkeypatch.delenv("DAGSTER_HOME")


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("2023..2025", "2023", "2025", 3),
        ("2024", "2024", "2024", 1),
        ("..2012", "2010", "2012", 3),
        ("unknown", "unknown", "unknown", 1),
        (None, "2010", "unknown", len(fiscal_years())),
    ],
)
def test_years(text: str | None, first: str, last: str, count: int) -> None:
    years = parse_years(text)
    assert (years[0], years[-1], len(years)) == (first, last, count)


@pytest.mark.parametrize("text", ["24", "2024-2025", "..", "2025..2023", "1999", "'; drop"])
def test_years_that_mean_nothing(text: str) -> None:
    with pytest.raises(UserError, match="年度"):
        parse_years(text)


def test_the_years_of_a_portal_are_neighbours() -> None:
    keys = list(portal_year.get_partition_keys())
    years = fiscal_years()
    start = keys.index(partition_key("000000_demo", years[0]))
    part = keys[start : start + len(years)]
    assert by_portal(part) == {"000000_demo": years}


def test_only_what_the_command_needs_is_imported_for_help() -> None:
    """The help must come at once: nothing heavy is imported by the command itself."""
    heavy = re.compile(r"dagster|duckdb|great_expectations|scrapy|camelot|pandas|cv2|expectations")
    for name in ("main", "output", "__init__"):
        path = ROOT / "orchestration" / "cli" / f"{name}.py"
        for node in ast.parse(path.read_text()).body:
            modules = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not [m for m in modules if heavy.match(m)], path
