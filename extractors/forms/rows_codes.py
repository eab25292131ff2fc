"""Rows of the classification, unit, project and list tables.

This module says what each row is (total, unit, class, project, item); the keys
follow in :mod:`extractors.forms.rows_keys`, because a unit row means one thing
where it is the only one and another where many units follow each other.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.forms.columns import Block
from extractors.forms.crossed import Crossing
from extractors.forms.labels import bare_code, has_han, is_total, split_code, take_apart
from extractors.forms.rows import (
    DEPARTMENT,
    FUNCTION,
    GOVERNMENT,
    NameWalker,
    Row,
    Rows,
    amount_at,
    has_amounts,
    is_blank_row,
    make_unique,
    scheme_of,
)
from extractors.forms.rows_keys import Context, Raw, assign_keys, settle_units
from extractors.forms.view import View
from extractors.forms.vocab import FormSpec, code_books
from extractors.text import fold, normalise

_LEVEL = re.compile(r"\((?:本级|机关|本部)\)$")
_UNIT_NAME = re.compile(
    r".+(?:局|委|委员会|办|办公室|中心|学院|学校|大学|中学|小学|幼儿园|研究院|研究所|所|站|馆|队|"
    r"处|会|部|厅|署|社|团|公司|医院|机关|基地|监狱|法院|检察院|街道|镇|乡|政府|本级|本部)"
    r"(?:\(.*\))?"
)


def read_code_rows(view: View, block: Block, spec: FormSpec, context: Context) -> Rows:
    """Rows of any table that is neither an overview nor the three-public table."""
    raws, out = _classify(view, block, spec, context)
    value = first_amounts(view, block)
    name_uncoded(raws)
    settle_units(raws, value, context)
    assign_keys(raws, out, value)
    _mark_headings(view, block, raws, out)
    place_unknown(out, value)
    _name_unread(view, block, out, value)
    make_unique(out.rows)
    return out


def first_amounts(view: View, block: Block) -> dict[int, Decimal]:
    """First amount column's number by row; 0 for a blank."""
    total = next((m for m in block.measures if m.key == "total"), block.measures[0])
    return {r: amount_at(view, r, total.c) or Decimal(0) for r in range(view.n_rows)}


# ------------------------------------------------------------------ first pass


def _scheme(block: Block, spec: FormSpec) -> str | None:
    head = "".join("".join(column.path) for column in block.labels)
    if spec.axis == "government" or "政府经济" in head or "政府预算" in head:
        return GOVERNMENT
    if spec.axis == "economic" or "经济" in head:
        return DEPARTMENT
    if spec.axis == "function" or "功能" in head:
        return FUNCTION
    return None


def _classify(view: View, block: Block, spec: FormSpec, context: Context) -> tuple[list[Raw], Rows]:
    out = Rows()
    raws: list[Raw] = []
    has_codes = any(c.role in {"code", "part"} for c in block.labels)
    scheme = None if has_codes else _scheme(block, spec)
    walker = NameWalker(scheme) if scheme else None
    previous: list[str] = []
    last_codes: list[str] = []
    crossing = Crossing.of(view, block)
    for r in range(view.body_row, view.n_rows):
        if is_blank_row(view, block, r):
            continue
        texts = crossing.mended(_by_role(view, block, r))
        _complete_code(texts, last_codes)
        words = [t for role, group in texts.items() if role != "text" for t in group if t]
        if not words:
            if has_amounts(view, block, r):
                out.unread.append(r)
            continue
        raw = _row_of(r, texts, words, previous, spec, context, walker)
        if raw.what == "class" and crossing.lacks_code(view, r):
            out.unread.append(r)
            out.notes.append(f"“{raw.label}”一行的科目不全，未读")
            continue
        if raw.what == "unit" and walker:
            walker.go_to("")
        elif raw.what == "item" and walker:
            walker.lose_way()
        if raw.what == "class":
            last_codes = raw.codes
        elif raw.what == "project" and has_codes and not raw.codes:
            raw.codes = last_codes  # a project below its class, which is not printed again
        raws.append(raw)
    return raws, out


