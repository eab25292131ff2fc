"""One warehouse of the sample facts, built, judged and published once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import warehouse
from orchestration.settings import Settings
from tests.support.sample_facts import write_sample


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home: Path = tmp_path_factory.mktemp("warehouse") / "主目录 it's"
    home.mkdir()
    write_sample(home)
    made = Settings(home=home)
    warehouse.refresh(made)
    return made


@pytest.fixture
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse.published_path(settings)), read_only=True) as connection:
        yield connection
