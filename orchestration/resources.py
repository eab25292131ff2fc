"""Dagster resources: the deployment's home."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.settings import Settings


class Home(dg.ConfigurableResource[Settings]):
    """The folder that everything is kept in; empty takes MINGZHANG_HOME or the default."""

    path: str = ""

    def settings(self) -> Settings:
        """Settings of this home, its folders made."""
        return Settings.load(Path(self.path) if self.path else None).prepare()
