"""The kind ``joint``: sums of a document that hold one by one and contradict each other.

Every sum and equality of the document that holds, exactly or within rounding, is a relation over
the true values behind its printed numbers; :mod:`expectations.feasibility` asks whether there are
any.  Left out are identities that are remarks or in doubt themselves, those that compare
documents, and every number that a failing check questions already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb

from expectations.catalogue import Catalogue
from expectations.edits import Id
from expectations.feasibility import Contradiction, Relation, contradictions

#: Yuan in 10^-8 and halved, so that half a unit in the last place is an integer.
_UNITS = Decimal(2).scaleb(8)
#: Members that an instance names; the others are counted.
_NAMED = 3

_RELATIONS = """
WITH rounded AS (
  SELECT DISTINCT p.document_id FROM mz_pair p JOIN mz_raw r ON r.iid = p.iid
  WHERE p.kind IN ('sum', 'same') AND p.r <> p.c AND r.verdict <> 'FAIL'),
questioned AS (
  SELECT DISTINCT p.document_id, h.fact FROM mz_pair p JOIN mz_raw r ON r.iid = p.iid
  JOIN mz_hit h ON h.iid = p.iid
  WHERE p.kind IN ('sum', 'same') AND r.verdict = 'FAIL' AND h.fact IS NOT NULL
    AND h.side IN ('reported', 'computed')),
holding AS (
  SELECT p.iid, p.document_id, i.identity, i.instance, p.r - p.c AS residual
  FROM mz_pair p JOIN mz_instance i ON i.iid = p.iid JOIN mz_raw r ON r.iid = p.iid
  SEMI JOIN rounded d ON d.document_id = p.document_id
  -- an amount that was adjusted to its total is no rounding of the true one
  WHERE p.kind IN ('sum', 'same') AND p.printed > 0 AND r.verdict IN ('PASS', 'PASS_ROUNDED')
    AND r.reason IS DISTINCT FROM 'adjusted_to_total' AND i.identity IN (SELECT unnest(?)))
SELECT n.document_id, n.identity, n.instance, n.residual, h.fact,
  sum(CASE h.side WHEN 'reported' THEN h.sign ELSE -h.sign END)::INTEGER, any_value(h.ulp),
  any_value(h.value), any_value(h.scale), any_value(h.unit)
FROM holding n JOIN mz_hit h ON h.iid = n.iid AND h.fact IS NOT NULL
  AND h.side IN ('reported', 'computed')
WHERE n.iid NOT IN (
  SELECT x.iid FROM mz_hit x JOIN holding y ON y.iid = x.iid
  JOIN questioned q ON q.document_id = y.document_id AND q.fact = x.fact)
GROUP BY ALL
"""

# Documents whose sums all hold exactly: the printed numbers themselves are the true values sought.
_EXACT = """
INSERT INTO mz_query (document_id, identity, instance, verdict, is_vacuous, facts, n_reported)
SELECT DISTINCT p.document_id, ?, '', 'PASS', false, []::VARCHAR[], 0
FROM mz_pair p JOIN mz_raw r ON r.iid = p.iid JOIN mz_doc d ON d.document_id = p.document_id
WHERE p.kind IN ('sum', 'same') AND p.printed > 0 AND r.verdict IN ('PASS', 'PASS_ROUNDED')
  AND p.identity IN (SELECT unnest(?)) AND d.document_id NOT IN (
    SELECT document_id FROM mz_query WHERE identity = ?)
