"""What the judge writes: verdicts with their operands, findings, and the history of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from extractors.contracts.base import col


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One operand of a verdict, with its place."""

    fact: str = col("事实标识", "cell_id, mention_id, attribute_id or indicator_id")
    source: str = col("来源", "cell | mention | attribute | indicator | form")
    side: str = col("方", "reported | computed")
    sign: int = col("符号", "+1 or -1, its coefficient")
    label: str = col("名称", "form title, row and column, or the sentence")
    raw_text: str = col("原文", "as printed")
    page: int | None = col("页", "page")
    x0: float | None = col("左", "left, points")
    top: float | None = col("上", "top, points")
    x1: float | None = col("右", "right, points")
    bottom: float | None = col("下", "bottom, points")
    other_document_id: str | None = col(
        "所在文件",
        "sha256 of the document it stands in, where that is not the judged one",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """One identity, one instance, one document: judged, with the evidence."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    identity: str = col("规则", "stable id of the identity")
    identity_version: int = col("规则版本", "version of the identity")
    instance: str = col("实例", "which row, column or item; '' where there is one only")
    kind: str = col(
        "类型", "sum | same | ratio | growth | bound | presence | text | set | sql | joint"
    )
    severity: str = col("严重程度", "error | warning | info")
    verdict: str = col("结论", "VerdictStatus")
    reason: str | None = col("原因", "typed reason of NOT_APPLICABLE / NOT_EVALUABLE / ERROR")
    is_vacuous: bool = col("空对空", "passes only because both sides are blank")
    reported: str | None = col("公开数", "left-hand value as a decimal string, or text")
    computed: str | None = col("核算数", "right-hand value as a decimal string, or text")
    difference: Decimal | None = col("差额", "reported - computed, in unit")
    tolerance: Decimal | None = col(
        "允许尾差", "largest difference that rounding explains, in unit"
    )
    unit: str | None = col("单位", "万元 | 元 | % | 个 ... of the values above")
    attribution: str | None = col("归因", "publisher | extraction | undetermined; FAIL only")
    root_cause: str | None = col("根因", "key shared by failures with one cause; FAIL only")
    evidence: tuple[EvidenceItem, ...] = col("证据", "operands with their places", default=())


@dataclass(frozen=True, slots=True)
class Judged:
    """That a document was judged, and by what; its verdicts stand as long as ``inputs`` does."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    inputs: str = col("依据指纹", "digest of the facts and rules that its verdicts rest on")
    digest: str = col("结论指纹", "digest of its verdicts")


@dataclass(frozen=True, slots=True)
class Finding:
    """Failing verdicts that share a root cause, said in one sentence."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    root_cause: str = col("根因", "key, unique in the document")
    severity: str = col("严重程度", "worst severity of its verdicts")
    attribution: str = col("归因", "publisher | extraction | undetermined")
    sentence_zh: str = col("结论（中文）", "one plain sentence")
    sentence_en: str = col("结论（英文）", "the same in English")
    likely_cause_zh: str | None = col(
        "可能原因", "the single edit that would repair it, if one does"
    )
    likely_cause_en: str | None = col("可能原因（英文）", "the same in English")
    verdicts: tuple[str, ...] = col("涉及规则", "identity[instance] of each", default=())


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """One judgement of all documents, and how its findings differ from those of the one before."""

    run_ord: int = col("核对次序", "1-based ordinal of the judgement in this deployment")
    run_id: str | None = col("运行标识", "id of the orchestration's run, if it had one")
    judged_at: datetime = col("核对时间", "UTC")
    extractor_version: str = col("读取程序版本", "EXTRACTOR_VERSION at that time")
    catalogue_digest: str = col("规则目录指纹", "digest of the catalogue of identities")
    documents: int = col("文件数", "documents judged")
    documents_changed: int = col(
        "结论有变的文件数", "documents with a verdict that is not as before"
    )
    verdicts: int = col("结论数", "verdicts of all kinds")
    findings: int = col("问题数", "findings on current documents")
    findings_new: int = col("新增问题", "findings that the run before did not have")
    findings_standing: int = col("未改问题", "findings that it had, too")
    findings_resolved: int = col("已消问题", "findings of the run before that are gone")


@dataclass(frozen=True, slots=True)
class FindingHistory:
    """One finding over the runs: when it appeared, when it went, and why."""

    finding_id: str = col(
        "问题编号", "stable id: the same over runs and versions of the disclosure"
    )
    spell: int = col("第几次出现", "1; 2 where it came back after it was gone ...")
    subject_key: str = col(
        "对象", "unit, fiscal year, kind and scope; the document's id if unknown"
    )
    document_id: str = col("文件指纹", "sha256 of the bytes in which it was last seen")
    root_cause: str = col("根因", "key of the finding in that document")
    severity: str = col("严重程度", "worst severity of its verdicts, when last seen")
    attribution: str = col("归因", "publisher | extraction | undetermined, when last seen")
    sentence_zh: str = col("结论（中文）", "one plain sentence, when last seen")
    sentence_en: str = col("结论（英文）", "the same in English")
    verdicts: tuple[str, ...] = col("涉及规则", "identity[instance] of each, when last seen")
    first_run_ord: int = col("首见次序", "run_ord of the judgement that first found it")
    first_seen_at: datetime = col("首见时间", "UTC")
    first_reason: str = col(
        "出现原因",
        "first_judged | republished | read_again | rules_changed | other_document_changed",
    )
    resolved_run_ord: int | None = col(
        "消除次序", "run_ord of the first judgement without it; null while it stands"
    )
    resolved_at: datetime | None = col("消除时间", "UTC; null while it stands")
    resolved_reason: str | None = col(
        "消除原因", "republished | withdrawn | read_again | rules_changed | other_document_changed"
    )
