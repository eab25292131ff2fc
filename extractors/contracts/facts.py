"""What reading one file yields: the document, its tables, and every fact with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractors.contracts.base import col


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
    money_unit: str | None = col("金额单位", "money unit: 元 | 千元 | 万元 | 百万元 | 亿元")
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
        "金额单位", "money unit, 元 | 千元 | 万元 | 百万元 | 亿元; null for percent and count"
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
