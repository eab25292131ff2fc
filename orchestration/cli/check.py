"""``mingzhang check``: one line per file, findings in plain sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from expectations.judge import JudgeResult
from expectations.reports.labels import ATTRIBUTION, SEVERITY
from extractors.contracts import Document, DocumentFacts, DocumentStatus, Finding
from orchestration.check import check_files, check_json, is_publisher_error
from orchestration.cli.output import VERDICTS_ZH, progress, require_files, write_json
from orchestration.progress import report
from orchestration.settings import Settings


def run_check(files: list[Path], json_out: Path | None, html: Path | None) -> int:
    """Check files, print what was found, return the exit code."""
    require_files(files)
    settings = Settings.load()
    count = 0

    def read(path: Path, _: DocumentFacts) -> None:
        nonlocal count
        count += 1
        report("read", count, len(files), path.name)

    with progress():
        result = check_files(
            files,
            workers=settings.workers,
            timeout_s=settings.document_timeout_s,
            on_read=read if len(files) > 1 else None,
        )
    to_stdout = str(json_out) == "-"
    if not to_stdout:
        for facts in result.facts:
            _print_document(facts.document, result.judged)
    if json_out is not None:
        write_json(check_json(result), json_out)
    if html is not None:
        from orchestration.reporting import build_check_report

        built = build_check_report(result, files, html)
        typer.echo(f"网页报告：{built.index}", err=True)
    return result.exit_code


def _print_document(document: Document, judged: JudgeResult) -> None:
    typer.secho(document.file_name, bold=True)
    if document.status != DocumentStatus.OK:
        typer.secho(f"  未能核对（{document.status}）：{document.reason}", fg=typer.colors.YELLOW)
        return
    year = f"{document.fiscal_year}年度" if document.fiscal_year else "年度不明"
    kind = {"budget": "预算", "final_account": "决算"}.get(document.doc_kind or "", "种类不明")
    share = document.coverage_share
    covered = "表内无金额" if share is None else f"表内数字已解释 {share:.1%}"
    typer.echo(f"  {document.unit_name or '单位不明'} {year}{kind}，{document.pages} 页，{covered}")
    verdicts = [v for v in judged.verdicts if v.document_id == document.document_id]
    counts = Counter(v.verdict for v in verdicts)
    typer.echo("  " + "，".join(f"{zh} {counts[key]}" for key, zh in VERDICTS_ZH.items()))
    for finding in judged.findings:
        if finding.document_id == document.document_id:
            _print_finding(finding)


def _print_finding(finding: Finding) -> None:
    kind, whose = SEVERITY[finding.severity].zh, ATTRIBUTION[finding.attribution].zh
    color = typer.colors.RED if is_publisher_error(finding) else None
    typer.secho(f"  [{kind}·{whose}] {finding.sentence_zh}", fg=color)
