"""Keys of classified rows: units first, because a unit row changes what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.forms.facets import meaning_of
from extractors.forms.labels import has_han, is_total, take_apart
from extractors.forms.rows import (
    DEPARTMENT,
    FUNCTION,
    Row,
    Rows,
    code_level,
    code_parents,
    scheme_of,
)
from extractors.text import fold, normalise

#: Department economic classes that are personnel costs; all others are public use.
_PERSONNEL = {"301", "303"}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Context:
    """What the document says about names.

    ``units`` stand in unit columns anywhere in the document, ``named`` in form
    heads; ``own_name`` is the document's own unit.
    """

    units: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    own_name: str | None = None
    fiscal_year: int | None = None


@dataclass(slots=True)
class Raw:
    """One row, classified but without a key: total, unit, class, project or item."""

    r: int
    what: str
    label: str
    codes: list[str] = field(default_factory=list)
    unit: str | None = None
    unit_code: str | None = None
    project: str | None = None
    confidence: Decimal = Decimal(1)
    near: str | None = None


def settle_units(raws: list[Raw], value: dict[int, Decimal], context: Context) -> None:
    """The first unit row is the total where no total is printed and the others add up to it."""
    units = [raw for raw in raws if raw.what == "unit"]
    if not units or any(raw.what == "total" for raw in raws) or raws[0] is not units[0]:
        return
    first, rest = units[0], units[1:]
    adds_up = abs(value[first.r] - sum(value[u.r] for u in rest)) <= len(rest) * _CENT
    is_own = context.own_name is not None and fold(first.label) == fold(context.own_name)
    only_units = all(raw.what == "unit" for raw in raws)
    if not rest or adds_up or (is_own and len(rest) > 1 and not only_units):
        first.what = "total"


def assign_keys(raws: list[Raw], out: Rows, value: dict[int, Decimal]) -> None:
    """Append a keyed row for every classified one."""
    prefix, unit_row = "", None
    unit_rows: list[Row] = []
    by_unit = _prefixes_by_column(raws)
    counts: dict[str, int] = {}
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
        row = _keyed(raw, own or prefix, unit_row, counts, out)
        if unit_row is not None and not own:
            row.unit_code = row.unit_code or unit_row.unit_code
            row.unit_name = row.unit_name or unit_row.unit_name
            row.level += 1
        out.rows.append(row)
    _nest_units(unit_rows, out, value)


def _prefixes_by_column(raws: list[Raw]) -> dict[str, str]:
    """Prefixes where every row names its unit and codes repeat between units."""
    named = [raw for raw in raws if raw.what == "class" and raw.unit]
    keys = ["+".join(raw.codes) for raw in named]
    if len(set(keys)) == len(keys):
        return {}
    units = list(dict.fromkeys(raw.unit or "" for raw in named))
    return {unit: f"U{n}/" for n, unit in enumerate(units, 1)} if len(units) > 1 else {}


def _total(raw: Raw, out: Rows) -> Row:
    core = take_apart(raw.label).core
    if core == "小计":
        n = sum(1 for row in out.rows if row.key.startswith("S")) + 1
        return Row(raw.r, f"S{n}", raw.label, 1, is_sum=True)
    meaning = meaning_of(re.sub(r"(?:合计|小计|总计)$", "", core) or core)
    if meaning is not None and meaning.kind in {"personnel", "public_use"}:
        return Row(raw.r, meaning.kind, raw.label, 1, ["T"], kind=meaning.kind)
    unit_name = raw.unit if raw.unit and not is_total(raw.unit) else None
    return Row(raw.r, "T", raw.label, 0, unit_code=raw.unit_code, unit_name=unit_name)


def _keyed(raw: Raw, prefix: str, unit_row: Row | None, counts: dict[str, int], out: Rows) -> Row:
    up = [unit_row.key] if unit_row is not None else []
    unit_name = normalise(raw.unit) if raw.unit else None
    if raw.what == "class":
        return _class_row(raw, prefix, up, unit_name)
    if raw.what == "project":
        code = raw.codes[0] if raw.codes else ""
        stem = prefix + code if code else "P"
        counts[stem] = counts.get(stem, 0) + 1
        key = f"{stem}#{counts[stem]}" if code else f"P{counts[stem]}"
        above = [prefix + c for c in (code, *code_parents(code))] if code else []
        return Row(
            raw.r, key, raw.label if code else normalise(raw.project or raw.label),
            code_level(code) + 1 if code else 1, [*above, *up, "T"],
            code=code or None, scheme=scheme_of(code) if code else None,
            project=normalise(raw.project or raw.label), unit_code=raw.unit_code,
            unit_name=unit_name,
        )  # fmt: skip
    counts["X"] = counts.get("X", 0) + 1
    if has_han(raw.label):
        out.notes.append(f"行“{raw.label}”不在科目表中")
    near = raw.near or ""
    above = [prefix + c for c in dict.fromkeys((near[:5], near[:3])) if c]
    return Row(
        raw.r, f"{prefix}X{counts['X']}", raw.label, len(above) + 1,
        [*above, *up, "T"] if near else [], unit_name=unit_name, confidence=Decimal("0.7"),
    )  # fmt: skip


def _class_row(raw: Raw, prefix: str, up: list[str], unit_name: str | None) -> Row:
    code = raw.codes[0]
    one = len(raw.codes) == 1
    if one:
        above = [prefix + c for c in code_parents(code)]
    else:  # a crossed row is a part of the row with fewer codes, if that is printed
        fewer = ["+".join(raw.codes[:n]) for n in range(len(raw.codes) - 1, 0, -1)]
        above = [prefix + c for c in (*fewer, *code_parents(code))]
    if one and scheme_of(code) == DEPARTMENT:
        above.append("personnel" if code[:3] in _PERSONNEL else "public_use")
    crossed = sorted(c for c in raw.codes[1:] if scheme_of(c) != FUNCTION)
    return Row(
        raw.r, prefix + "+".join(raw.codes), raw.label, code_level(code) if one else 1,
        [*above, *up, "T"], code=code, scheme=scheme_of(code), unit_code=raw.unit_code,
        unit_name=unit_name, confidence=raw.confidence,
        economic=next(iter(crossed), None),  # the department class (3..) before the government's
    )  # fmt: skip


def _nest_by_amounts(unit_rows: list[Row], value: dict[int, Decimal], total: Decimal) -> bool:
    """Units that are the sum of the units right below them; False where the total forbids it.

    Only where the units add up to more than the total, and to the total once nested.
    """
    slack = len(unit_rows) * _CENT
    if abs(sum(value[u.r] for u in unit_rows) - total) <= slack:
        return True
    above: dict[int, Row] = {}
    i = 0
    while i < len(unit_rows):
        found = 0
        running = Decimal(0)
        for k in range(i + 1, len(unit_rows)):
            running += value[unit_rows[k].r]
            if value[unit_rows[i].r] and abs(running - value[unit_rows[i].r]) <= (k - i) * _CENT:
                found = k - i
                break
        for k in range(i + 1, i + 1 + found):
            above[k] = unit_rows[i]
        i += 1 + found
    top = sum(value[u.r] for n, u in enumerate(unit_rows) if n not in above)
    if not above or abs(top - total) > slack:
        return False
    for n, parent in above.items():
        unit_rows[n].parents, unit_rows[n].level = [parent.key, "T"], 2
    return True


def _nest_units(unit_rows: list[Row], out: Rows, value: dict[int, Decimal]) -> None:
    """Units within units: by their codes, or where the first one alone is the whole."""
    for row in unit_rows:
        if not row.unit_code:
            continue
        above = [
            u
            for u in unit_rows
            if u.unit_code and u is not row
            and row.unit_code.startswith(u.unit_code) and len(u.unit_code) < len(row.unit_code)
        ]  # fmt: skip
        if above:
            nearest = max(above, key=lambda u: len(u.unit_code or ""))
            row.parents, row.level = [nearest.key, "T"], 2
    total = next((row for row in out.rows if row.key == "T"), None)
    if total is None or len(unit_rows) < 2 or any(row.level > 1 for row in unit_rows):
        return
    has_codes = any(row.unit_code for row in unit_rows)
    if _nest_by_amounts(unit_rows, value, value[total.r]):
        return
    # Amounts are not negative: a unit that equals the total while others have
    # amounts too is the roll-up of those others.
    first, rest = unit_rows[0], unit_rows[1:]
    if has_codes:
        return
    if value[first.r] == value[total.r] and any(value[u.r] for u in rest):
        for row in rest:
            row.parents, row.level = [first.key, "T"], 2
