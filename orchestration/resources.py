"""Dagster resources: the deployment's home, and the lock of its warehouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.locks import WAREHOUSE, exclusive
from orchestration.settings import Settings


class Home(dg.ConfigurableResource[Settings]):
    """The folder that everything is kept in; empty takes MINGZHANG_HOME or the default."""

    path: str = ""

    def settings(self) -> Settings:
        """Settings of this home, its folders made."""
        return Settings.load(Path(self.path) if self.path else None).prepare()


class WarehouseLock(dg.ConfigurableResource["WarehouseLock"]):
    """Held by a run from its first warehouse step to its last: two refreshes never mix."""

    home: dg.ResourceDependency[Home]

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseLock"]:
        """Wait for the lock, hold it while the run executes, give it back."""
        with exclusive(self.home.settings(), WAREHOUSE, "仓库"):
            yield self
