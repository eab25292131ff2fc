"""The dbt project as Dagster's graph: a model is an asset, a data test is its check.

Built from dbt's own manifest.  The manifest is made by ``dbt parse`` when there is
none, and again when a file of the project changed: a fresh clone loads, and an
edited model shows at the next load.  dbt itself runs in :mod:`orchestration.warehouse`;
what it did is read from its ``run_results.json``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from filelock import FileLock

from extractors.atomic import atomic_write
from orchestration.freshness import add_files
from orchestration.warehouse import prepare, project_folder, run_dbt
from orchestration.warehouse_paths import OVERSIGHT_TAG, Home, WarehouseError, dbt_target

#: dbt source -> the asset that writes what it reads.
SOURCES = {"facts": dg.AssetKey("facts"), "verdicts": dg.AssetKey("verdicts")}
#: Seconds to wait for another process that parses the project.
PARSE_TIMEOUT_S = 600
_BUILT = ("model", "seed")
_FINISHED = {"success", "pass", "warn", "fail"}


def ensure_manifest(settings: Home) -> Path:
    """The manifest of the project as it is now; parsed again (5 s) where need be.

    It lies apart from the build's own, which dbt writes anew in each run: whoever loads
    the graph meanwhile must not read half a file.  Processes that load at the same time
    wait for the first.
    """
    folder = settings.home / "warehouse" / "dbt-graph"
    path, mark = folder / "manifest.json", folder / "manifest.sha256"
    state = hashlib.sha256()
    add_files(state, project_folder(), ("*.sql", "*.yml", "*.csv", "*.md"))

    def is_current() -> bool:
        return path.is_file() and mark.is_file() and mark.read_text() == state.hexdigest()

    if is_current():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "manifest.lock", timeout=PARSE_TIMEOUT_S):
        if is_current():
            return path
        prepare(settings)
        done = run_dbt(settings, "parse", target=folder)
        if done.returncode != 0 or not path.is_file():
            raise WarehouseError(f"dbt 项目无法解析：{(done.stdout + done.stderr)[-3000:]}")
        with atomic_write(mark) as stream:
            stream.write(state.hexdigest().encode())
    return path


@dataclass(frozen=True)
class DbtGraph:
    """Assets and checks of one manifest."""

    manifest: Mapping[str, Any]

    @classmethod
    def load(cls, settings: Home) -> DbtGraph:
        """The graph of the project as it is now.  Raises WarehouseError."""
        return cls(json.loads(ensure_manifest(settings).read_bytes()))

    @cached_property
    def _nodes(self) -> dict[str, Mapping[str, Any]]:
        return {
            name: node
            for name, node in self.manifest["nodes"].items()
            if node["resource_type"] in _BUILT
        }

    def key(self, unique_id: str) -> dg.AssetKey:
        """Asset of a model, a seed (layer, name) or a source (who writes it)."""
        if unique_id in self._nodes:
            node = self._nodes[unique_id]
            return dg.AssetKey([node["schema"], node["name"]])
        return SOURCES[self.manifest["sources"][unique_id]["source_name"]]

    def keys_read_by_judge(self) -> list[dg.AssetKey]:
        """Every table of the first pass that the judge's views may stand on."""
        return [
            self.key(name)
            for name, node in self._nodes.items()
            if OVERSIGHT_TAG not in node["tags"] and node["schema"] in {"marts", "intermediate"}
        ]

    def keys_published(self) -> list[dg.AssetKey]:
        """Every mart."""
        return [self.key(name) for name, node in self._nodes.items() if node["schema"] == "marts"]

    def specs(self, *, oversight: bool) -> list[dg.AssetSpec]:
        """The assets of one pass: without verdicts, or those that need them."""
        return [
            self._spec(name, node)
            for name, node in sorted(self._nodes.items())
            if (OVERSIGHT_TAG in node["tags"]) is oversight
        ]

    def _spec(self, unique_id: str, node: Mapping[str, Any]) -> dg.AssetSpec:
        columns = [
            dg.TableColumn(c["name"], c["data_type"] or "", description=c["description"])
            for c in node["columns"].values()
        ]
        metadata: dict[str, Any] = {"dagster/table_name": f"{node['schema']}.{node['name']}"}
        if columns:
            metadata["dagster/column_schema"] = dg.TableSchema(columns)
        above = {tuple(self.key(n).path) for n in node.get("depends_on", {}).get("nodes", [])}
        return dg.AssetSpec(
            self.key(unique_id),
            deps=[dg.AssetKey(path) for path in sorted(above)],
            description=node["description"] or None,
            group_name="oversight" if OVERSIGHT_TAG in node["tags"] else node["schema"],
            kinds={"dbt", "duckdb"} if node["resource_type"] == "model" else {"dbt", "csv"},
            code_version=node["checksum"]["checksum"][:12],
            metadata=metadata,
        )

    @cached_property
    def _tests(self) -> dict[str, tuple[str, str]]:
        """Data test -> (node that it tests, name of the check)."""
        tests: dict[str, tuple[str, str]] = {}
        taken: set[tuple[str, str]] = set()
        for unique_id, node in sorted(self.manifest["nodes"].items()):
            if node["resource_type"] != "test":
                continue
            attached = node.get("attached_node") or next(
                (n for n in reversed(node["depends_on"]["nodes"]) if n in self._nodes), None
            )
            if attached not in self._nodes:
                continue
            name = re.sub(r"\W", "_", node["name"])[:120]
            if (attached, name) in taken:
                name = f"{name}_{unique_id.rsplit('.', 1)[-1]}"
            taken.add((attached, name))
            tests[unique_id] = attached, name
        return tests

    def check_specs(self, *, oversight: bool) -> list[dg.AssetCheckSpec]:
        """The data tests of one pass."""
        return [
            dg.AssetCheckSpec(
                name,
                asset=self.key(attached),
                description=self.manifest["nodes"][test]["description"] or None,
                blocking=False,
            )
            for test, (attached, name) in self._tests.items()
            if (OVERSIGHT_TAG in self._nodes[attached]["tags"]) is oversight
        ]

    def selection(self, keys: set[dg.AssetKey]) -> list[str]:
        """dbt's ``--select`` of some assets."""
        return sorted(n["name"] for name, n in self._nodes.items() if self.key(name) in keys)

    def events(
        self, results: list[Mapping[str, Any]], keys: set[dg.AssetKey]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        """What a dbt run did to these assets; a node that failed was not materialized."""
        for result in results:
            name, status = result["unique_id"], result["status"]
            if name in self._nodes and status == "success" and self.key(name) in keys:
                seconds = round(float(result["execution_time"]), 2)
                yield dg.MaterializeResult(
                    asset_key=self.key(name), metadata={"dbt_seconds": seconds}
                )
        for result in results:
            if result["unique_id"] not in self._tests or result["status"] not in _FINISHED:
                continue
            attached, name = self._tests[result["unique_id"]]
            if self.key(attached) in keys:
                yield _check(self.key(attached), name, result)


def _check(asset: dg.AssetKey, name: str, result: Mapping[str, Any]) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"failing_rows": int(result["failures"] or 0)}
    if result["message"]:
        metadata["message"] = str(result["message"])
    if sql := result.get("compiled_code"):
        metadata["sql"] = dg.MetadataValue.md(f"```sql\n{sql.strip()}\n```")
    warned = result["status"] == "warn"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=result["status"] == "pass",
        severity=dg.AssetCheckSeverity.WARN if warned else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )


def read_results(settings: Home) -> list[Mapping[str, Any]]:
    """One entry per node of dbt's last run; empty where it did not get to writing them."""
    path = dbt_target(settings) / "run_results.json"
    if not path.is_file():
        return []
    results: list[Mapping[str, Any]] = json.loads(path.read_bytes())["results"]
    return results
