"""The warehouse: build the working file with dbt, judge it, publish a snapshot.

Two DuckDB files lie in ``<home>/warehouse``:

``working.duckdb``
    the only file that dbt and the judge write; one writer, nobody reads it beside.
``mingzhang.duckdb``
    the published snapshot: every mart as a plain table in the schema ``main``.  It is
    written beside, checked, and put in place by one rename, so a reader is never locked
    out and a query that runs keeps the file it began with.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from extractors.atomic import atomic_write
from extractors.contracts import (
    CONTRACT_VERSION,
    FACT_RECORDS,
    PART_RECORDS,
    RECORDS,
    VERDICT_RECORDS,
    arrow_schema,
)
from orchestration.settings import checkout_root
from orchestration.snapshot import PublishResult, publish
from orchestration.warehouse_paths import (
    OFFLINE,
    OVERSIGHT_TAG,
    STORAGE_VERSION,
    Home,
    WarehouseError,
    dbt_target,
    published_path,
    working_path,
)

if TYPE_CHECKING:
    from expectations.catalogue import Catalogue

__all__ = [
    "STORAGE_VERSION",
    "BuildResult",
    "Home",
    "PublishResult",
    "WarehouseError",
    "build",
    "prepare",
    "publish",
    "published_path",
    "refresh",
    "run_judge",
    "working_path",
]

#: dbt's selector of the models that are made of verdicts.
OVERSIGHT = f"tag:{OVERSIGHT_TAG}"

#: Columns beside the contract's that the judge needs to compare documents.
_DOCUMENT_EXTRA = ("x.unit_key", "x.is_current", "m.department_unit_key")


def run_dbt(
    settings: Home, command: str, arguments: Sequence[str] = (), target: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one dbt command on the project in a process of its own and wait for it.

    ``target`` is where dbt writes its manifest and results; the build's own by default.
    """
    project = project_folder()
    line = [sys.executable, "-m", "orchestration.dbt_child", "--no-use-colors"]
    line += ["--log-path", str(settings.home / "logs" / "dbt")]
    line += [command, "--project-dir", str(project), "--profiles-dir", str(project)]
    line += ["--target-path", str(target or dbt_target(settings)), *arguments]
    environment = os.environ | {
        "MINGZHANG_HOME": settings.home.resolve().as_posix(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        "PYTHONPATH": _before_path(Path(__file__).resolve().parents[1]),
    }
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        line,
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _before_path(folder: Path) -> str:
    """PYTHONPATH with this folder first: dbt runs in the project's folder, not in ours."""
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))


@dataclass(frozen=True)
class BuildResult:
    """What one dbt build did: nodes by status, failures with their message, seconds."""

    statuses: dict[str, int]
    failures: tuple[str, ...]
    warnings: tuple[str, ...]
    duration_s: float


def project_folder() -> Path:
    """The dbt project: MINGZHANG_DBT_PROJECT, else ``dbt_project`` of the checkout.

    Raises WarehouseError where there is none (an installed package without a checkout).
    """
    if configured := os.environ.get("MINGZHANG_DBT_PROJECT"):
        return Path(configured).resolve()
    root = checkout_root()
    if root is None or not (root / "dbt_project" / "dbt_project.yml").is_file():
        raise WarehouseError("找不到 dbt 项目：请在代码目录中运行，或设置 MINGZHANG_DBT_PROJECT")
    return root / "dbt_project"


def prepare(settings: Home) -> None:
    """Create the folders, and an empty typed Parquet file for every record.

    The empty files make every glob of the staging models match, so a record that nothing
    has written yet is an empty relation with the right columns.  Verdict files that are
    there are left alone unless their columns are of another contract version.
    """
    # imported here: a code location that only shows the graph needs no judge
    from expectations.store import ensure_parts

    (settings.home / "warehouse").mkdir(parents=True, exist_ok=True)
    ensure_parts(settings.home / "verdicts")
    for name, record in RECORDS.items():
        schema = arrow_schema(record)
        if name in PART_RECORDS:
            continue
        if name in VERDICT_RECORDS:
            path = settings.home / "verdicts" / f"{name}.parquet"
            if path.is_file() and pq.read_schema(path).names == schema.names:
                continue
        else:
            path = settings.home / "facts" / "parquet" / name / "_empty.parquet"
            if path.is_file() and pq.read_schema(path).equals(schema):
                continue
        with atomic_write(path, durable=False) as stream:
            pq.write_table(schema.empty_table(), stream, compression="zstd")


