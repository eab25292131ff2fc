"""A report input of any size, for measuring."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from expectations.reports import IdentityNote, ReportInput, RunInfo, Tally
from extractors.contracts import EvidenceItem, Finding, Verdict
from tests.unit.reports.sample import sample_facts, sample_pdf, sha, verdict


def many(n_documents: int, n_identities: int = 250, n_findings: int = 4) -> ReportInput:
    """``n_documents`` of a quarter as many units, four years each; the same for the same numbers."""
    rng = random.Random(n_documents)
    _, boxes = sample_pdf()
    template = sample_facts(boxes)[0].document
    heads = ["T01", "T03", "T05", "T06", "T07", "N02", "NI", "X", "PERF", "TXT"]
    identities = {
        i: IdentityNote(i, f"第 {n} 条：合计＝各分项之和", f"Rule {n}: total = sum of its parts",
                        "error", "sum", "合计由分项相加得出。")
        for n, i in enumerate(f"{heads[n % 10]}.R{n}" for n in range(n_identities))
    }  # fmt: skip
    names = list(identities)
    data = ReportInput(documents=[], identities=dict(identities),
                       run=RunInfo(datetime(2026, 3, 1, tzinfo=UTC)))  # fmt: skip
    for n in range(n_documents):
        key = sha(f"many {n}")
        unit = f"第{n // 4:04d}号{rng.choice(['市', '区', '县'])}{rng.choice(['财政', '教育', '科技', '民政'])}局"
        data.documents.append(
            replace(template, document_id=key, unit_name=unit, fiscal_year=2021 + n % 4,
                    file_name=f"{unit}{2021 + n % 4}.pdf")
        )  # fmt: skip
        for m, name in enumerate(names):
            outcome = "NOT_EVALUABLE" if (m + n) % 17 == 0 else "PASS"
            reason = "form_missing" if outcome != "PASS" else None
            data.tallies.append(Tally(key, name, outcome, reason, False, 1 + m % 9))
        for k in range(rng.randrange(2 * n_findings + 1)):
            failing, finding = _finding(rng, key, unit, rng.choice(names), k)
            data.verdicts.append(failing)
            data.findings.append(finding)
            data.tallies.append(Tally(key, failing.identity, "FAIL", None, False, 1))
    return data


def _finding(
    rng: random.Random, key: str, unit: str, identity: str, k: int
) -> tuple[Verdict, Finding]:
    total, part = Decimal(rng.randrange(100000)) / 100, Decimal(rng.randrange(100000)) / 100
    evidence = tuple(
        EvidenceItem(f"T05#1/{r}/total", "cell", "computed" if r else "reported", 1,
                     f"科目 {r}", f"{part:f}", 5, 60.0, 100.0 + 20 * r, 140.0, 118.0 + 20 * r)
        for r in range(6)
    )  # fmt: skip
    severity = rng.choice(["error", "warning", "info"])
    failing = verdict(key, identity, "FAIL", instance=str(k), severity=severity,
                      reported=f"{total:f}", computed=f"{part:f}", difference=total - part,
                      tolerance=Decimal("0.01"), unit="万元", attribution="publisher",
                      root_cause=f"RC{k}", evidence=evidence)  # fmt: skip
    finding = Finding(
        key, f"RC{k}", severity, "publisher" if k % 5 else "undetermined",
        f"{unit}的一般公共预算支出情况表中，合计印为 {total} 万元，各分项相加为 {part} 万元。",
        f"The total prints {total}, its parts add up to {part}.",
        None, None, (f"{identity}[{k}]",),
    )  # fmt: skip
    return failing, finding
