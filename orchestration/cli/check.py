"""``mingzhang check``: what each file is, findings in plain sentences, and a page to open."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import typer

from expectations.judge import JudgeResult
from expectations.reports.labels import (
    ATTRIBUTION,
    DOC_KIND,
    DOCUMENT_STATUS,
    SEVERITY,
    STATUS_ADVICE,
    VERDICT,
)
from extractors.contracts import Document, DocumentFacts, DocumentStatus, Finding, VerdictStatus
from orchestration.check import CheckResult, check_files, check_json, is_publisher_error
from orchestration.cli.output import on_terminal, progress, write_json
from orchestration.errors import UserError
from orchestration.progress import report
from orchestration.settings import Settings
from orchestration.stages import find_files


def run_check(paths: list[Path], json_out: Path | None, html: Path | None) -> int:
    """Check files and folders, print what was found, return the exit code."""
    files = _files(paths)
    settings = Settings.load()
    count = 0

    def read(path: Path, _: DocumentFacts) -> None:
        nonlocal count
        count += 1
        report("read", count, len(files), path.name)

    is_told = len(files) > 1 or on_terminal()
    with progress():
        if is_told:
            report("read", 0, len(files), files[0].name)
        result = check_files(
            files,
            workers=settings.workers,
            timeout_s=settings.document_timeout_s,
            on_read=read if is_told else None,
        )
    to_stdout = str(json_out) == "-"
    if not to_stdout:
        for facts in result.facts:
            _print_document(facts.document, result.judged)
        _print_result(result)
    if json_out is not None:
        write_json(check_json(result), json_out)
    if html is not None:
        from orchestration.reporting import build_check_report

        page = build_check_report(result, files, html)
        typer.echo(f"网页报告：{page}（用浏览器打开）", err=True)
    return result.exit_code


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and the PDFs of the folders named.

    Raises UserError for what is not there, cannot be opened, or holds no PDF.
    """
    for path in paths:
        if not path.exists():
            raise UserError(f"找不到文件 {path}；请检查路径")
        if path.is_file() and not os.access(path, os.R_OK):
            raise UserError(f"没有权限读取 {path}")
    files = list(dict.fromkeys(find_files(paths)))
    if not files:
        raise UserError("没有找到 PDF 文件；文件夹中只取 .pdf，其他文件请直接写明")
    return files


def _print_result(result: CheckResult) -> None:
    """The last line: the exit code in words."""
    errors = sum(map(is_publisher_error, result.judged.findings))
    unread = sum(f.document.status != DocumentStatus.OK for f in result.facts)
    parts = [f"文件 {len(result.facts)} 份"]
    if unread < len(result.facts):  # of what was not read nothing can be said
        parts.append(f"错误 {errors} 处" if errors else "已核对的没有发现错误")
    if unread:
        parts.append(f"{unread} 份没有核对，没有结论")
    typer.secho(f"结果：{'，'.join(parts)}", bold=True)


def _print_document(document: Document, judged: JudgeResult) -> None:
    typer.secho(document.file_name, bold=True)
    if document.status != DocumentStatus.OK:
        words = DOCUMENT_STATUS[document.status].zh
        typer.secho(f"  没有核对（{words}）：{document.reason}", fg=typer.colors.YELLOW)
        if document.status in STATUS_ADVICE:
            typer.echo(f"  怎么办：{STATUS_ADVICE[document.status].zh}")
        return
    year = f"{document.fiscal_year}年度" if document.fiscal_year else "年度不明"
    known = DOC_KIND.get(document.doc_kind or "")
    kind = known.zh if known else "种类不明"
    share = document.coverage_share
    covered = "表内无金额" if share is None else f"表内数字已解释 {share:.1%}"
    typer.echo(f"  {document.unit_name or '单位不明'} {year}{kind}，{document.pages} 页，{covered}")
    verdicts = [v for v in judged.verdicts if v.document_id == document.document_id]
    counts = Counter(v.verdict for v in verdicts)
    typer.echo("  " + "，".join(f"{VERDICT[key].zh} {counts[key]}" for key in VerdictStatus))
    for finding in judged.findings:
        if finding.document_id == document.document_id:
            _print_finding(finding)


def _print_finding(finding: Finding) -> None:
    kind, whose = SEVERITY[finding.severity].zh, ATTRIBUTION[finding.attribution].zh
    color = typer.colors.RED if is_publisher_error(finding) else None
    typer.secho(f"  [{kind}·{whose}] {finding.sentence_zh}", fg=color)
