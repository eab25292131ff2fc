"""The records that one room hands to the next.

Every persisted fact of Mingzhang is one of these records.  The Arrow schemas
(:func:`arrow_schema`), the dbt sources and the data dictionary derive from the
field declarations, and a contract test ties them together.

Conventions
-----------
* ``document_id`` is the sha256 of the file's bytes, in lower-case hex.
* Amounts are :class:`decimal.Decimal`; ``amount`` is in the money unit that the
  table prints (``money_unit``), ``amount_yuan`` is the same amount in yuan, and
  ``ulp_yuan`` is one unit in the last printed place, in yuan.
* Places are PDF points on the page *as displayed* (after /Rotate), origin top
  left, y downwards: ``x0 <= x1`` and ``top <= bottom``.  ``page`` counts from 1.
* Text fields hold NFKC-normalised text except ``raw_text``, which is as printed.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from extractors import EXTRACTOR_VERSION

# Imported where it is used: a crawl needs the records and none of Arrow.
if typing.TYPE_CHECKING:
    import pyarrow as pa

#: Version of the record layouts; raised with any change of a field.
CONTRACT_VERSION = 2

AMOUNT_PRECISION = 28
AMOUNT_SCALE = 6


def col(zh: str, en: str, **kwargs: Any) -> Any:
    """Declare a record field with its Chinese and English description."""
    return field(metadata={"zh": zh, "en": en}, **kwargs)


class DocumentStatus(StrEnum):
    """What became of one file.  Everything but OK names why it could not be read."""

    OK = "ok"
    NOT_PDF = "not_pdf"
    HTML_AS_PDF = "html_as_pdf"
    EMPTY_FILE = "empty_file"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    NO_PAGES = "no_pages"
    SCAN = "scan"
    NO_KNOWN_FORM = "no_known_form"
    TOO_LARGE = "too_large"
    CRASHED = "crashed"


class RowKind(StrEnum):
    LEAF = "leaf"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class MeasureKind(StrEnum):
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"


class VerdictStatus(StrEnum):
    """相符 / 尾差 / 不符 / 不适用 / 无法核对 / 程序错误."""

    PASS = "PASS"
    PASS_ROUNDED = "PASS_ROUNDED"
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    ERROR = "ERROR"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Attribution(StrEnum):
    PUBLISHER = "publisher"
    EXTRACTION = "extraction"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One file found at one address by one portal crawl (or from the inbox)."""

    portal: str = col("门户标识", "portal id, `inbox` for files from disk")
    fiscal_year: int | None = col("列表标明的年度", "fiscal year that the listing states")
    url: str = col("文件地址", "address of the file; file:// for the inbox")
    page_url: str | None = col("公开页面地址", "address of the page that links to it")
    title: str | None = col("列表标题", "title in the listing")
    published_on: date | None = col("公开日期", "publication date that the portal states")
    fetched_at: datetime = col("抓取时间", "when the bytes were first seen here, UTC")
    document_id: str = col("文件指纹", "sha256 of the bytes")
    size_bytes: int = col("文件大小", "length of the bytes")
    content_type: str | None = col("内容类型", "media type found by magic bytes")