def build(
    settings: Home,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    command: str = "build",
    full_refresh: bool = False,
) -> BuildResult:
    """Run dbt (models, seeds, data tests) on the working file, in its own process.

    ``select`` and ``exclude`` are dbt's.  dbt's unit tests are left to the test suite.
    Models at the grain of a cell or a verdict are computed for changed documents only, unless the
    dbt project, the contracts or DuckDB changed since the last build, or ``full_refresh``.
    Raises WarehouseError with the first failures when a node fails.
    """
    prepare(settings)
    arguments: list[str] = []
    digest = project_digest(project_folder())
    stamps = _stamps(settings, select, exclude)
    if command == "build":
        arguments += ["--exclude-resource-type", "unit_test"]
        # A part of the models does not see what changed for the others: it is built anew.
        if full_refresh or not stamps or {_built_from(settings, s) for s in stamps} != {digest}:
            arguments += ["--full-refresh"]
            for stamp in stamps:
                stamp.unlink(missing_ok=True)
    if select:
        arguments += ["--select", *select]
    if exclude:
        arguments += ["--exclude", *exclude]
    results = dbt_target(settings) / "run_results.json"
    results.unlink(missing_ok=True)
    started = time.monotonic()
    done = run_dbt(settings, command, arguments)
    duration_s = time.monotonic() - started
    if not results.is_file():
        raise WarehouseError(
            f"dbt 未能运行（退出码 {done.returncode}）：{(done.stdout + done.stderr)[-3000:]}"
        )
    outcome = _read_results(results, duration_s)
    if done.returncode != 0 or outcome.failures:
        raise WarehouseError(
            "dbt 构建未通过：" + "；".join(outcome.failures[:5] or (done.stdout[-2000:],))
        )
    if command == "build":
        for stamp in stamps:
            stamp.write_text(digest, encoding="utf-8")
    return outcome