"""
_ROW = (
    "INSERT INTO mz_query (document_id, identity, instance, verdict, reason, is_vacuous, reported, "
    "computed, difference, tolerance, unit, facts, n_reported) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class _Number:
    """A printed number: value and half a last place in small integers, and how it is shown."""

    value: int
    half: int
    scale: Decimal
    unit: str | None


@dataclass(slots=True)
class _System:
    """Relations of one document and the numbers that they are over."""

    relations: list[Relation] = field(default_factory=list)
    numbers: dict[str, _Number] = field(default_factory=dict)

    @property
    def halves(self) -> dict[str, int]:
        """Half a unit in the last place of every number."""
        return {fact: n.half for fact, n in self.numbers.items()}


def judge_joint(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Add the verdicts of every ``joint`` identity to ``mz_query``.

    ``mz_joint`` (document_id, instance, member, member_instance) lists what contradicts.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE mz_joint "
        "(document_id VARCHAR, instance VARCHAR, member VARCHAR, member_instance VARCHAR)"
    )
    identities = [i for i in catalogue.identities if i.kind == "joint"]
    if not identities:
        return
    eligible = _eligible(catalogue)
    systems = _load(connection, eligible)
    rows: list[list[Any]] = []
    members: list[list[str]] = []
    for document_id, system in systems.items():
        for row, keys in _judged(system):
            rows += [[document_id, i.id, *row] for i in identities]
            members += [[document_id, row[0], *key] for key in keys]
    for query, values in ((_ROW, rows), ("INSERT INTO mz_joint VALUES (?, ?, ?, ?)", members)):
        if values:
            connection.executemany(query, values)
    for identity in identities:
        connection.execute(_EXACT, [identity.id, eligible, identity.id])


def _eligible(catalogue: Catalogue) -> list[str]:
    return [
        i.id
        for i in catalogue.identities
        if i.kind in ("sum", "same")
        and i.severity != "info"
        and i.attribution is None
        and i.needs is None
    ]


def _load(connection: duckdb.DuckDBPyConnection, eligible: Sequence[str]) -> dict[str, _System]:
    """The system of each document that has a rounded sum."""
    found: dict[str, dict[Id, tuple[int, dict[str, int]]]] = defaultdict(dict)
    systems: dict[str, _System] = defaultdict(_System)
    for d, identity, instance, gap, fact, k, ulp, value, scale, unit in connection.execute(
        _RELATIONS, [list(eligible)]
    ).fetchall():
        entry = found[d].setdefault((identity, instance), (int(gap * _UNITS), {}))
        if k:
            entry[1][fact] = k
        systems[d].numbers[fact] = _Number(
            int(value * _UNITS), int(ulp * _UNITS / 2), Decimal(scale), unit
        )
    for d, entries in found.items():
        systems[d].relations = [Relation(key, *entry) for key, entry in sorted(entries.items())]
    return dict(sorted(systems.items()))


def _judged(system: _System) -> Iterable[tuple[list[Any], list[Id]]]:
    """One row for each contradiction, or one row that says that there is none (or no answer)."""
    found = contradictions(system.relations, system.halves)
    if not found.contradictions:
        verdict = ("NOT_EVALUABLE", "rounding_undecided") if found.undecided else ("PASS", None)
        yield ["", *verdict, False, None, None, None, None, None, [], 0], []
        return
    seen: dict[str, int] = defaultdict(int)
    for c in found.contradictions:
        keys = sorted(c.multipliers)
        name = _name(keys)
        seen[name] += 1
        if seen[name] > 1:
            name += f"#{seen[name]}"
        yield [name, "FAIL", None, False, *_sides(c, system), *_facts(c, system)], keys


def _name(keys: Sequence[Id]) -> str:
    names = [f"{identity}[{instance}]" if instance else identity for identity, instance in keys]
    more = f" + {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return " + ".join(names[:_NAMED]) + more


def _sides(c: Contradiction, system: _System) -> list[Any]:
    """reported, computed, difference, tolerance and unit: the combined relation as it is printed.

    In the largest money unit of its numbers.
    """
    numbers = {f: system.numbers[f] for f in c.coefficients}
    shown = max(numbers.values(), key=lambda n: (n.scale, n.unit or ""), default=None)
    per = _UNITS * (shown.scale if shown else 1)
    left = sum(k * numbers[f].value for f, k in c.coefficients.items() if k > 0)
    step = min((2 * n.half for n in numbers.values() if n.half), default=1)
    # the largest multiple of the smallest last place that rounding still explains
    explained = (c.reach - 1) // step * step
    values = (left, left - c.residual, c.residual, explained)
    last = (Decimal(step) / per).normalize()
    reported, computed, *gap = ((Decimal(v) / per).quantize(last) for v in values)
    return [f"{reported:f}", f"{computed:f}", *gap, shown.unit if shown else None]


def _facts(c: Contradiction, system: _System) -> tuple[list[str], int]:
    """Facts of the evidence: left and right of the combined relation, then what cancelled out."""
    left = sorted(f for f, k in c.coefficients.items() if k > 0)
    right = sorted(f for f, k in c.coefficients.items() if k < 0)
    used = {f for r in system.relations if r.key in c.multipliers for f in r.coefficients}
    return [*left, *right, *sorted(used - c.coefficients.keys())], len(left)