@dataclass(frozen=True, slots=True)
class Document:
    """One file, identified from its own pages."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    file_name: str = col("文件名", "name of the file, without folders")
    status: str = col("读取结果", "DocumentStatus")
    reason: str | None = col("原因", "why it could not be read, one sentence in Chinese")
    unit_name: str | None = col("单位名称", "unit or department as printed on the document")
    unit_code: str | None = col("单位代码", "unit code where printed")
    fiscal_year: int | None = col("预算年度", "fiscal year that the document states")
    doc_kind: str | None = col("文件种类", "budget | final_account")
    scope: str | None = col("公开范围", "department | unit")
    family: str | None = col("表式族", "form family that read it, `generic` if none")
    signed_on: date | None = col("落款日期", "date printed on the document")
    pages: int = col("页数", "number of pages", default=0)
    pages_without_text: int = col("无文字层页数", "pages that are images only", default=0)
    tokens_in_tables: int = col("表内数字个数", "amount-like tokens inside ruled grids", default=0)
    tokens_typed: int = col("已入库数字个数", "of these, read as a typed fact", default=0)
    tokens_explained: int = col(
        "已解释数字个数", "of these, explained (code, year, ordinal ...)", default=0
    )
    notes: tuple[str, ...] = col("读取说明", "conflicts and decisions worth knowing", default=())
    is_synthetic: bool = col("示例文件", "the document says that it is synthetic", default=False)
    extractor_version: str = col("读取程序版本", "EXTRACTOR_VERSION that read it", default="")

    @property
    def coverage_share(self) -> Decimal | None:
        """(typed + explained) / tokens; None where there is no token."""
        if not self.tokens_in_tables:
            return None
        return Decimal(self.tokens_typed + self.tokens_explained) / Decimal(self.tokens_in_tables)


@dataclass(frozen=True, slots=True)
class FormTable:
    """One logical table (stitched over pages) and the form it was recognised as."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    form: str | None = col("表式", "canonical form key (T01 ...), null if not recognised")
    table_no: int = col("表次", "1-based ordinal of this form in the document")
    title: str | None = col("表名", "title as printed")
    pages: tuple[int, ...] = col("所在页", "pages it runs over")
    money_unit: str | None = col("金额单位", "money unit: 元 | 万元 | 千元 | 亿元")
    money_unit_source: str | None = col("单位出处", "table | document | inferred")
    decimals: int | None = col("小数位数", "most decimals printed in the table")
    stated_unit_name: str | None = col("编制单位", "unit name printed above the table")
    n_rows: int = col("行数", "rows of the grid, header included")
    n_cols: int = col("列数", "columns of the grid")
    header_rows: int = col("表头行数", "rows of the header")
    is_empty: bool = col("空表", "has no amount at all")
    engine: str = col("识别引擎", "ruled | camelot | aligned | ocr")
    confidence: Decimal = col("置信度", "0..1, 1 = every header and row label matched")
    note: str | None = col("说明", "why it was not recognised, or what was assumed")
    page: int = col("页", "first page")
    x0: float = col("左", "left, points")
    top: float = col("上", "top, points")
    x1: float = col("右", "right, points")
    bottom: float = col("下", "bottom, points")


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed measure cell of a recognised form (blank ones too)."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    cell_id: str = col("格标识", "unique in the document: FORM#table/row_key/column_key")
    form: str = col("表式", "canonical form key")
    table_no: int = col("表次", "1-based ordinal of this form in the document")
    row_ord: int = col("行次", "0-based row of the logical table")
    row_key: str = col("行键", "T | class code | in.gpb ... unique in the table")
    row_label: str = col("行名", "row label as printed, normalised")
    row_kind: str = col("行类", "leaf | subtotal | total")
    row_level: int = col("行层级", "0 = total, 1 = top level ...")
    parent_row_key: str | None = col("上级行", "nearest printed row that this row is a part of")
    block: str | None = col("分栏", "in | ex for two-block tables")
    code: str | None = col("科目代码", "classification code of the row, digits only")
    code_scheme: str | None = col(
        "科目体系", "function | economic_department | economic_government"
    )
    project_name: str | None = col("项目名称", "project of the row, as printed")
    row_unit_code: str | None = col("行单位代码", "unit code of the row, where units are rows")
    row_unit_name: str | None = col("行单位名称", "unit name of the row, where units are rows")
    column_ord: int = col("列次", "0-based column of the logical table")
    column_key: str = col("列键", "canonical measure key: total, basic, project, gpb ...")
    column_label: str = col("列名", "header path as printed, joined by ' / '")
    parent_column_key: str | None = col("上级列", "nearest printed column this column is a part of")
    measure_kind: str = col("计量", "money | percent | count")
    fund: str | None = col("资金来源", "key of dim_fund: GPB, GPB.UPPER, GF, ...")
    vintage: str | None = col("年度属性", "current | carry_over | prior | change")
    expenditure_kind: str | None = col(
        "支出性质", "basic | personnel | public_use | project, from column or form"
    )
    economic_code: str | None = col(
        "经济分类代码", "economic class of the column, where it has one"
    )
    raw_text: str = col("原文", "text of the cell as printed")
    amount: Decimal | None = col("金额", "in money_unit; 0 for a blank, null if unreadable")
    money_unit: str | None = col(
        "金额单位", "money unit, 元 | 万元 | 千元 | 亿元; null for percent and count"
    )
    decimals: int | None = col("小数位数", "decimals printed; null for a blank")
    amount_yuan: Decimal | None = col("金额（元）", "amount in yuan; null for percent and count")
    ulp_yuan: Decimal | None = col("末位单位（元）", "one unit in the last place, 0 for a blank")
    is_blank: bool = col("空白", "nothing, or a dash, is printed: exactly zero")
    page: int = col("页", "page of the cell")
    x0: float = col("左", "left, points")
    top: float = col("上", "top, points")
    x1: float = col("右", "right, points")
    bottom: float = col("下", "bottom, points")
    engine: str = col("识别引擎", "ruled | camelot | aligned | ocr")
    confidence: Decimal = col("置信度", "confidence, 0..1")


