"""What every run of the judge said, and what became of each finding from run to run.

In the folder of the verdicts, beside the parts (:mod:`expectations.store`):

``judge_run.parquet``
    one row for each judgement (:class:`~extractors.contracts.JudgeRun`): ``run_ord`` counts
    them; how many findings are new, standing and resolved.
``finding_history.parquet``
    one row for each finding and spell (:class:`~extractors.contracts.FindingHistory`).  Its
    ``finding_id`` is the same over runs, over versions of a disclosure and over changes of its
    likely cause.  New in run n: ``first_run_ord = n``.  Resolved by run n: ``resolved_run_ord =
    n``.  Standing: ``resolved_run_ord`` is null and ``first_run_ord < n``.
``history/document.parquet``, ``history/verdict/run_000001.parquet`` ...
    the verdicts of a run, for the documents of which some verdict changed in it.  The verdicts
    of a document as of run n are those of its last file up to n (:func:`verdicts_as_of`), so
    every run can be told in full and an unchanged document costs one row.

Findings count on current documents only; a replaced version's end with the reason
``republished``.  Run n is written last in ``judge_run``: what a killed run left behind is
undone by the next one, and recording the same ``run_id`` twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.sql import path_literal
from extractors import EXTRACTOR_VERSION
from extractors.atomic import atomic_write
from extractors.contracts import Finding, FindingHistory, JudgeRun, arrow_schema, to_arrow

R = TypeVar("R")

_DOCUMENT = pa.schema(
    [
        pa.field("run_ord", pa.int32(), nullable=False),
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("digest", pa.string()),  # null: no longer judged
    ]
)
_VERDICT_COLUMNS = (
    "document_id, identity, identity_version, instance, kind, severity, verdict, reason, "
    "is_vacuous, reported, computed, difference, tolerance, unit, attribution, root_cause"
)
# Sums of md5 do not depend on the order of rows or on the version of DuckDB.
_DIGESTS = """
SELECT document_id, count(*) || '-' || bit_xor(md5_number_lower(concat_ws('|', identity,
  identity_version, instance, severity, verdict, coalesce(reason, ''), coalesce(reported, ''),
  coalesce(computed, ''), coalesce(difference::VARCHAR, ''), coalesce(attribution, ''),
  coalesce(root_cause, '')))) AS digest
