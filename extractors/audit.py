"""Token audit: every number inside a table is typed, explained, or listed.

A number is *typed* where it became the amount of a cell, a target, a weight or
an attribute; *explained* where it is known to be something else (a code, a
year, an ordinal, a column number, a count inside a sentence, an amount kept
under the printed words of a column that nobody knows); everything else is an
:class:`~extractors.contracts.UnexplainedToken` with its place and the
reason.  The share of the first two is the document's coverage.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.contracts import Attribute, Indicator, UnexplainedToken
from extractors.forms.labels import bare_code, has_han, is_total
from extractors.forms.reader import FormsResult, Reading
from extractors.layout import TableCell
from extractors.money import parse_money
from extractors.text import squash

#: A number as it can stand in a table: signs, thousands separators, decimals, per cent.
TOKEN = re.compile(r"[-−△▲]?(?:\d+(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?")

_YEAR = re.compile(r"20\d\d")
_PHONE = re.compile(r"\d{7,12}")
_ORDINAL = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class Audit:
    """Counts over all tables of a document, and the tokens that nothing accounts for.

    ``kinds`` counts the explained tokens by explanation.
    """

    tokens: int = 0
    typed: int = 0
    explained: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unexplained: list[UnexplainedToken] = field(default_factory=list)


def audit(
    document_id: str,
    forms: FormsResult,
    indicators: Iterable[Indicator] = (),
    attributes: Iterable[Attribute] = (),
) -> Audit:
    """Account for every number in every table that :func:`read_forms` saw."""
    out = Audit()
    known = _performance_texts(indicators, attributes)
    for reading in forms.readings:
        performance = any(table is reading.table for _, _, table in forms.performance)
        codes = _code_places(reading) if performance else set()
        for cell in reading.table.cells:
            for token in _tokens(cell.text):
                out.tokens += 1
                if (cell.row, cell.col) in codes:
                    verdict = "=代码"
                elif performance:
                    verdict = _in_performance(cell, token, known)
                else:
                    verdict = _in_form(reading, cell, token)
                _book(out, document_id, cell, token, verdict)
    return out


_CODE_HEAD = re.compile(r"(?:预算|主管|实施)?(?:单位|部门|项目)(?:编码|代码|编号)[:：]?")


def _code_places(reading: Reading) -> set[tuple[int, int]]:
    """Cells right of or below 单位编码, 项目编码 that hold digits and nothing else."""
    matrix = reading.table.matrix()
    found: set[tuple[int, int]] = set()
    for cell in reading.table.cells:
        if not _CODE_HEAD.fullmatch(squash(cell.text)):
            continue
        below = [matrix[r][cell.col] for r in range(cell.row + cell.row_span, reading.table.n_rows)]
        right = matrix[cell.row][cell.col + cell.col_span :][:1]
        # a column of codes ends with the first cell that has words or an amount
        for group in (right, below):
            for other in group:
                text = squash(other.text)
                if is_total(text):
                    continue
                if has_han(text) or "." in text:
                    break
                if re.fullmatch(r"\d{3,24}", text):
                    found.add((other.row, other.col))
    return found


def _book(out: Audit, document_id: str, cell: TableCell, token: str, verdict: str) -> None:
    """``verdict`` is ``typed``, ``=kind`` (explained) or the reason why it is not."""
    if verdict == "typed":
        out.typed += 1
    elif verdict.startswith("="):
        out.explained += 1
        out.kinds[verdict[1:]] += 1
    else:
        box = cell.bbox
        out.unexplained.append(
            UnexplainedToken(
                document_id,
                len(out.unexplained),
                token,
                verdict,
                cell.page,
                box.x0,
                box.top,
                box.x1,
                box.bottom,
            )
        )


def _tokens(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(squash(text)):
        yield match[0]


def _is_whole(cell: TableCell) -> bool:
    printed = parse_money(cell.text)
    return printed is not None and not printed.is_blank


def _in_form(reading: Reading, cell: TableCell, token: str) -> str:
    for place in ((cell.row, c) for c in range(cell.col, cell.col + cell.col_span)):
        if place in reading.emitted.typed:
            return "typed"
        if place in reading.emitted.kept:
            return "=按原文保留"
        if place in reading.emitted.unread:
            return reading.emitted.unread[place]
    view = reading.view
    if reading.form is not None and cell.row < view.body_row:
        return "=栏次" if cell.row == view.lanci_row else "=表头"
    text = squash(cell.text)
    if reading.form is None:
        if _is_score_summary(reading):
            return "=评分汇总"
        return _in_unknown(text, token, whole=_is_whole(cell))
    roles = {c.c: c.role for block in reading.blocks for c in (*block.labels, *block.measures)}
    covered = {roles.get(c) for c in range(cell.col, cell.col + cell.col_span)}
    if covered & {"lineno", "ordinal"}:
        return "=行次"
    if covered & {"code", "part", "unit_code", "project_code"}:
        return "=代码"
    if not _is_whole(cell):
        return "=文字中的数字"
    if covered & {"name", "unit", "project", "year"} and (bare_code(text) or _YEAR.fullmatch(text)):
        return "=代码"
    if "text" in covered:
        return "=说明栏"
    if covered & {"name", "unit", "project"}:
        return "行名列中的数字"
    return "列未识别"


def _is_score_summary(reading: Reading) -> bool:
    """A table of an evaluation report that sums up scores (分值、得分): no statutory form."""
    first = {squash(cell.text) for cell in reading.table.matrix()[0]}
    return {"分值", "得分"} <= first and bool(first & {"一级指标", "指标", "评价内容", "评价指标"})


def _in_unknown(text: str, token: str, *, whole: bool) -> str:
    if not whole and has_han(text):
        return "=文字中的数字"
    if _YEAR.fullmatch(text):
        return "=年份"
    if _ORDINAL.fullmatch(token) and whole:
        return "=序号或个数"
    if not whole and not has_han(text):
        return "=编号"
    return "表未识别"


@dataclass(slots=True)
class _Known:
    """Texts that the performance reader took over: as values, and as words."""

    values: Counter[tuple[int, str]] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    whole: set[tuple[int, str]] = field(default_factory=set)


def _performance_texts(indicators: Iterable[Indicator], attributes: Iterable[Attribute]) -> _Known:
    known = _Known()
    for i in indicators:
        for value in (i.target_text, i.weight_text, i.prior_text):
            if value:
                known.whole.add((i.page, squash(value)))
                known.words.append(squash(value))
        for words in (i.level3, i.basis, i.scoring_rule, i.evidence_text, i.project_name):
            if words:
                known.words.append(squash(words))
    for a in attributes:
        if a.page is not None:
            known.whole.add((a.page, squash(a.raw_text)))
        known.words.append(squash(a.raw_text))
    return known


def _in_performance(cell: TableCell, token: str, known: _Known) -> str:
    text = squash(cell.text)
    near = [(page, text) for page in (cell.page, cell.page + 1, cell.page - 1)]
    if any(place in known.whole for place in near):
        return "typed"
    if not _is_whole(cell):
        return "=文字中的数字"
    if any(token in words for words in known.words if len(words) < 80):
        return "typed"
    if _PHONE.fullmatch(text):
        return "=电话"
    if _YEAR.fullmatch(text):
        return "=年份"
    return "绩效表中未读的数字"
