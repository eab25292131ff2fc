"""Rows of the classification, unit, project and list tables.

Two passes: the first says what each row is (total, unit, class, project, item),
the second gives the keys, because a unit row means one thing where it is the
only one and another where many units follow each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.forms.columns import Block, Column
from extractors.forms.facets import meaning_of
from extractors.forms.labels import bare_code, has_han, is_total, split_code, take_apart
from extractors.forms.rows import (
    DEPARTMENT,
    FUNCTION,
    NameWalker,
    Row,
    Rows,
    amount_at,
    code_level,
    code_parents,
    has_amounts,
    is_blank_row,
    make_unique,
    scheme_of,
)
from extractors.forms.view import View
from extractors.forms.vocab import FormSpec
from extractors.text import fold, normalise, squash

_UNIT_NAME = re.compile(
    r".+(?:局|委|委员会|办|办公室|中心|学院|学校|大学|中学|小学|幼儿园|研究院|研究所|所|站|馆|队|"
    r"处|会|部|厅|署|社|团|公司|医院|机关|基地|监狱|法院|检察院|街道|镇|乡|政府|本级|本部)"
    r"(?:\(.*\))?"
)
_GROUPS = (
    ("goods", re.compile(r"(?:A[-—]?)?货物(?:类|A)?")),
    ("works", re.compile(r"(?:B[-—]?)?工程(?:类|B)?")),
    ("services", re.compile(r"(?:C[-—]?)?服务(?:类|C)?")),
)


@dataclass(slots=True)
class Context:
    """What the document says about names: units seen anywhere, its own unit, its year."""

    units: frozenset[str] = frozenset()
    own_name: str | None = None
    fiscal_year: int | None = None


@dataclass(slots=True)
class _Raw:
    """One row, classified but without a key."""

    r: int
    what: str
    label: str
    codes: list[str] = field(default_factory=list)
    unit: str | None = None
    unit_code: str | None = None
    project: str | None = None
    known: bool = True


def read_code_rows(view: View, block: Block, spec: FormSpec, context: Context) -> Rows:
    """Rows of any table that is neither an overview nor the three-public table."""
    raws, out = _classify(view, block, spec, context)
    value = _values(view, block)
    raws = _roles_of_units(raws, value, context)
    _assign(raws, out, value)
    _name_unread(view, block, out, value)
    make_unique(out.rows)
    return out


def _values(view: View, block: Block) -> dict[int, Decimal]:
    """First amount column's number by row; 0 for a blank."""
    total = next((m for m in block.measures if m.key == "total"), block.measures[0])
    return {r: amount_at(view, r, total.c) or Decimal(0) for r in range(view.n_rows)}


# ------------------------------------------------------------------ first pass


def _scheme(block: Block, spec: FormSpec) -> str | None:
    head = "".join("".join(column.path) for column in block.labels)
    if spec.axis == "economic" or "经济" in head:
        return DEPARTMENT
    if spec.axis == "function" or "功能" in head:
        return FUNCTION
    return None


def _classify(
    view: View, block: Block, spec: FormSpec, context: Context
) -> tuple[list[_Raw], Rows]:
    out = Rows()
    raws: list[_Raw] = []
    has_codes = any(c.role in {"code", "part"} for c in block.labels)
    scheme = None if has_codes else _scheme(block, spec)
    walker = NameWalker(scheme) if scheme else None
    previous: list[str] = []
    for r in range(view.body_row, view.n_rows):
        if is_blank_row(view, block, r):
            continue
        texts = _by_role(view, block, r)
        words = [t for role, group in texts.items() if role != "text" for t in group]
        if not words:
            if has_amounts(view, block, r):
                out.unread.append(r)
            continue
        raw = _row_of(r, texts, words, previous, spec, context, walker, view)
        if raw.what == "unit" and walker:
            walker.last = ""
        raws.append(raw)
    return raws, out