@dataclass(frozen=True, slots=True)
class Mention:
    """One slot of one narrative pattern: a number, or a text that goes with it."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    mention_id: str = col("陈述标识", "unique in the document: pattern#instance/slot")
    pattern: str = col("句式", "pattern key: N02.src ... or `unread` for an unmatched amount")
    instance: int = col("次序", "0-based ordinal of the match of this pattern")
    slot: str = col("槽位", "amt, pct, delta, dir, g, gdir, reason, total ...")
    item: str | None = col("对象", "what the sentence is about: 一般公共预算, 基本支出 ...")
    section: str | None = col("章节", "narrative section heading as printed")
    role: str = col("角色", "level | delta | ratio | growth | count | text")
    value: Decimal | None = col(
        "数值", "number as printed, signed by its direction for delta/growth"
    )
    value_text: str | None = col("文字值", "text of a text slot")
    unit: str | None = col("单位", "unit: 万元 | 元 | % | 人 | 辆 | 个 ...")
    decimals: int | None = col("小数位数", "decimals printed")
    value_yuan: Decimal | None = col("金额（元）", "value in yuan, for money")
    ulp_yuan: Decimal | None = col("末位单位（元）", "one unit in the last place, for money")
    raw_text: str = col("原文", "the token as printed")
    sentence: str = col("句子", "the sentence as printed")
    page: int = col("页", "page of the token")
    x0: float = col("左", "left, points")
    top: float = col("上", "top, points")
    x1: float = col("右", "right, points")
    bottom: float = col("下", "bottom, points")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row of a performance-target table."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    indicator_id: str = col("指标标识", "unique in the document: FORM#table/ordinal")
    form: str = col("表式", "P1 whole unit | P2 project")
    table_no: int = col("表次", "1-based ordinal of this form in the document")
    indicator_ord: int = col("指标次序", "0-based ordinal in the table")
    project_name: str | None = col("项目名称", "project of a P2 table, as printed")
    level1: str | None = col("一级指标", "first level, inherited over merged cells")
    level2: str | None = col("二级指标", "second level, inherited over merged cells")
    level3: str | None = col("三级指标", "third level")
    target_text: str | None = col("指标值", "target as printed")
    target_operator: str | None = col("符号", "operator: = | >= | <= | > | <")
    target_value: Decimal | None = col("目标值", "number of the target")
    target_unit: str | None = col("目标单位", "unit of the target")
    basis: str | None = col("设定依据", "basis of the target")
    prior_text: str | None = col("上年完成值", "last year's value as printed")
    weight_text: str | None = col("分值权重原文", "weight as printed")
    weight: Decimal | None = col("分值权重", "weight as a number, null if it is not one")
    scoring_rule: str | None = col("赋分规则", "scoring rule")
    evidence_text: str | None = col("佐证资料", "evidence named")
    page: int = col("页", "page")
    x0: float = col("左", "left, points")
    top: float = col("上", "top, points")
    x1: float = col("右", "right, points")
    bottom: float = col("下", "bottom, points")


@dataclass(frozen=True, slots=True)
class Attribute:
    """Any other typed fact: headcount, assets, procurement, names in form heads ..."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    attribute_id: str = col("属性标识", "unique in the document: attribute@scope#ordinal")
    attribute: str = col("属性", "key, e.g. performance.unit_name, toc.form_title")
    scope: str | None = col("所属", "table or block it belongs to: P2#1, N07#0 ...")
    value_text: str | None = col("文字值", "normalised text")
    value_number: Decimal | None = col("数值", "number")
    unit: str | None = col("单位", "unit of the number; 万元 ... for money")
    decimals: int | None = col("小数位数", "decimals printed")
    value_yuan: Decimal | None = col("金额（元）", "number in yuan, for money")
    ulp_yuan: Decimal | None = col("末位单位（元）", "one unit in the last place, for money")
    is_personal: bool = col("个人信息", "a person's name or telephone: never leaves the archive")
    raw_text: str = col("原文", "as printed")
    page: int | None = col("页", "page", default=None)
    x0: float | None = col("左", "left, points", default=None)
    top: float | None = col("上", "top, points", default=None)
    x1: float | None = col("右", "right, points", default=None)
    bottom: float | None = col("下", "bottom, points", default=None)


