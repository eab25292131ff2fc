"""Where the warehouse's files lie, and what goes wrong with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

#: DuckDB 1.0 and later open the published file.
STORAGE_VERSION = "v1.0.0"
#: No extension is fetched from anywhere.
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


#: dbt tag of the models that are made of verdicts.
OVERSIGHT_TAG = "oversight"


class Home(Protocol):
    """The part of the settings that the warehouse uses."""

    @property
    def home(self) -> Path:
        """Folder under which everything lies."""


class WarehouseError(RuntimeError):
    """The warehouse could not be built, judged or published; the message says why."""


def memory_config(settings: Home) -> dict[str, str]:
    """DuckDB's limit (MINGZHANG_MEMORY_LIMIT, else 4 GB) and where it spills beyond it."""
    return {
        "memory_limit": os.environ.get("MINGZHANG_MEMORY_LIMIT", "4GB"),
        "temp_directory": str(settings.home / "warehouse" / "spill"),
    }


def working_path(settings: Home) -> Path:
    """The working file; only the warehouse steps open it."""
    return settings.home / "warehouse" / "working.duckdb"


def dbt_target(settings: Home) -> Path:
    """Where dbt keeps its manifest and says what its last run did."""
    return settings.home / "warehouse" / "dbt"


def published_path(settings: Home) -> Path:
    """The snapshot that everybody reads."""
    return settings.home / "warehouse" / "mingzhang.duckdb"
