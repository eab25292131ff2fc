"""Document identity: unit, fiscal year, kind, scope, code, date.

Every field is read from the document's own pages: the cover, the page heads,
the form heads (编制单位) and the headings.  The file name is only compared, and
a conflict becomes a note; it never overrules the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from extractors.identity.cover import (
    LONGEST_COVER,
    arabic_years,
    cover_lines,
    cover_name,
    cover_year,
    without_kind_word,
)
from extractors.identity.names import head_lines, stated_unit_in
from extractors.layout import DocumentLayout
from extractors.text import normalise, squash

BUDGET, FINAL = "budget", "final_account"
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)年(?:度)?")
_TITLE_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)年?(?:度)?(?:[^\d年]{0,40}?)(?:部门|单位|市级|区级)?(?P<kind>预算|决算|收支|收入|支出|财务)"
)
_STATED_YEAR = re.compile(r"(?:预算|决算|财政)?年度[:：](20[0-3]\d)(?!\d)")
_OTHER_KIND = {BUDGET: "决算", FINAL: "预算"}
_SYNTHETIC = re.compile(r"示例|合成数据|虚构|测试文件|样例数据")
_SIGNED = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_UNIT_TITLE = re.compile(
    r"(?:(?:20\d\d)年(?:度)?)?(?P<name>[^\d年,，。;；:：、]{3,60}?)(?:\(?(?:20\d\d)年(?:度)?\)?)?"
    r"(?:度)?(?P<scope>部门|单位)?(?P<kind>预算|决算)(?:信息)?(?:公开)?(?:说明|情况说明|情况|报告|表|编制说明)?(?:\(.*\))?"
)
_CODED = re.compile(r"^(\d{3,9})[-—–](.+)$")
_ORG_TAIL = re.compile(r"(?:\((?:部门|单位|汇总|盖章|公章)\)|\[.*\])$")
_NOT_A_NAME = re.compile(
    # the title of a form, with its number or without
    r"^附?表[\d一二三四五六七八九十]|财政拨款|一般公共预算|政府性基金|国有资本经营|收支|[收支][入出]$|"
    r"^(?:目录|附件|第.部分|部门|单位|本部门|本单位|预算单位|市级|表|关于)$|XX|××|\*\*"
)


@dataclass(slots=True)
class DocumentIdentity:
    """What the document says about itself; None where it says nothing."""

    unit_name: str | None = None
    unit_code: str | None = None
    fiscal_year: int | None = None
    doc_kind: str | None = None
    scope: str | None = None
    signed_on: date | None = None
    is_synthetic: bool = False
    notes: list[str] = field(default_factory=list)


def read_identity(layout: DocumentLayout) -> DocumentIdentity:
    """Identity of a document from its pages; the file name is compared, not believed."""
    identity = DocumentIdentity()
    lead = [arabic_years(text) for text in _lead_lines(layout)]
    captions = [text for table in layout.tables for text in head_lines(table.caption)]
    in_grid = list(_first_rows(layout))
    every = [p.text for p in layout.paragraphs]
    identity.doc_kind = _doc_kind(lead, captions + in_grid, every)
    cover = cover_lines(lead) or _cover_page(layout)
    identity.fiscal_year = _fiscal_year(cover, lead, captions + in_grid, every, identity)
    _unit(identity, cover, lead, captions, in_grid, layout)
    identity.scope = _scope(lead, captions + in_grid, identity.unit_name) or _scope_said(every)
    if identity.fiscal_year is None:
        identity.fiscal_year = _year_in_cells(layout, identity)
    identity.signed_on = _signed(layout)
    identity.is_synthetic = any(_SYNTHETIC.search(squash(t)) for t in [*lead, *_margins(layout)])
    _compare(identity, layout.file_name)
    return identity


def _cover_page(layout: DocumentLayout) -> list[str]:
    """Squashed lines of a first page that holds a few lines and no table: a cover."""
    if layout.n_pages < 2 or any(table.pages[0] == 1 for table in layout.tables):
        return []
    lines = [s for line in layout.pages[0].lines if (s := squash(arabic_years(line.text)))]
    return lines if len(lines) <= LONGEST_COVER else []


def _margins(layout: DocumentLayout) -> Iterator[str]:
    for page in layout.pages:
        for line in page.margin_lines:
            yield line.text


def _lead_lines(layout: DocumentLayout) -> Iterator[str]:
    """Lines of the first pages, in order: cover and headings; then page heads."""
    for page in layout.pages[:4]:
        for line in page.lines:
            yield normalise(line.text)
    for page in layout.pages[:6]:
        for line in page.margin_lines:
            yield normalise(line.text)


def _first_rows(layout: DocumentLayout) -> Iterator[str]:
    for table in layout.tables:
        for cell in table.cells:
            if cell.row < 4 and len(cell.text) < 120:
                yield cell.text


def _doc_kind(lead: list[str], heads: list[str], every: list[str]) -> str | None:
    counts: Counter[str] = Counter()
    for weight, texts in ((3, lead[:12]), (1, lead[12:]), (2, heads)):
        for text in texts:
            s = squash(text)
            if "决算" in s and "预决算" not in s:
                counts[FINAL] += weight
            elif "预算" in s:
                counts[BUDGET] += weight
    cover = squash("".join(lead[:6]))
    for kind, word in ((FINAL, "决算"), (BUDGET, "预算")):
        other = "预算" if word == "决算" else "决算"
        if re.search(rf"20\d\d年(?:度)?.{{0,40}}{word}", cover) and other not in cover:
            return kind
    if not counts:
        for text in every[:200]:
            s = squash(text)
            counts[FINAL] += s.count("决算数") + s.count("部门决算")
            counts[BUDGET] += s.count("预算")
    finals, budgets = counts[FINAL], counts[BUDGET]
    if finals == budgets == 0:
        return None
    # Final accounts speak of the budget too (年初预算); budgets hardly of final accounts.
    return FINAL if finals * 2 > budgets else BUDGET


def _fiscal_year(
    cover: list[str], lead: list[str], heads: list[str], every: list[str],
    identity: DocumentIdentity,
) -> int | None:  # fmt: skip
    counts: Counter[int] = Counter()
    on_cover = cover_year(cover)
    if on_cover is not None:
        counts[on_cover] += 6
    for weight, texts in ((6, lead[:10]), (2, lead[10:120]), (3, heads)):
        for text in texts:
            s = re.sub(r"(?<=\d)\s+(?=年)|(?<=20\d\d)\s+|\s", "", text)
            for match in _TITLE_YEAR.finditer(s):
                # 2024年度部门决算公开及2025年部门预算: each kind has its year
                if match["kind"] != _OTHER_KIND.get(identity.doc_kind or ""):
                    counts[int(match[1])] += weight
            for match in _STATED_YEAR.finditer(s):
                counts[int(match[1])] += weight
    if not counts:
        for text in (*lead[:20], *heads, *every[:400]):
            for match in _YEAR.finditer(squash(text)):
                counts[int(match[1])] += 1
    if not counts:
        return None
    best = counts.most_common(2)
    if len(best) > 1 and best[1][1] * 2 > best[0][1]:
        identity.notes.append(f"页面上还多次写有{best[1][0]}年")
    return best[0][0]


def _year_in_cells(layout: DocumentLayout, identity: DocumentIdentity) -> int | None:
    """The year that the cells of the tables name most, where nothing else names one; noted."""
    counts: Counter[int] = Counter()
    for table in layout.tables:
        for cell in table.cells:
            counts.update(int(year) for year in _YEAR.findall(squash(cell.text)))
    best = counts.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    identity.notes.append(f"标题和表头没有年度，按表内文字取{best[0][0]}年")
    return best[0][0]


def _unit(
    identity: DocumentIdentity,
    cover_of: list[str],
    lead: list[str],
    captions: list[str],
    in_grid: list[str],
    layout: DocumentLayout,
) -> None:
    counts: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for text in (*captions, *in_grid):
        name = stated_unit_in(text)
        if name:
            stated[_clean(name)] += 1
    if not stated:
        stated.update(_clean(name) for text in lead[:8] if (name := stated_unit_in(text)))
    for text in captions:
        coded = _CODED.match(
            squash(re.sub(r"(?:单位|金额单位)?[:：]?\s*(?:万|千|亿)?元$", "", text))
        )
        if coded:
            stated[_clean(coded[2])] += 1
            identity.unit_code = identity.unit_code or coded[1]
    for name, n in stated.items():
        counts[name] += 3 * n
    printed = cover_name(cover_of)
    cover = without_kind_word(_clean(printed)) if printed else None
    if cover:
        counts[cover] += 8
    titled = {cover} if cover else set()
    for name in _title_names(lead[:14]):
        counts[name] += 6
        titled.add(name)
    for name in _title_names(lead[14:]):
        counts[name] += 2
    for name in _label_names(layout):
        counts[name] += 4
    if not counts:
        for name in _said_names(layout):
            counts[name] += 1
    for name in [n for n in counts if _NOT_A_NAME.search(n) or len(n) < 4]:
        del counts[name]
    if not counts:
        return
    several = sorted(n for n in stated if cover and n in counts and not _akin(n, cover))
    if cover in counts and len(several) > 1:
        identity.unit_name = cover
        identity.notes.append(f"表头另有多个编制单位：{'、'.join(several[:3])}")
        return
    # a name that contains another one is that body printed in full
    best = max(counts, key=lambda n: (counts[n], len(n)))
    fuller = [
        n
        for n in counts
        if n != best and n.endswith(best) and (n in titled or counts[n] * 2 >= counts[best])
    ]
    identity.unit_name = max(fuller, key=len) if fuller else best
    others = [
        n for n, c in stated.most_common() if n != identity.unit_name and n in counts and c >= 1
    ]
    if others and stated[identity.unit_name]:
        identity.notes.append(f"表头编制单位另有写法：{'、'.join(others[:3])}")


def _akin(name: str, cover: str) -> bool:
    """Is it the body of the cover, in full, in short or as its head office?"""
    return name.endswith(cover) or cover.endswith(name) or name.startswith(cover)


_SAID = re.compile(
    r"(?:附件:|20\d\d年)(?P<name>[^\d,，。;:：、]{4,40}?)(?:部门|单位)?"
    r"(?:20\d\d年度?部门预算报表|政府采购预算总额|机关运行经费|共有车辆)"
)


def _said_names(layout: DocumentLayout) -> Iterator[str]:
    """Names in fixed phrases of the running text, for a document without title and heads."""
    for paragraph in layout.paragraphs:
        for match in _SAID.finditer(squash(paragraph.text)):
            yield _clean(match["name"])


def _clean(name: str) -> str:
    s = squash(name)
    coded = _CODED.match(s)
    if coded:
        s = coded[2]
    s = re.sub(r"^\[?\d{3,9}\]?", "", s)
    return _ORG_TAIL.sub("", s).strip("_-—:：")


def _title_names(lines: Iterable[str]) -> Iterator[str]:
    """Names in front of 2026年部门预算, on one line or on two."""
    texts = [squash(t) for t in lines]
    joined = [*texts, *(a + b for a, b in pairwise(texts) if not _NEXT_PART.match(b))]
    for text in joined:
        if "目录" in text or len(text) > 70:
            continue
        match = _UNIT_TITLE.fullmatch(text)
        if match:
            name = _clean(re.sub(r"^(?:20\d\d年(?:度)?)|(?:20\d\d年?(?:度)?)$", "", match["name"]))
            name = re.sub(r"^(?:第.部分|附件\d?|关于)", "", name)
            name = (
                re.sub(r"(?:部门|单位|年度|本级)?$", "", name)
                if name.endswith(("部门", "年度"))
                else name
            )
            if name and "年" not in name:
                yield without_kind_word(name)


_NEXT_PART = re.compile(r"第.部分|[一二三四五六七八九十]+、|附件|\d+[.、]")
_LABELS = re.compile(r"(?:部门|单位|预算单位|预算部门)(?:名称)?(?:\((?:盖章|公章)\))?[:：]?")


def _label_names(layout: DocumentLayout) -> Iterator[str]:
    """Names beside 单位名称 / 部门名称 in performance tables and cover blocks."""
    for table in layout.tables:
        matrix = table.matrix()
        for row in matrix[:2]:
            for left, right in pairwise(row):
                same = (left.row, left.col) == (right.row, right.col)
                name = squash(right.text)
                if same or not _LABELS.fullmatch(squash(left.text)) or not 3 < len(name) < 50:
                    continue
                if not re.search(r"\d|资金|预算|合计", name):
                    yield _clean(right.text)


#: 某局（本级）, 某局本级: the body itself without those below it.  市本级 is a government's.
_OWN_LEVEL = re.compile(r".*(?:\((?:机关)?本级\)|[^省市区县州盟旗镇乡]本级)$")
_SUMMED = re.compile(r"\(汇总\)|汇总(?:20\d\d年?(?:度)?)?(?:部门|单位)?(?:预|决)算")
_OWN_LEVEL_COVER = re.compile(
    r"(?:\((?:机关)?本级\)|[^省市区县州盟旗镇乡]本级)(?:20\d\d年?(?:度)?)?(?:部门|单位)?(?:预|决)算"
)


def _scope(lead: list[str], heads: list[str], unit_name: str | None) -> str | None:
    """``unit`` or ``department``, whichever the document says; None where it says nothing.

    A department's head office that publishes alone is one unit, whatever its cover
    calls the document.
    """
    cover = squash("".join(lead[:6]))
    if _OWN_LEVEL_COVER.search(cover) or (unit_name and _OWN_LEVEL.fullmatch(squash(unit_name))):
        return "unit"
    if _SUMMED.search(cover):
        return "department"
    counts: Counter[str] = Counter()
    for weight, texts in ((4, lead[:14]), (1, lead[14:]), (2, heads)):
        for text in texts:
            s = squash(text)
            if re.search(r"预算单位|单位(?:预|决)算|单位收支|单位概况|单位机构设置", s):
                counts["unit"] += weight
            if re.search(r"部门(?:预|决)算|部门(?:收支|概况|机构设置|财务|整体)|市级部门", s):
                counts["department"] += weight
    if re.search(r"单位(?:预|决)算", cover) and not re.search(r"部门(?:预|决)算", cover):
        return "unit"
    if re.search(r"部门(?:预|决)算", cover) and not re.search(r"单位(?:预|决)算", cover):
        return "department"
    if not counts:
        return None
    return counts.most_common(1)[0][0]


#: What only the text of a department's document says.
_OF_DEPARTMENT = re.compile(
    r"(?:纳入|列入|包括在).{0,24}部门\d{0,4}年?(?:度)?(?:预|决)算(?:编制|汇编|公开)?范围|"
    r"部门(?:预|决)算(?:编制|汇编)范围的?(?:二级)?(?:预算)?单位|"
    r"部门(?:预|决)算(?:包括|由).{0,12}本级(?:预|决)算(?:和|及|、)(?:所属|下属|直属)"
)


def _scope_said(paragraphs: list[str]) -> str | None:
    """``department`` where the text lists what its budget takes in; heads and covers say nothing."""
    said = any(_OF_DEPARTMENT.search(squash(text)) for text in paragraphs)
    return "department" if said else None


def _signed(layout: DocumentLayout) -> date | None:
    """A date that stands alone on its line, on the cover or at the end of a part."""
    found: date | None = None
    for page in layout.pages:
        for line in page.lines:
            match = _SIGNED.fullmatch(squash(line.text))
            if match:
                try:
                    found = date(int(match[1]), int(match[2]), int(match[3]))
                except ValueError:
                    continue
    return found


def _compare(identity: DocumentIdentity, file_name: str) -> None:
    stem = squash(re.sub(r"\.pdf$", "", file_name, flags=re.IGNORECASE))
    years = {int(y) for y in re.findall(r"(?<!\d)(20[0-3]\d)(?!\d)", stem)}
    if identity.fiscal_year and years and identity.fiscal_year not in years:
        named = "、".join(str(y) for y in sorted(years))
        identity.notes.append(f"文件名写{named}年，页面为{identity.fiscal_year}年")
    word = {BUDGET: "决算", FINAL: "预算"}.get(identity.doc_kind or "")
    own = {BUDGET: "预算", FINAL: "决算"}.get(identity.doc_kind or "", "")
    if word and word in stem and own not in stem:
        identity.notes.append(f"文件名写{word}，页面为{own}")
    han = re.findall(r"[\u4e00-\u9fff]{4,}", stem)
    if identity.unit_name and han:
        name = max(han, key=len)
        core = re.sub(r"(?:部门|单位|年度|年|预算|决算|信息|公开|说明|报告)+", "", name)
        if len(core) >= 4 and core not in identity.unit_name and identity.unit_name not in core:
            shared = sum(1 for ch in set(core) if ch in identity.unit_name)
            if shared < len(set(core)) * 0.6:
                identity.notes.append(f"文件名写“{core}”，页面为“{identity.unit_name}”")