@dataclass(frozen=True, slots=True)
class UnexplainedToken:
    """An amount-like token inside a ruled grid that nothing typed or explained."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    token_ord: int = col("次序", "0-based ordinal in the document")
    raw_text: str = col("原文", "token as printed")
    why: str = col("原因", "table not recognised | column not resolved | row not resolved ...")
    page: int = col("页", "page")
    x0: float = col("左", "left, points")
    top: float = col("上", "top, points")
    x1: float = col("右", "right, points")
    bottom: float = col("下", "bottom, points")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row per document (or page, or address) and stage: what became of it."""

    portal: str = col("门户标识", "portal id")
    fiscal_year: int | None = col("年度", "partition year")
    subject: str = col("对象", "sha256 or address")
    stage: str = col("阶段", "list | fetch | parse | load | judge")
    status: str = col("结果", "ok | unchanged | failed | blocked | a DocumentStatus")
    error_kind: str | None = col("错误类别", "typed error")
    message: str | None = col("说明", "one sentence in Chinese that says what to do")
    duration_s: float = col("耗时（秒）", "wall time, seconds")
    code_version: str = col("程序版本", "version of the code that did it")
    run_id: str | None = col("运行标识", "id of the run")
    finished_at: datetime = col("完成时间", "UTC")


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """One identity, one instance, one document: judged, with the evidence."""

    document_id: str = col("文件指纹", "sha256 of the bytes")
    identity: str = col("规则", "stable id of the identity")
    identity_version: int = col("规则版本", "version of the identity")
    instance: str = col("实例", "which row, column or item; '' where there is one only")
    kind: str = col("类型", "sum | same | ratio | growth | bound | presence | text | set | sql")
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


#: Records that reading one file yields, in the order of :class:`DocumentFacts`.
FACT_RECORDS: dict[str, type] = {
    "document": Document,
    "form_table": FormTable,
    "cell": Cell,
    "mention": Mention,
    "indicator": Indicator,
    "attribute": Attribute,
    "unexplained_token": UnexplainedToken,
}