def project_digest(project: Path) -> str:
    """Digest of all that decides what the tables look like: dbt's files, contracts, DuckDB."""
    digest = hashlib.sha256(f"{CONTRACT_VERSION} {duckdb.__version__}".encode())
    folders = ("models", "macros", "seeds", "tests")
    files = [p for f in folders for p in sorted((project / f).rglob("*")) if p.is_file()]
    for path in [project / "dbt_project.yml", project / "profiles.yml", *files]:
        digest.update(path.relative_to(project).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamps(settings: Home, select: Sequence[str], exclude: Sequence[str]) -> list[Path]:
    """Where it is written what each whole pass of a build was made from; none for other parts."""
    folder = settings.home / "warehouse"
    facts, oversight = folder / "built_from.txt", folder / "oversight_from.txt"
    if select:
        return [oversight] if list(select) == [OVERSIGHT] and not exclude else []
    return [facts] if OVERSIGHT in exclude else [facts, oversight]


def forget_build(settings: Home) -> None:
    """Have the next build compute every table anew."""
    for stamp in _stamps(settings, (), ()):
        stamp.unlink(missing_ok=True)


def _built_from(settings: Home, stamp: Path) -> str | None:
    """Digest of the last build that came to its end on the working file that is there."""
    if not working_path(settings).is_file() or not stamp.is_file():
        return None
    return stamp.read_text(encoding="utf-8")


def _read_results(path: Path, duration_s: float) -> BuildResult:
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    statuses = Counter(str(r["status"]) for r in results)
    lines: dict[str, list[str]] = {"bad": [], "warn": []}
    for r in results:
        kind = "bad" if r["status"] in ("error", "fail", "runtime error") else str(r["status"])
        if kind in lines:
            message = " ".join(str(r.get("message") or "").split())[:500]
            lines[kind].append(f"{r['unique_id']}: {message}")
    return BuildResult(dict(statuses), tuple(lines["bad"]), tuple(lines["warn"]), duration_s)


@contextmanager
def open_working(settings: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working file, for writing.  Raises WarehouseError while another process has it."""
    try:
        connection = duckdb.connect(str(working_path(settings)), config=dict(OFFLINE))
    except duckdb.IOException as error:
        raise WarehouseError(f"工作库正被另一进程使用：{error}") from error
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def create_fact_views(connection: duckdb.DuckDBPyConnection) -> None:
    """The schema ``facts``: the contract's columns over the marts, as the judge reads them.

    ``facts.document`` holds ``unit_key``, ``is_current`` and ``department_unit_key`` beside;
    ``facts.department_unit`` is what each department lists (:mod:`expectations.units`).
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS facts")
    for name, record in FACT_RECORDS.items():
        columns = ", ".join(f"t.{n}" for n in arrow_schema(record).names)
        if name == "document":
            extra = ", ".join(_DOCUMENT_EXTRA)
            source = (
                "intermediate.int_documents t "
                "JOIN intermediate.int_document_context x ON x.document_id = t.document_id "
                "LEFT JOIN intermediate.int_unit_departments m ON m.unit_key = x.unit_key"
            )
            columns = f"{columns}, t.published_on, {extra}"
        else:
            source = f"marts.fct_{name} t"
        connection.execute(f"CREATE OR REPLACE VIEW facts.{name} AS SELECT {columns} FROM {source}")
    connection.execute(
        "CREATE OR REPLACE VIEW facts.department_unit AS "
        "SELECT * FROM intermediate.int_department_units"
    )


def run_judge(
    settings: Home, catalogue: Catalogue | None = None, run_id: str | None = None
) -> dict[str, int]:
    """Judge the documents whose facts, or the rules, changed; write the run's history.

    Returns the number of verdicts by status, and of findings under ``findings``; of these,
    ``findings_new`` and ``findings_standing``, and ``findings_resolved`` since the last run;
    ``documents_judged`` and ``documents_kept``, whose verdicts stood.
    Raises WarehouseError when the working file is in use.
    """
    from expectations.catalogue import load_catalogue

    with open_working(settings) as connection:
        create_fact_views(connection)
        return judge_facts_into(
            connection, settings.home / "verdicts", catalogue or load_catalogue(), run_id
        )


def judge_facts_into(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    catalogue: Catalogue,
    run_id: str | None = None,
) -> dict[str, int]:
    """:func:`run_judge` on the schema ``facts`` of a connection, into a folder of verdicts."""
    from expectations.history import record_run
    from expectations.store import attach_verdicts, refresh_verdicts

    done = refresh_verdicts(connection, catalogue, folder)
    attach_verdicts(connection, folder)
    digests = connection.execute("SELECT document_id, digest FROM judged.judged").fetchall()
    run = record_run(
        connection,
        folder,
        catalogue_digest=catalogue.digest,
        run_id=run_id,
        out_schema="judged",
        digests=dict(digests),
    )
    counts = connection.execute(
        "SELECT verdict, count(*) FROM judged.verdict GROUP BY verdict ORDER BY verdict"
    ).fetchall()
    found = connection.execute("SELECT count(*) FROM judged.finding").fetchone()
    return {str(k): int(n) for k, n in counts} | {
        "findings": int(found[0]) if found else 0,
        "findings_new": run.findings_new,
        "findings_standing": run.findings_standing,
        "findings_resolved": run.findings_resolved,
        "documents_judged": done.judged,
        "documents_kept": done.kept,
    }


def refresh(settings: Home, catalogue: Catalogue | None = None) -> PublishResult:
    """Facts to snapshot: build, judge, build the oversight marts, publish."""
    build(settings, exclude=[OVERSIGHT])
    run_judge(settings, catalogue)
    build(settings, select=[OVERSIGHT])
    return publish(settings)
