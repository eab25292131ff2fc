"""Great Expectations as asset checks: one per identity, one per stock expectation.

A check that does not pass because a publisher's numbers do not add up is a
WARN: the data are as printed.  ERROR is for what is ours: an expectation that
could not be run, and a stock expectation on the warehouse that fails.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import dagster as dg

from expectations.catalogue import load_catalogue
from expectations.gx import CheckResult, CheckStatus, run_suites
from expectations.stock import STOCK, row_count_checks, rows_of
from extractors.atomic import atomic_write
from orchestration.assets.warehouse import publication
from orchestration.freshness import mark_of
from orchestration.progress import report as say
from orchestration.resources import Home
from orchestration.settings import Settings
from orchestration.warehouse import published_path

#: Stock checks that the snapshot has a table for.
_PUBLISHED = tuple(s for s in STOCK if s.table.startswith("main."))


def check_name(identity: str) -> str:
    """A Dagster check name: letters, digits and underscores."""
    return re.sub(r"[^A-Za-z0-9_]", "_", identity)


def _specs() -> list[dg.AssetCheckSpec]:
    identities = [(i.id, f"{i.id} {i.zh} / {i.en}") for i in load_catalogue().identities]
    published = (*_PUBLISHED, *row_count_checks({}))
    stock = [(s.name, f"{s.zh} / {s.en}") for s in published]
    return [
        dg.AssetCheckSpec(check_name(name), asset=publication, description=text)
        for name, text in [*identities, *stock]
    ]


@dg.multi_asset_check(specs=_specs(), name="great_expectations")
def great_expectations(home: Home) -> Iterator[dg.AssetCheckResult]:
    """Run the suites over the published snapshot and build the Data Docs."""
    say("checks", 0, None)
    by_name: dict[str, list[CheckResult]] = {}
    for result in _run(home.settings()):
        by_name.setdefault(check_name(result.check), []).append(result)
    say("checks", 1, 1)
    stock = {check_name(s.name) for s in _PUBLISHED}
    for spec in _specs():
        yield _check(spec.name, by_name.get(spec.name, []), is_ours=spec.name in stock)


def _run(settings: Settings) -> list[CheckResult]:
    """Results for the snapshot; those of the last run where nothing changed since."""
    digest = mark_of(settings, "publication")
    kept: Path = settings.warehouse / "checks.json"
    before: dict[str, int] = {}
    if kept.is_file():
        values = json.loads(kept.read_bytes())
        if digest and values["digest"] == digest:
            return [
                CheckResult(**{**r, "status": CheckStatus(r["status"])}) for r in values["results"]
            ]
        before = rows_of({r["check"]: r["evaluated"] for r in values["results"]})
    results = run_suites(
        published_path(settings),
        verdict_table="main.fct_verdict",
        document_table="main.dim_document",
        stock=(*_PUBLISHED, *row_count_checks(before)),
        docs=settings.reports / "data_docs",
    )
    text = json.dumps({"digest": digest, "results": [asdict(r) for r in results]})
    with atomic_write(kept) as stream:
        stream.write(text.encode())
    return results


def _check(name: str, results: Sequence[CheckResult], *, is_ours: bool) -> dg.AssetCheckResult:
    """One check over all form families; a family that could not be checked is an error."""
    broken = [r for r in results if r.status is CheckStatus.ERROR]
    failing = sum(r.failing for r in results)
    metadata: dict[str, Any] = {
        "evaluated": sum(r.evaluated for r in results),
        "failing": failing,
        "families": sorted({r.suite for r in results}),
    }
    if results:
        metadata["identity_severity"] = results[0].severity
    if broken:
        metadata["could_not_check"] = "; ".join(f"{r.suite}: {r.message}" for r in broken)
    severity = dg.AssetCheckSeverity.ERROR if broken or is_ours else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=publication.key,
        passed=not broken and not failing,
        severity=severity,
        metadata=metadata,
    )