#: All record types by table name.
RECORDS: dict[str, type] = {
    "acquisition": Acquisition,
    **FACT_RECORDS,
    "outcome": Outcome,
    "verdict": Verdict,
    "finding": Finding,
    "judge_run": JudgeRun,
    "finding_history": FindingHistory,
}

#: Records that the judge writes, one Parquet file each in ``verdicts/``.
VERDICT_RECORDS = ("verdict", "finding", "judge_run", "finding_history")


@dataclass(slots=True)
class DocumentFacts:
    """Everything that reading one file found; the lists share ``document_id``."""

    document: Document
    form_tables: list[FormTable] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    unexplained_tokens: list[UnexplainedToken] = field(default_factory=list)

    @classmethod
    def unread(
        cls, document_id: str, file_name: str, status: DocumentStatus, reason: str
    ) -> DocumentFacts:
        """A file of which nothing is known but why it was not read (one Chinese sentence)."""
        return cls(
            Document(
                document_id=document_id,
                file_name=file_name,
                status=status.value,
                reason=reason,
                unit_name=None,
                unit_code=None,
                fiscal_year=None,
                doc_kind=None,
                scope=None,
                family=None,
                signed_on=None,
                extractor_version=EXTRACTOR_VERSION,
            )
        )

    def rows(self, record: str) -> list[Any]:
        """Rows of one fact record by its table name (see FACT_RECORDS)."""
        if record == "document":
            return [self.document]
        return typing.cast(list[Any], getattr(self, record + "s"))


def _arrow_type(hint: Any) -> tuple[pa.DataType, bool]:
    """Arrow type and nullability of a type hint."""
    import pyarrow as pa

    nullable = False
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        args = [a for a in typing.get_args(hint) if a is not type(None)]
        nullable = len(args) < len(typing.get_args(hint))
        if len(args) != 1:
            raise TypeError(f"unsupported union in a record: {hint}")
        hint = args[0]
        origin = typing.get_origin(hint)
    if origin is tuple:
        inner, _ = _arrow_type(typing.get_args(hint)[0])
        return pa.list_(inner), nullable
    if dataclasses.is_dataclass(hint):
        return pa.struct(list(arrow_schema(typing.cast(type, hint)))), nullable
    simple: dict[Any, pa.DataType] = {
        str: pa.string(),
        int: pa.int32(),
        float: pa.float64(),
        bool: pa.bool_(),
        Decimal: pa.decimal128(AMOUNT_PRECISION, AMOUNT_SCALE),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
    }
    return simple[hint], nullable


@cache
def arrow_schema(record: type) -> pa.Schema:
    """Arrow schema of a record type, one field per dataclass field, in order."""
    import pyarrow as pa

    hints = typing.get_type_hints(record)
    fields = []
    for f in dataclasses.fields(record):
        arrow, nullable = _arrow_type(hints[f.name])
        metadata = {k: str(v) for k, v in f.metadata.items()}
        fields.append(pa.field(f.name, arrow, nullable=nullable, metadata=metadata))
    return pa.schema(fields, metadata={"contract_version": str(CONTRACT_VERSION)})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def to_arrow(record: type, rows: typing.Sequence[Any]) -> pa.Table:
    """Rows of one record type as an Arrow table with exactly its schema.

    Raises pyarrow.ArrowInvalid where a value does not fit (an amount of more
    than 28 digits or 6 decimals, a null in a required field): never rounds.
    """
    import pyarrow as pa

    schema = arrow_schema(record)
    columns = [pa.array([_plain(getattr(r, f.name)) for r in rows], type=f.type) for f in schema]
    table = pa.Table.from_arrays(columns, schema=schema)
    for f, column in zip(schema, table.columns, strict=True):
        if not f.nullable and column.null_count:
            raise pa.ArrowInvalid(f"{record.__name__}.{f.name} holds a null")
    return table
