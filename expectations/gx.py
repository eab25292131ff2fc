"""Great Expectations over the verdicts: one expectation per identity, one suite per form family.

The compiled SQL has judged already; an expectation asks whether any verdict of its identity
fails, so that results, severities and Data Docs follow the catalogue and nobody writes an
identity twice.  What Great Expectations could not run is a third state, ``error``, and never
counts as failed.  It is imported inside the functions: the import alone takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb

from expectations import dialect
from expectations.catalogue import Catalogue, Identity, load_catalogue
from expectations.sql import path_literal, text_literal
from expectations.stock import STOCK, StockCheck

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.abstract_data_context import (
        AbstractDataContext,
    )

_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


class CheckStatus(StrEnum):
    """What became of one expectation; ``error`` means that it could not be checked."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Result of one expectation, ready to become an asset check.

    ``check`` is the identity or the stock check's name, ``suite`` the form family or
    ``warehouse``; ``failing`` counts offending rows, ``evaluated`` the rows looked at.
    """

    suite: str
    check: str
    severity: str
    status: CheckStatus
    failing: int
    evaluated: int
    statement_zh: str
    statement_en: str
    message: str | None = None


#: Rows judged, engine errors and the worst severity of a failing row: an amount printed twice that
#: is off by its last place fails as a warning, whatever its identity's severity.
_Judged = tuple[int, int, str | None]


@dataclass(frozen=True, slots=True)
class _Planned:
    check: str
    severity: str
    evaluated: int
    errors: int
    zh: str
    en: str
    expectation: Any


def _context(docs: Path | None) -> AbstractDataContext:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    dialect.register()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    if docs is not None:
        docs.mkdir(parents=True, exist_ok=True)
        for site in list(context.get_site_names()):
            context.delete_data_docs_site(site)
        context.add_data_docs_site(
            "mingzhang",
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(docs.resolve()),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
    return context


#: Memory of a connection that checks; beyond it DuckDB spills beside the extract.
_MEMORY = "3GB"


def _extract(
    database: Path, extract: Path, verdicts: str, documents: str
) -> dict[str, dict[str, _Judged]]:
    """Write the failing verdicts to the file ``extract``; count all by family and identity.

    Every identity of every family asks the same table: some thousand failures instead of
    millions of verdicts.  Counted are (judged, engine errors, worst severity of a failure).
    """
    out: dict[str, dict[str, _Judged]] = {}
    with duckdb.connect(str(extract), config={"memory_limit": _MEMORY}) as connection:
        connection.execute(f"ATTACH {path_literal(database)} AS warehouse (READ_ONLY)")
        source = (
            f"warehouse.{verdicts} v JOIN (SELECT document_id, coalesce(family, 'unknown') AS family "
            f"FROM warehouse.{documents}) d ON d.document_id = v.document_id"
        )
        connection.execute(
            f"""CREATE TABLE failing AS SELECT d.family, v.document_id, v.identity, v.instance,
              v.verdict, v.severity, v.reported, v.computed, v.difference, v.unit
            FROM {source} WHERE v.verdict = 'FAIL'"""
        )
        query = f"""SELECT d.family, v.identity,
              count(*) FILTER (v.verdict IN ('PASS', 'PASS_ROUNDED', 'FAIL')),
              count(*) FILTER (v.verdict = 'ERROR'),
              min(list_position(['error', 'warning', 'info'], v.severity))
                FILTER (v.verdict = 'FAIL')
            FROM {source} WHERE v.verdict NOT IN ('NOT_APPLICABLE', 'NOT_EVALUABLE') GROUP BY ALL"""
        for family, identity, judged, errors, worst in connection.execute(query).fetchall():
            severity = tuple(_SEVERITY)[worst - 1] if worst else None
            out.setdefault(family, {})[identity] = (judged, errors, severity)
    return out


def _identity_checks(catalogue: Catalogue, counts: dict[str, _Judged]) -> Iterable[_Planned]:
    from expectations.gx_identity import IdentityHolds

    for identity in catalogue.identities:
        if identity.id not in counts:
            continue
        judged, errors, worst = counts[identity.id]
        severity = worst or identity.severity
        yield _Planned(
            identity.id,
            severity,
            judged,
            errors,
            identity.zh,
            identity.en,
            IdentityHolds.of(identity.id, _description(identity), _SEVERITY[severity]),
        )


def _description(identity: Identity) -> str:
    return f"{identity.id}　{identity.zh}（{identity.en}）"


def _stock_checks(database: Path, checks: Sequence[StockCheck]) -> dict[str, list[_Planned]]:
    """Stock expectations by table, for the tables that this database has."""
    import great_expectations.expectations as gxe

    out: dict[str, list[_Planned]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        ).fetchall()
        present = {row[0] for row in rows}
        for check in checks:
            if not {check.table, check.needs or check.table} <= present:
                continue
            found = connection.execute(f"SELECT count(*) FROM {check.table}").fetchone()
            expectation = getattr(gxe, check.expectation)(
                **check.arguments,
                severity=_SEVERITY[check.severity],
                description=check.zh,
            )
            out.setdefault(check.table, []).append(
                _Planned(
                    check.name, check.severity, found[0] if found else 0, 0, check.zh, check.en,
                    expectation,
                )
            )  # fmt: skip
    return out


def _run(
    context: AbstractDataContext, source: Any, suite: str, query: str, planned: list[_Planned]
) -> list[CheckResult]:
    """Run one suite over one query as a checkpoint; results in the order of ``planned``."""
    import great_expectations as gx

    batch = source.add_query_asset(suite, query=query).add_batch_definition_whole_table("all")
    for plan in planned:
        plan.expectation.meta = {"check": plan.check}
    # all at once: adding one by one serialises the whole suite each time
    built = context.suites.add(
        gx.ExpectationSuite(suite, expectations=[plan.expectation for plan in planned])
    )
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=suite, data=batch, suite=built)
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name=suite, validation_definitions=[definition], actions=[])
    )
    outcome = next(iter(checkpoint.run().run_results.values()))
    found = {
        r.expectation_config.meta["check"]: r
        for r in outcome.results
        if r.expectation_config is not None and r.expectation_config.meta
    }
    return [_result(suite, plan, found.get(plan.check)) for plan in planned]


def _raised(info: dict[str, Any]) -> str | None:
    """Message of the exception that Great Expectations swallowed, if any."""
    entries = (
        [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]
    )
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "exception").splitlines()[0]
    return None


def _result(suite: str, plan: _Planned, result: Any) -> CheckResult:
    message = "no result" if result is None else _raised(result.exception_info or {})
    if message is None and plan.errors:
        message = f"{plan.errors} verdicts could not be computed"
    failing = 0
    if message is not None:
        status = CheckStatus.ERROR
    else:
        details = result.result or {}
        failing = int(details.get("unexpected_count", details.get("observed_value") or 0) or 0)
        status = CheckStatus.PASSED if result.success else CheckStatus.FAILED
        failing = 0 if result.success else max(failing, 1)
    return CheckResult(
        suite, plan.check, plan.severity, status, failing, plan.evaluated, plan.zh, plan.en, message
    )


def _canary(context: AbstractDataContext, source: Any) -> str | None:
    """Why this engine cannot be trusted: it must see one bad row and must not see a good one."""
    from expectations.gx_identity import IdentityHolds

    def plan(name: str) -> _Planned:
        return _Planned(name, "error", 1, 0, name, name, IdentityHolds.of(name, name, "critical"))

    query = (
        "SELECT 'bad' AS identity, 'FAIL' AS verdict, '' AS instance "
        "UNION ALL SELECT 'good', 'PASS', ''"
    )
    bad, good = _run(context, source, "canary", query, [plan("bad"), plan("good")])
    if bad.status is CheckStatus.FAILED and good.status is CheckStatus.PASSED:
        return None
    reason = bad.message or good.message or "no message"
    return f"the canary came back {bad.status}/{good.status} instead of failed/passed: {reason}"


def run_suites(
    database: Path,
    catalogue: Catalogue | None = None,
    *,
    verdict_table: str = "judge.verdict",
    document_table: str = "facts.document",
    stock: Sequence[StockCheck] = STOCK,
    docs: Path | None = None,
) -> list[CheckResult]:
    """Run one suite per form family and the stock expectations over a DuckDB file.

    The file is opened read-only; nothing else of this process may hold it for writing.
    ``docs`` is the folder into which Data Docs are built.  An engine that fails its canary
    makes every result an error.
    """
    with TemporaryDirectory(prefix="mingzhang_gx_") as folder:
        try:
            return _run_suites(
                database, catalogue or load_catalogue(), verdict_table, document_table, stock, docs,
                Path(folder),
            )  # fmt: skip
        finally:
            dialect.BufferedDuckDBDialect.close_all()


def _run_suites(
    database: Path,
    catalogue: Catalogue,
    verdict_table: str,
    document_table: str,
    stock: Sequence[StockCheck],
    docs: Path | None,
    folder: Path,
) -> list[CheckResult]:
    extract = folder / "failing.duckdb"
    counts = _extract(database, extract, verdict_table, document_table)
    context = _context(docs)
    planned_stock = _stock_checks(database, stock)
    config = {"memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
    failing, source = (
        context.data_sources.add_sql(  # type: ignore[call-arg] # its stub omits kwargs
            name,
            connection_string=f"duckdb+gx:///{path.resolve()}",
            create_temp_table=False,
            kwargs={"connect_args": {"read_only": True, "config": config}},
        )
        for name, path in (("failing verdicts", extract), ("warehouse", database))
    )
    broken = _canary(context, failing)
    results: list[CheckResult] = []
    for family, identities in sorted(counts.items()):
        planned = list(_identity_checks(catalogue, identities))
        query = f"SELECT * FROM failing WHERE family = {text_literal(family)}"
        results += _run(context, failing, family, query, planned)
    for table, planned in planned_stock.items():
        results += _run(
            context,
            source,
            f"warehouse {table.rpartition(chr(46))[2]}",
            f"SELECT * FROM {table}",
            planned,
        )
    if docs is not None:
        context.build_data_docs(site_names=["mingzhang"])
    if broken is not None:
        return [
            CheckResult(
                r.suite, r.check, r.severity, CheckStatus.ERROR, 0, r.evaluated, r.statement_zh,
                r.statement_en, broken,
            )
            for r in results
        ]  # fmt: skip
    return results