def _by_role(view: View, block: Block, r: int) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    seen: set[tuple[int, int]] = set()
    for column in block.labels:
        cell = view.cells[r][column.c]
        text = view.texts[r][column.c]
        if view.runs_over(r, cell.col) or cell.row < view.body_row:
            text = ""  # a number, or a header cell that reaches down beside the total
        if column.role == "part":
            covered = (cell.row, cell.col) in seen
            out.setdefault("part", []).append("" if covered else text)
            if covered or not text:
                continue
            seen.add((cell.row, cell.col))
            continue
        if not text or (cell.row, cell.col) in seen or column.role in {"lineno", "ordinal"}:
            continue
        seen.add((cell.row, cell.col))
        out.setdefault(column.role, []).append(text)
    if not any(out.get("part", [])):
        out.pop("part", None)
    return out


def _row_of(
    r: int,
    texts: dict[str, list[str]],
    words: list[str],
    previous: list[str],
    spec: FormSpec,
    context: Context,
    walker: NameWalker | None,
) -> Raw:
    names = [normalise(t) for t in texts.get("name", [])]
    unit = next(iter(texts.get("unit", [])), None)
    unit_code = next(iter(texts.get("unit_code", [])), None)
    project = next(iter(texts.get("project", [])), None)
    if any(is_total(w) for w in words) and all(is_total(w) or w == words[0] for w in words):
        return Raw(r, "total", normalise(words[-1]))
    codes = _codes_of(texts, previous)
    if codes:
        label = names[-1] if names and not split_code(names[-1]) else ""
        label = label or _coded_names(texts) or _words_beside(texts) or codes[0]
        what = "project" if project and project != label else "class"
        return Raw(r, what, label, codes, unit, unit_code, project if what == "project" else None)
    # only projects have a text (绩效目标) beside their name
    has_text = spec.axis == "project" and bool(texts.get("text"))
    if project and (unit or spec.axis == "project") and (has_text or not is_unit(project, context)):
        return Raw(r, "project", normalise(project), [], unit, unit_code, project)
    if unit and not project and not names:
        return Raw(r, "unit", normalise(unit), [], unit, unit_code)
    label = normalise(project or (names[-1] if names else words[-1]))
    if unit_code and names and not project and spec.axis != "project":
        return Raw(r, "unit", label, [], label, unit_code)
    if walker:
        apart = take_apart(label)
        code = walker.find(apart.core, top=apart.level == 1)
        if code:
            confidence = Decimal("0.9") if walker.guessed else Decimal(1)
            return Raw(r, "class", label, [code], unit, unit_code, confidence=confidence)
    if not has_text and is_unit(label, context):
        return Raw(r, "unit", label, [], label, unit_code)
    if spec.axis == "project":
        return Raw(r, "project", label, [], unit, unit_code, label)
    joined = " / ".join(normalise(w) for w in words)
    return Raw(r, "item", joined, [], unit, unit_code, near=walker.last if walker else None)


def _codes_of(texts: dict[str, list[str]], previous: list[str]) -> list[str]:
    """Classification codes of a row; several where it crosses classifications."""
    parts = texts.get("part")
    if parts:
        joined = _join_parts(parts, previous)
        return [joined] if joined else []
    found: list[str] = []
    for text in (*texts.get("code", []), *texts.get("name", [])):
        code = bare_code(text)
        if code is None:
            coded = split_code(text)
            code = coded[0] if coded else None
        if code and code not in found:
            found.append(code)
    return found


def _complete_code(texts: dict[str, list[str]], last_codes: list[str]) -> None:
    """A 款 or 项 that prints its two digits alone, below its class in the same column.

    ``213 | 农林水支出`` over ``01 | 农业农村``: the code is the one of those that may follow
    which carries the printed name; where none or two do, the row has no code.
    """
    printed = texts.get("code", [])
    if len(last_codes) != 1 or len(printed) != 1 or not re.fullmatch(r"\d\d", fold(printed[0])):
        return
    last, name = last_codes[0], next(iter(texts.get("name", [])), "")
    follow = [last[:n] + fold(printed[0]) for n in range(3, min(len(last), 5) + 1, 2)]
    named = set(code_books()[scheme_of(last)].find(take_apart(name).core))
    found = [code for code in follow if code in named]
    if len(found) == 1:
        texts["code"] = found