def _by_role(view: View, block: Block, r: int) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    seen: set[tuple[int, int]] = set()
    for column in block.labels:
        cell = view.cells[r][column.c]
        text = view.texts[r][column.c]
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
    view: View,
) -> _Raw:
    names = [normalise(t) for t in texts.get("name", [])]
    unit = next(iter(texts.get("unit", [])), None)
    unit_code = next(iter(texts.get("unit_code", [])), None)
    project = next(iter(texts.get("project", [])), None)
    shown = [w for w in words if w]
    if any(is_total(w) for w in shown) and all(is_total(w) or w == shown[0] for w in shown):
        return _Raw(r, "total", normalise(shown[-1]))
    codes = _codes_of(texts, previous)
    if codes:
        label = names[-1] if names and not split_code(names[-1]) else ""
        label = label or _coded_names(texts) or codes[0]
        what = "project" if project and project != label else "class"
        return _Raw(r, what, label, codes, unit, unit_code, project if what == "project" else None)
    if project and (unit or spec.axis == "project") and not _is_unit(project, context, unit):
        return _Raw(r, "project", normalise(project), [], unit, unit_code, project)
    if unit and not project and not names:
        return _Raw(r, "unit", normalise(unit), [], unit, unit_code)
    label = normalise(project or (names[-1] if names else shown[-1]))
    if walker:
        apart = take_apart(label)
        code = walker.find(apart.core, top=apart.level == 1)
        if code:
            return _Raw(r, "class", label, [code], unit, unit_code)
    if spec.axis != "list" and _is_unit(label, context, None):
        return _Raw(r, "unit", label, [], label, unit_code)
    if spec.axis == "project":
        return _Raw(r, "project", label, [], unit, unit_code, label)
    joined = " / ".join(normalise(w) for w in shown)
    return _Raw(r, "item", joined, [], unit, unit_code, known=spec.axis == "list")


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


def _is_unit(label: str, context: Context, unit: str | None) -> bool:
    name = fold(label)
    if name in context.units or (context.own_name and name == fold(context.own_name)):
        return True
    if unit is not None:
        return name == fold(unit)
    return bool(_UNIT_NAME.fullmatch(name)) and not re.search(
        r"经费|项目|支出|补助|费$|专项|资金", name
    )


# ------------------------------------------------------------------ between the passes


def _roles_of_units(raws: list[_Raw], value: dict[int, Decimal], context: Context) -> list[_Raw]:
    """The first unit row is the total where no total is printed and the others add up to it."""
    units = [raw for raw in raws if raw.what == "unit"]
    if not units or any(raw.what == "total" for raw in raws) or raws[0] is not units[0]:
        return raws
    first, rest = units[0], units[1:]
    adds_up = abs(value[first.r] - sum(value[u.r] for u in rest)) <= len(rest) * Decimal("0.01")
    is_own = context.own_name is not None and fold(first.label) == fold(context.own_name)
    if not rest or (adds_up and len(rest) >= 1) or (is_own and len(rest) > 1):
        only_units = all(raw.what == "unit" for raw in raws)
        if not (only_units and rest and not adds_up):
            first.what = "total"
    return raws


# ------------------------------------------------------------------ second pass


def _assign(raws: list[_Raw], out: Rows, value: dict[int, Decimal]) -> None:
    prefix, unit_row = "", None
    unit_rows: list[Row] = []
    by_unit = _prefixes_by_column(raws)
    projects: dict[str, int] = {}
    for raw in raws:
        if raw.what == "unit":
            row = Row(
                raw.r, f"U{len(unit_rows) + 1}", raw.label, 1, ["T"],
                unit_code=raw.unit_code, unit_name=raw.label,
            )  # fmt: skip
            unit_rows.append(row)
            unit_row, prefix = row, row.key + "/"
            out.rows.append(row)
            continue
        if raw.what == "total":
            out.rows.append(_total(raw, out))
            continue
        own = by_unit.get(raw.unit or "")
        row = _keyed(raw, own or prefix, unit_row, projects, out)
        if unit_row is not None and not own:
            row.unit_code = row.unit_code or unit_row.unit_code
            row.unit_name = row.unit_name or unit_row.unit_name
            row.level += 1
        out.rows.append(row)
    _nest_units(unit_rows, out, value)


def _prefixes_by_column(raws: list[_Raw]) -> dict[str, str]:
    """Prefixes where every row names its unit and codes repeat between units."""
    named = [raw for raw in raws if raw.what == "class" and raw.unit]
    keys = ["+".join(raw.codes) for raw in named]
    if len(set(keys)) == len(keys):
        return {}
    units = list(dict.fromkeys(raw.unit or "" for raw in named))
    return {unit: f"U{n}/" for n, unit in enumerate(units, 1)} if len(units) > 1 else {}


