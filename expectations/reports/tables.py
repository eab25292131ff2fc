"""The rows of the workbook and the CSV, in Chinese or in English.

One row per finding; beside it what was checked in each document, and what could not be.  What is
printed in a document stays as it is printed, whatever the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import unquote

from expectations.reports.details import by_reason, check_rows
from expectations.reports.documents import DocumentView, Report
from expectations.reports.labels import (
    ATTRIBUTION,
    SEVERITY,
    STATE,
    VERDICT,
    VERDICT_MEANING,
    Words,
    place_words,
)
from expectations.reports.text import decimal_or_none, trim
from expectations.reports.view import FindingView, JudgedView, OperandView
from extractors.contracts import VerdictStatus

Lang = Literal["zh", "en"]
#: Where a finding is shown, as an address relative to the file.
PageOf = Callable[[DocumentView, FindingView], str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file of the report, relative to the workbook."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money: at least two decimals are shown."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """A heading in both languages and a width in characters."""

    zh: str
    en: str
    width: int

    def heading(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, columns and rows; ``fixed`` columns stay in sight on the left.

    ``printed`` is how many columns go on paper; 0 is all of them.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[list[Any]]
    fixed: int = 0
    printed: int = 0


_DOCUMENT = (
    Column("单位", "Unit", 28),
    Column("年度", "Year", 7),
    Column("文件种类", "Document", 13),
)
_FILE = (Column("文件名", "File", 36), Column("文件指纹", "SHA-256", 66))

FINDING_COLUMNS: tuple[Column, ...] = (
    Column("序号", "No.", 6),
    *_DOCUMENT,
    Column("严重程度", "Level", 9),
    Column("问题", "Finding", 70),
    Column("公开数", "Reported", 16),
    Column("核算数", "Computed", 16),
    Column("差额", "Difference", 13),
    Column("允许尾差", "Rounding allows", 10),
    Column("计量单位", "Measure", 11),
    Column("表", "Table", 30),
    Column("行", "Row", 30),
    Column("列", "Column", 20),
    Column("页", "Pages", 7),
    Column("看报告", "In the report", 9),
    Column("看原件", "In the original", 9),
    Column("可能原因", "Likely cause", 40),
    Column("同因不符项数", "Checks failing for this cause", 12),
    Column("归因", "Whose error", 22),
    Column("规则编号", "Rule no.", 22),
    Column("规则", "Rule", 50),
    Column("为什么应当如此", "Why it must hold", 50),
    Column("豁免", "Waiver", 30),
    Column("与上次相比", "Since last run", 11),
    Column("首次发现", "First found", 12),
    *_FILE,
)

#: Of the findings, up to the page: what stands behind is for the screen.
_ON_PAPER = 1 + next(n for n, c in enumerate(FINDING_COLUMNS) if c.zh == "页")

SUMMARY_COLUMNS: tuple[Column, ...] = (
    *_DOCUMENT,
    Column("读取结果", "Reading", 16),
    Column("没有读取的原因", "Why it was not read (in Chinese)", 40),
    Column("相符", "Agrees", 8),
    Column("尾差", "Rounding", 10),
    Column("不符", "Disagrees", 10),
    Column("待复核", "To be reviewed", 10),
    Column("无法核对", "Could not check", 10),
    Column("不适用", "Not applicable", 11),
    Column("错误", "Errors", 7),
    Column("提示", "Notices", 8),
    Column("说明", "Remarks", 9),
    Column("表内数字", "Numbers in tables", 11),
    Column("已读入", "Read as data", 9),
    Column("已解释", "Codes, years, ordinals", 11),
    Column("页数", "Pages", 7),
    *_FILE,
)

UNCHECKED_COLUMNS: tuple[Column, ...] = (
    *_DOCUMENT,
    Column("没有核对的原因", "Why it was not checked", 40),
    Column("规则数", "Rules", 8),
    Column("项数", "Checks", 8),
    Column("哪些规则", "Which rules", 90),
    *_FILE,
)

WORD_COLUMNS = (Column("结论", "Outcome", 16), Column("含义", "Meaning", 90))


def sheets(report: Report, page_of: PageOf, lang: Lang) -> list[Sheet]:
    """Findings, what was checked in each document, what could not be, and what the words mean."""

    def name(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    meanings = ([_say(VERDICT[k], lang), _say(w, lang)] for k, w in VERDICT_MEANING.items())
    findings = finding_rows(report, page_of, lang, review=False)
    return [
        Sheet(name("问题清单", "Findings"), FINDING_COLUMNS, findings, 2, _ON_PAPER),
        Sheet(name("核对汇总", "Documents"), SUMMARY_COLUMNS, _summary_rows(report, lang), 1),
        Sheet(name("未能核对", "Not checked"), UNCHECKED_COLUMNS, _unchecked_rows(report, lang), 1),
        Sheet(name("读表说明", "Words"), WORD_COLUMNS, meanings),
    ]


def finding_rows(
    report: Report, page_of: PageOf, lang: Lang, *, review: bool
) -> Iterator[list[Any]]:
    """One row per finding, the gravest first, columns as in :data:`FINDING_COLUMNS`.

    ``review``: those of the queue.
    """
    found = [(d, f) for d in report.documents for f in (d.review if review else d.findings)]
    found.sort(key=lambda x: x[1].gravity)
    for number, (document, finding) in enumerate(found, 1):
        row = _finding_row(document, finding, page_of(document, finding), lang)
        yield [number, *_head(document, lang), *row, *_tail(document)]


def _say(words: Words, lang: Lang) -> str:
    return words.zh if lang == "zh" else words.en


def _head(document: DocumentView, lang: Lang) -> list[Any]:
    return [document.name, document.document.fiscal_year, _say(document.kind, lang)]


def _tail(document: DocumentView) -> list[Any]:
    return [document.document.file_name, document.document.document_id]


def _finding_row(document: DocumentView, view: FindingView, page: str, lang: Lang) -> list[Any]:
    main, finding = view.main, view.finding
    where = _reported(main)
    verdict = main.verdict if main else None
    reported, computed = _odd_names(main) or (
        (verdict.reported, verdict.computed) if verdict else (None, None)
    )
    is_zh = lang == "zh"
    state = view.history.state if view.history else ""
    cause = finding.likely_cause_zh if is_zh else finding.likely_cause_en or finding.likely_cause_zh
    until = "；".join(f"{w.reason}（至 {w.expires}）" for w in view.waivers)
    return [
        _say(SEVERITY[finding.severity], lang),
        finding.sentence_zh if is_zh else finding.sentence_en,
        _number(main, reported),
        _number(main, computed),
        _amount(main, trim(verdict.difference) if verdict else None),
        _amount(main, trim(verdict.tolerance) if verdict else None),
        _say(main.unit, lang) if main else "",
        _say(view.form_label, lang),
        _say(place_words(where.row), lang) if where else "",
        _say(place_words(where.column), lang) if where else "",
        "、".join(map(str, view.pages)) if is_zh else ", ".join(map(str, view.pages)),
        Link(page, "打开" if is_zh else "open"),
        _original(document, view.page or 1, lang),
        cause,
        len(view.judged),
        _say(ATTRIBUTION[finding.attribution], lang),
        verdict.identity if verdict else "",
        (main.identity.zh if is_zh else main.identity.en) if main else "",
        _why(main, lang),
        until,
        _say(STATE[state], lang) if state in STATE else "",
        str(view.history.first_seen_on) if view.history else "",
    ]


def _odd_names(main: JudgedView | None) -> tuple[str | None, str | None] | None:
    """Of two lists of names, those that the other lacks: the lists are a page long."""
    if main is None or main.verdict.kind != "set":
        return None
    ours, theirs = ((v or "").split("、") for v in (main.verdict.reported, main.verdict.computed))
    return (
        "、".join(n for n in ours if n not in theirs),
        "、".join(n for n in theirs if n not in ours),
    )


def _why(main: JudgedView | None, lang: Lang) -> str:
    if main is None:
        return ""
    why = _say(main.why, lang)
    if not main.legal:
        return why
    return f"{why}依据：{main.legal}。" if lang == "zh" else f"{why} Legal ground: {main.legal}."


def _original(document: DocumentView, page: int, lang: Lang) -> Link | None:
    if not document.original or document.original.startswith("file:"):
        return None
    target = f"{unquote(document.original)}#page={page}"
    return Link(target, f"第 {page} 页" if lang == "zh" else f"p. {page}")


def _reported(main: JudgedView | None) -> OperandView | None:
    if main is None or not main.operands:
        return None
    return next((o for o in main.operands if o.side == "reported"), main.operands[0])


def _number(main: JudgedView | None, text: str | None) -> Decimal | Money | str | None:
    number = decimal_or_none(text)
    return text if number is None else _amount(main, number)


def _amount(main: JudgedView | None, number: Decimal | None) -> Decimal | Money | None:
    """The number as money where its unit is one: years and persons have no decimals."""
    is_money = main is not None and main.unit.zh.endswith("元")
    return Money(number) if is_money and number is not None else number


def _summary_rows(report: Report, lang: Lang) -> Iterator[list[Any]]:
    for d in report.documents:
        severities = d.severity_counts
        counts = [
            d.counts.get(s, 0)
            for s in ("PASS", "PASS_ROUNDED", "FAIL", "REVIEW", "NOT_EVALUABLE", "NOT_APPLICABLE")
        ]
        yield [
            *_head(d, lang),
            _say(d.status, lang),
            d.document.reason,
            *counts,
            *(severities[s] for s in ("error", "warning", "info")),
            d.document.tokens_in_tables,
            d.document.tokens_typed,
            d.document.tokens_explained,
            d.document.pages,
            *_tail(d),
        ]


def _unchecked_rows(report: Report, lang: Lang) -> Iterator[list[Any]]:
    """One row per document and reason: a row per rule would be a hundred for some documents."""
    for d in report.documents:
        rows = check_rows(report.data.identities, d.tallies, VerdictStatus.NOT_EVALUABLE)
        for reason, mine in by_reason(rows):
            rules = "\n".join(
                f"{r.identity.id} {r.identity.zh if lang == 'zh' else r.identity.en}" for r in mine
            )
            n = sum(r.n for r in mine)
            yield [*_head(d, lang), _say(reason, lang), len(mine), n, rules, *_tail(d)]
