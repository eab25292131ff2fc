"""dbt as a child of a run: ``python -m orchestration.dbt_child ARGUMENTS`` ends with the run."""

from __future__ import annotations

from dbt.cli.main import cli

from extractors.lifeline import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    cli()