def _join_parts(parts: list[str], previous: list[str]) -> str | None:
    """类|款|项 in columns of their own; an empty leading part repeats the row above."""
    digits = [p if re.fullmatch(r"\d{1,9}", p) else "" for p in parts]
    if not any(digits):
        return None
    last = max(i for i, d in enumerate(digits) if d)
    code = ""
    for i in range(last + 1):
        part = digits[i] or (previous[i] if i < len(previous) else "")
        if not part:
            return None
        if i and part.startswith(code) and len(part) > 3:
            code = part
        else:
            code += part if not i else part.zfill(2)
        digits[i] = part
    previous[:] = digits[: last + 1]
    return code if bare_code(code) else None


def _coded_names(texts: dict[str, list[str]]) -> str:
    names = []
    for text in (*texts.get("code", []), *texts.get("name", [])):
        coded = split_code(text)
        if coded:
            names.append(coded[1])
    return " / ".join(names)


def _words_beside(texts: dict[str, list[str]]) -> str:
    """The name of a class that stands below the header of its code, one cell too far left."""
    return next((normalise(t) for t in texts.get("code", []) if has_han(t)), "")


def is_unit(label: str, context: Context) -> bool:
    """Whether a label names a unit: the document lists it, or it looks like one."""
    name = fold(label)
    known = context.units | context.named
    if name in known or _LEVEL.sub("", name) in known:
        return True
    if context.own_name and name == fold(context.own_name):
        return True
    if len(context.units) >= 2:
        return False  # the document lists its units, and this is none of them
    looks_like_one = _UNIT_NAME.fullmatch(name) is not None
    return looks_like_one and not re.search(r"经费|项目|支出|补助|费$|专项|资金|工作|建设", name)


def name_uncoded(raws: list[Raw]) -> None:
    """Classes printed without their code above the rows of their items.

    ``农林水支出`` / ``水利`` / ``213 03 01 行政运行``: the code of a name is that part of the
    next printed code which bears the name, and no other.
    """
    for i, raw in enumerate(raws):
        if raw.what != "item" or raw.codes:
            continue
        below = next((o for o in raws[i + 1 :] if o.what == "class" and o.codes), None)
        if below is None:
            continue
        code, core = below.codes[0], take_apart(raw.label).core
        book = code_books()[scheme_of(code)]
        fits = [c for c in book.find(core) if code.startswith(c) and len(c) < len(code)]
        if len(fits) == 1:
            raw.what, raw.codes, raw.unit = "class", fits, None


def _mark_headings(view: View, block: Block, raws: list[Raw], out: Rows) -> None:
    """Unit rows without any amount that only stand above their projects."""
    units = [raw.r for raw in raws if raw.what == "unit"]
    if len(units) == len(raws):
        return
    for row in out.rows:
        if row.r in units and not has_amounts(view, block, row.r):
            row.is_heading = True


def place_unknown(out: Rows, value: dict[int, Decimal]) -> None:
    """Hang a class whose name is not in the list where its amount is missing from a sum.

    The row's ``parents`` are the candidates, nearest first; ``value`` is the first
    amount by grid row.
    """
    by_key = {row.key: row for row in out.rows}
    for row in out.rows:
        if not re.fullmatch(r"(?:.*/|ex\.)?X\d+", row.key):
            continue
        candidates = [p for p in row.parents if p in by_key]
        row.parents = []
        for parent in candidates:
            parts = sum(
                value[o.r]
                for o in out.rows
                if next((p for p in o.parents if p in by_key), None) == parent
            )
            gap = value[by_key[parent].r] - parts
            if value[row.r] and gap >= value[row.r] - Decimal("0.01"):
                row.parents = [parent]
                row.level = by_key[parent].level + 1
                break


def _name_unread(view: View, block: Block, out: Rows, value: dict[int, Decimal]) -> None:
    """A row without a label is the total where it stands alone or the others add up to it."""
    if len(out.unread) != 1 or any(row.key == "T" for row in out.rows):
        return
    r = out.unread[0]
    if out.rows:
        others = [row for row in out.rows if row.level == 1]
        adds_up = abs(sum(value[o.r] for o in others) - value[r]) <= len(others) * Decimal("0.01")
        at_edge = r < min(o.r for o in out.rows) or r > max(o.r for o in out.rows)
        if not (adds_up and at_edge):
            return
        out.notes.append("无行名的一行等于其余各行之和，按合计处理")
    out.unread.clear()
    out.rows.insert(0, Row(r, "T", "合计" if out.rows else "", 0, confidence=Decimal("0.95")))