def _total(raw: _Raw, out: Rows) -> Row:
    core = take_apart(raw.label).core
    if core == "小计":
        n = sum(1 for row in out.rows if row.key.startswith("S")) + 1
        return Row(raw.r, f"S{n}", raw.label, 1)
    meaning = meaning_of(re.sub(r"(?:合计|小计|总计)$", "", core) or core)
    if meaning is not None and meaning.kind in {"personnel", "public_use"}:
        return Row(raw.r, meaning.kind, raw.label, 1, ["T"], kind=meaning.kind)
    unit_name = raw.unit if raw.unit and not is_total(raw.unit) else None
    return Row(raw.r, "T", raw.label, 0, unit_code=raw.unit_code, unit_name=unit_name)


def _keyed(
    raw: _Raw, prefix: str, unit_row: Row | None, projects: dict[str, int], out: Rows
) -> Row:
    up = [unit_row.key] if unit_row is not None else []
    unit_name = normalise(raw.unit) if raw.unit else None
    if raw.what == "class":
        code = raw.codes[0]
        above = [prefix + c for c in code_parents(code)] if len(raw.codes) == 1 else []
        return Row(
            raw.r, prefix + "+".join(raw.codes), raw.label,
            code_level(code) if len(raw.codes) == 1 else 1, [*above, *up, "T"],
            code=code, scheme=scheme_of(code), unit_code=raw.unit_code, unit_name=unit_name,
        )  # fmt: skip
    if raw.what == "project":
        code = raw.codes[0] if raw.codes else ""
        stem = prefix + code if code else "P"
        projects[stem] = projects.get(stem, 0) + 1
        key = f"{stem}#{projects[stem]}" if code else f"P{projects[stem]}"
        above = [prefix + c for c in (code, *code_parents(code))] if code else []
        level = code_level(code) + 1 if code else 1
        return Row(
            raw.r, key, raw.label if code else normalise(raw.project or raw.label), level,
            [*above, *up, "T"], code=code or None, scheme=scheme_of(code) if code else None,
            project=normalise(raw.project or raw.label), unit_code=raw.unit_code,
            unit_name=unit_name,
        )  # fmt: skip
    group = next((g for g, pattern in _GROUPS if pattern.fullmatch(squash(raw.label))), None)
    if group:
        return Row(raw.r, prefix + group, raw.label, 1, [*up, "T"], unit_name=unit_name)
    stem = "I" if raw.known else "X"
    projects[stem] = projects.get(stem, 0) + 1
    if not raw.known and has_han(raw.label):
        out.notes.append(f"行“{raw.label}”不在科目表中")
    return Row(
        raw.r, f"{prefix}{stem}{projects[stem]}", raw.label, 1, [], unit_name=unit_name,
        confidence=Decimal(1) if raw.known else Decimal("0.7"),
    )  # fmt: skip


def _nest_units(unit_rows: list[Row], out: Rows, value: dict[int, Decimal]) -> None:
    """Units within units: by their codes, or where one equals the sum of all others."""
    for row in unit_rows:
        if row.unit_code:
            above = [
                u for u in unit_rows
                if u.unit_code and u is not row and row.unit_code.startswith(u.unit_code)
                and len(u.unit_code) < len(row.unit_code)
            ]  # fmt: skip
            if above:
                nearest = max(above, key=lambda u: len(u.unit_code or ""))
                row.parents, row.level = [nearest.key, "T"], 2
    total = next((row for row in out.rows if row.key == "T"), None)
    if total is None or len(unit_rows) < 2 or any(row.unit_code for row in unit_rows):
        return
    first, rest = unit_rows[0], unit_rows[1:]
    slack = len(rest) * Decimal("0.01")
    if (
        value[first.r] == value[total.r]
        and value[first.r]
        and (abs(sum(value[u.r] for u in rest) - value[first.r]) <= slack)
    ):
        for row in rest:
            row.parents, row.level = [first.key, "T"], 2


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


def is_label_column(column: Column) -> bool:
    """Whether a column names rows."""
    return column.role != "measure"