FROM {verdicts} GROUP BY document_id
"""


def digests_of(connection: duckdb.DuckDBPyConnection, verdicts: str) -> dict[str, str]:
    """One digest of all verdicts of each document in a relation of verdicts."""
    return dict(connection.execute(_DIGESTS.format(verdicts=verdicts)).fetchall())


@dataclass(frozen=True, slots=True)
class _Current:
    """A document that stands for its disclosure: its subject, and whether it is new here."""

    subject: str
    is_new: bool


def _read(path: Path, record: Callable[..., R]) -> list[R]:
    if not path.is_file():
        return []
    rows = pq.read_table(path, schema=arrow_schema(cast(type, record))).to_pylist()
    return [
        record(**{k: tuple(v) if isinstance(v, list) else v for k, v in r.items()}) for r in rows
    ]


def _write(path: Path, table: pa.Table) -> None:
    with atomic_write(path) as stream:
        pq.write_table(table, stream, compression="zstd")


def _undo(folder: Path, after: int) -> tuple[list[FindingHistory], pa.Table]:
    """History without what runs later than ``after`` have written."""
    findings = [
        replace(f, resolved_run_ord=None, resolved_at=None, resolved_reason=None)
        if f.resolved_run_ord is not None and f.resolved_run_ord > after
        else f
        for f in _read(folder / "finding_history.parquet", FindingHistory)
        if f.first_run_ord <= after
    ]
    path = folder / "history" / "document.parquet"
    documents = pq.read_table(path) if path.is_file() else _DOCUMENT.empty_table()
    mask = pc.less_equal(documents["run_ord"], after)
    for file in (folder / "history" / "verdict").glob("run_*.parquet"):
        if int(file.stem.removeprefix("run_")) > after:
            file.unlink()
    return findings, documents.filter(mask)


def _current(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, judged: set[str], known: set[str]
) -> dict[str, _Current]:
    """Judged documents that are current, with the subject that they speak of."""
    described = connection.execute(f"DESCRIBE {facts_schema}.document").fetchall()
    columns = {row[0] for row in described}
    unit = "d.unit_key" if "unit_key" in columns else "NULL::VARCHAR"
    current = "coalesce(d.is_current, true)" if "is_current" in columns else "true"
    rows = connection.execute(
        f"""SELECT d.document_id, CASE
              WHEN {unit} IS NOT NULL AND {unit} <> 'u_unknown' AND d.fiscal_year IS NOT NULL
                AND d.doc_kind IS NOT NULL
              THEN concat_ws('|', {unit}, d.fiscal_year, d.doc_kind, coalesce(d.scope, 'unit'))
              ELSE d.document_id END
            FROM {facts_schema}.document d WHERE {current} ORDER BY d.document_id"""
    ).fetchall()
    return {
        document: _Current(subject, document not in known)
        for document, subject in rows
        if document in judged
    }


def _pair(
    old: Sequence[FindingHistory], new: Sequence[Finding]
) -> tuple[list[tuple[FindingHistory, Finding]], list[FindingHistory], list[Finding]]:
    """Findings of one subject before and now: the same root cause, else the most shared verdicts.

    Two findings that share nothing are two findings, although one file holds both.
    """
    left, right = list(old), list(new)
    pairs: list[tuple[FindingHistory, Finding]] = []

    def take(common: Callable[[FindingHistory, Finding], int]) -> None:
        for was in list(left):
            alike = [now for now in right if common(was, now)]
            if alike:
                found = max(alike, key=lambda n: (common(was, n), was.document_id == n.document_id))
                pairs.append((was, found))
                left.remove(was)
                right.remove(found)

    take(lambda was, now: was.root_cause == now.root_cause)
    take(lambda was, now: len(set(was.verdicts) & set(now.verdicts)))
    return pairs, left, right


def _reason(run: JudgeRun, before: JudgeRun | None) -> str:
    """Why a finding on an unchanged file came or went."""
    if before is not None and before.extractor_version != run.extractor_version:
        return "read_again"
    if before is not None and before.catalogue_digest != run.catalogue_digest:
        return "rules_changed"
    return "other_document_changed"


def _seen(was: FindingHistory, now: Finding) -> FindingHistory:
    """The history row of a finding that is there again, as it is told now."""
    return replace(
        was,
        document_id=now.document_id,
        root_cause=now.root_cause,
        severity=now.severity,
        attribution=now.attribution,
        sentence_zh=now.sentence_zh,
        sentence_en=now.sentence_en,
        verdicts=now.verdicts,
    )


def _appeared(
    now: Finding, subject: str, run: JudgeRun, reason: str, before: Iterable[FindingHistory]
) -> FindingHistory:
    """A new history row; a finding that was gone keeps its id and begins its next spell."""
    earlier = [f for f in before if f.root_cause == now.root_cause]
    if earlier:
        last = max(earlier, key=lambda f: f.spell)
        finding_id, spell = last.finding_id, last.spell + 1
    else:
        seed = "|".join((subject, now.document_id, now.root_cause, *sorted(now.verdicts)[:1]))
        finding_id, spell = hashlib.sha256(seed.encode()).hexdigest()[:16], 1
    return FindingHistory(
        finding_id, spell, subject, now.document_id, now.root_cause, now.severity,
        now.attribution, now.sentence_zh, now.sentence_en, now.verdicts,
        run.run_ord, run.judged_at, reason, None, None, None,
    )  # fmt: skip


def _follow(
    run: JudgeRun,
    before: JudgeRun | None,
    history: Sequence[FindingHistory],
    findings: Sequence[Finding],
    current: dict[str, _Current],
) -> tuple[list[FindingHistory], dict[str, int]]:
    """The history after this run, and its counts of new, standing and resolved findings."""
    open_: dict[str, list[FindingHistory]] = defaultdict(list)
    closed: dict[str, list[FindingHistory]] = defaultdict(list)
    for f in history:
        (open_ if f.resolved_run_ord is None else closed)[f.subject_key].append(f)
    found: dict[str, list[Finding]] = defaultdict(list)
    for n in findings:
        if n.document_id in current:
            found[current[n.document_id].subject].append(n)
    standing = {c.subject for c in current.values()}
    out = [f for rows in closed.values() for f in rows]
    counts = {"new": 0, "standing": 0, "resolved": 0}
    because = _reason(run, before)
    for subject in sorted({*open_, *found}):
        pairs, gone, new = _pair(open_[subject], found[subject])
        out += [_seen(was, now) for was, now in pairs]
        for was in gone:
            if was.document_id in current:
                reason = because
            else:
                reason = "republished" if subject in standing else "withdrawn"
            out.append(
                replace(was, resolved_run_ord=run.run_ord, resolved_at=run.judged_at,
                        resolved_reason=reason)
            )  # fmt: skip
        for now in new:
            replaced = bool(open_[subject] or closed[subject])
            is_new = current[now.document_id].is_new
            reason = ("republished" if replaced else "first_judged") if is_new else because
            out.append(_appeared(now, subject, run, reason, closed[subject]))
        counts["standing"] += len(pairs)
        counts["resolved"] += len(gone)
        counts["new"] += len(new)
    return sorted(out, key=lambda f: (f.finding_id, f.spell)), counts


def record_run(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    catalogue_digest: str,
    facts_schema: str = "facts",
    out_schema: str = "judge",
    run_id: str | None = None,
    judged_at: datetime | None = None,
    digests: Mapping[str, str] | None = None,
) -> JudgeRun:
    """Add the verdicts and findings of ``out_schema`` to the history in ``folder``.

    Reads ``verdict`` and ``finding`` of ``out_schema`` and ``document`` of ``facts_schema``
    (``unit_key`` and ``is_current`` where it has them).  The last run is recorded anew when it
    has the same ``run_id`` (a retry).  ``digests``: those of :func:`digests_of`, where they are
    known already.
    """
    runs = _read(folder / "judge_run.parquet", JudgeRun)
    if runs and run_id is not None and runs[-1].run_id == run_id:
        runs.pop()
    before = runs[-1] if runs else None
    history, documents = _undo(folder, before.run_ord if before else 0)
    now = digests_of(connection, f"{out_schema}.verdict") if digests is None else digests
    connection.register("mz_history", documents)
    known = connection.execute(
        "SELECT document_id, arg_max(coalesce(digest, ''), run_ord) FROM mz_history GROUP BY 1"
    ).fetchall()
    last = {d: digest for d, digest in known if digest}
    connection.unregister("mz_history")
    changed = sorted(d for d, digest in now.items() if last.get(d) != digest)
    names = list(Finding.__dataclass_fields__)
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM {out_schema}.finding ORDER BY document_id, root_cause"
    ).fetchall()
    findings = [Finding(*(*row[:-1], tuple(row[-1]))) for row in rows]
    current = _current(connection, facts_schema, set(now), set(last))
    total = connection.execute(f"SELECT count(*) FROM {out_schema}.verdict").fetchone()
    run = JudgeRun(
        run_ord=(before.run_ord if before else 0) + 1,
        run_id=run_id,
        judged_at=judged_at or datetime.now(UTC),
        extractor_version=EXTRACTOR_VERSION,
        catalogue_digest=catalogue_digest,
        documents=len(now),
        documents_changed=len(changed),
        verdicts=int(total[0]) if total else 0,
        findings=0,
        findings_new=0,
        findings_standing=0,
        findings_resolved=0,
    )
    history, counts = _follow(run, before, history, findings, current)
    run = replace(
        run,
        findings=counts["new"] + counts["standing"],
        findings_new=counts["new"],
        findings_standing=counts["standing"],
        findings_resolved=counts["resolved"],
    )
    _write_verdicts(connection, folder, run.run_ord, changed, out_schema)
    marks = [(d, now[d]) for d in changed] + [(d, None) for d in sorted(set(last) - set(now))]
    added = pa.table(
        [[run.run_ord] * len(marks), [d for d, _ in marks], [digest for _, digest in marks]],
        schema=_DOCUMENT,
    )
    _write(folder / "history" / "document.parquet", pa.concat_tables([documents, added]))
    _write(folder / "finding_history.parquet", to_arrow(FindingHistory, history))
    _write(folder / "judge_run.parquet", to_arrow(JudgeRun, [*runs, run]))
    return run


def _run_file(folder: Path, run_ord: int) -> Path:
    return folder / "history" / "verdict" / f"run_{run_ord:06d}.parquet"


def _write_verdicts(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    run_ord: int,
    documents: Sequence[str],
    out_schema: str,
) -> None:
    if not documents:
        return
    path = _run_file(folder, run_ord)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.register("mz_changed", pa.table({"document_id": pa.array(documents)}))
    connection.execute(
        f"COPY (SELECT {_VERDICT_COLUMNS} FROM {out_schema}.verdict SEMI JOIN mz_changed "
        f"USING (document_id)) TO {path_literal(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
    connection.unregister("mz_changed")


def verdicts_as_of(folder: Path, run_ord: int) -> pa.Table:
    """Every verdict as run ``run_ord`` gave it (columns of the verdict record, no evidence)."""
    with duckdb.connect() as connection:
        documents = path_literal(folder / "history" / "document.parquet")
        standing = connection.execute(
            f"""SELECT document_id, max(run_ord) FROM read_parquet({documents})
            WHERE run_ord <= ? GROUP BY document_id
            HAVING arg_max(coalesce(digest, ''), run_ord) <> ''""",
            [run_ord],
        ).fetchall()
        by_run: dict[int, list[str]] = defaultdict(list)
        for document, last in standing:
            by_run[last].append(document)
        parts = [
            pq.read_table(_run_file(folder, n), filters=[("document_id", "in", ids)])
            for n, ids in sorted(by_run.items())
        ]
    return pa.concat_tables(parts).sort_by(
        [(name, "ascending") for name in ("document_id", "identity", "instance")]
    )
