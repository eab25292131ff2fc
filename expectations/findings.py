"""Root causes: failures of one document that one edit, one name or one fact explains.

Each group becomes one finding with a sentence and an attribution.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import duckdb

from expectations.attribution import (
    Document,
    Group,
    UnitGap,
    attribution,
    examine,
    of_verdict,
)
from expectations.catalogue import Catalogue
from expectations.causes import Told, group_failures, join_twins
from expectations.edits import Id, Linear, Printed, describe
from expectations.seals import load_seals
from expectations.sentences import Failure, Operand, plain, same_again, same_elsewhere, sentence
from expectations.structure import Spot
from expectations.words import unit_words
from extractors.contracts import Finding
from extractors.money import YUAN_PER

_RANK = {"error": 0, "warning": 1, "info": 2}


class Mark(NamedTuple):
    """What is known of the cause of one failing verdict."""

    vid: int
    attribution: str
    root_cause: str


_LINEAR = """
WITH failing AS (
  SELECT DISTINCT i.document_id FROM mz_raw r JOIN mz_instance i ON i.iid = r.iid
  WHERE r.verdict = 'FAIL')
SELECT i.document_id, i.identity, i.instance, r.verdict, p.r - p.c, CASE WHEN p.kind = 'same' THEN 0
         WHEN p.u IS NULL THEN 0 ELSE ((((p.rw + p.cw) * 100000000)::HUGEINT - 1)
           // (p.u * 100000000)::HUGEINT)::DECIMAL(18, 0) * p.u::DECIMAL(20, 8) END,
       h.fact, (sum(CASE h.side WHEN 'reported' THEN h.sign ELSE -h.sign END))::INTEGER
FROM mz_pair p JOIN mz_instance i ON i.iid = p.iid JOIN mz_raw r ON r.iid = p.iid
JOIN mz_hit h ON h.iid = p.iid AND h.side IN ('reported', 'computed') AND h.fact IS NOT NULL
SEMI JOIN failing f ON f.document_id = i.document_id
WHERE p.kind IN ('sum', 'same') AND p.printed > 0
GROUP BY ALL
"""

# Every number of the failing documents, in its place.
_SPOTS = """
SELECT f.document_id, f.fact, f.source, f.row_key, f.row_ord, f.column_key, f.column_ord, f.value,
  f.page
FROM mz_fact f WHERE f.source IN ('cell', 'mention') AND f.value IS NOT NULL
  AND f.column_key NOT LIKE '@%' AND f.document_id IN (
  SELECT i.document_id FROM mz_raw r JOIN mz_instance i ON i.iid = r.iid WHERE r.verdict = 'FAIL')
"""

_FAILURES = """
SELECT v.document_id, v.identity, v.instance, v.severity, v.reported, v.computed, v.difference,
       v.tolerance, v.unit, v.vid
FROM mz_verdict v WHERE v.verdict = 'FAIL' ORDER BY v.document_id, v.identity, v.instance
"""

_OPERANDS = """
SELECT v.document_id, v.identity, v.instance, o.fact, f.source, o.side, o.sign, f.space,
  coalesce(t.title, f.space), coalesce(c.row_label, split_part(r.label, ' / ', 1), f.label),
  coalesce(c.column_label, substr(r.label, strpos(r.label, ' / ') + 3), ''),
  f.raw_text, f.is_blank, f.value, f.scale, f.decimals, f.engine, f.confidence,
  CASE WHEN f.is_own THEN f.page END
FROM mz_operand o JOIN mz_verdict v ON v.vid = o.vid AND v.verdict = 'FAIL'
JOIN mz_fact f ON f.document_id = v.document_id AND f.fact = o.fact
LEFT JOIN (SELECT document_id, cell_id, row_label, column_label FROM {facts}.cell
           SEMI JOIN (SELECT document_id FROM mz_verdict WHERE verdict = 'FAIL') USING (document_id)) c
  ON c.document_id = v.document_id AND c.cell_id = o.fact
LEFT JOIN LATERAL (SELECT f.label WHERE NOT f.is_own AND f.source = 'cell') r ON true
LEFT JOIN mz_form t ON t.document_id = f.document_id
  AND t.space = CASE WHEN f.is_own THEN f.root ELSE substr(f.root, strpos(f.root, '.') + 1) END
ORDER BY v.document_id, v.identity, v.instance, o.place
"""

# Blank cells left and right of a printed one: where a number of ours may have slipped to.
_NEIGHBOURS = """
SELECT f.document_id, f.fact, list_sort(list(n.fact))
FROM mz_fact f JOIN mz_fact n ON n.document_id = f.document_id AND n.space = f.space
  AND n.table_no = f.table_no AND n.row_key = f.row_key AND abs(n.column_ord - f.column_ord) = 1
  AND n.source = 'cell' AND n.is_blank AND n.text IS NULL
WHERE f.source = 'cell' AND f.text IS NULL AND f.value <> 0 AND f.document_id IN (
  SELECT i.document_id FROM mz_raw r JOIN mz_instance i ON i.iid = r.iid WHERE r.verdict = 'FAIL')
GROUP BY ALL
"""

# Forms in which some printed number stands in a row or column that was not surely recognised:
# a sum over such a form may miss a part for our reason.
_DOUBTFUL = """
SELECT DISTINCT document_id, space FROM mz_fact
WHERE source = 'cell' AND confidence < 1 AND (value <> 0 OR is_unreadable)
UNION
SELECT document_id, form FROM {facts}.form_table SEMI JOIN mz_doc USING (document_id)
WHERE form IS NOT NULL AND confidence < 1
"""

# Unnamed rows with amounts: whatever is summed in that form or block may miss them.
_UNNAMED = """
SELECT DISTINCT document_id, space, regexp_extract(row_key, '^(in|ex)[.]', 1) FROM mz_fact
WHERE source = 'cell' AND value <> 0 AND regexp_full_match(row_key, '(.*[./])?X[0-9]+')
"""

# Tables with the unit named above them, and whether a row between the first and the last, or below
# the header or at the end of the grid, has no number that we typed.
_TABLES = """
SELECT t.document_id, t.form || '#' || t.table_no, max(mz_unit(mz_fold(t.stated_unit_name))),
  coalesce(bool_or(r.n < r.last - r.first + 1 OR r.last < t.n_rows - 1 OR r.first > t.header_rows),
           false)
FROM {facts}.form_table t SEMI JOIN mz_doc d ON d.document_id = t.document_id
LEFT JOIN (SELECT document_id, space, table_no, count(DISTINCT row_ord) AS n, min(row_ord) AS first,
             max(row_ord) AS last FROM mz_fact WHERE source = 'cell' GROUP BY ALL) r
  ON r.document_id = t.document_id AND r.space = t.form AND r.table_no = t.table_no
WHERE t.form IS NOT NULL GROUP BY ALL
"""

# How many instances of an identity say something, table by table.
_COUNTS = """
SELECT v.document_id, v.identity, regexp_extract(v.instance, '^([0-9]+#)', 1), count(*)
FROM mz_verdict v
WHERE v.verdict IN ('PASS', 'PASS_ROUNDED', 'FAIL') AND NOT v.is_vacuous AND v.document_id IN (
  SELECT document_id FROM mz_verdict WHERE verdict = 'FAIL') GROUP BY ALL
"""

_UNIT_GAPS = """
SELECT document_id, form, unit_name, listed, own, scale::DECIMAL(18, 0) FROM mz_unit_gap
ORDER BY document_id, unit_ord
"""

_QUALITY = """
SELECT d.document_id, d.tokens_in_tables, d.tokens_typed + d.tokens_explained
FROM {facts}.document d SEMI JOIN mz_doc m ON m.document_id = d.document_id
"""


def _load(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, facts: str
) -> dict[str, Document]:
    documents: dict[str, Document] = defaultdict(Document)
    rows = connection.execute(_FAILURES).fetchall()
    if not rows:
        return documents
    operands: dict[tuple[str, str, str], list[Operand]] = defaultdict(list)
    blanks = {
        (d, fact): tuple(others) for d, fact, others in connection.execute(_NEIGHBOURS).fetchall()
    }
    for row in connection.execute(_OPERANDS.format(facts=facts)).fetchall():
        document, fact = documents[row[0]], row[3]
        operands[row[:3]].append(Operand(*row[3:13]))
        if row[13] is not None:
            near = blanks.get((row[0], fact), ())
            document.printed[fact] = Printed(fact, row[13], row[14], row[11], row[15], near)
        document.pages[fact] = row[18]
        if row[16] == "ocr":
            document.doubts[fact] = "ocr"
        elif row[17] is not None and row[17] < 1:
            document.doubts.setdefault(fact, "confidence")
    for d, form in connection.execute(_DOUBTFUL.format(facts=facts)).fetchall():
        if d in documents:
            documents[d].doubtful_forms.add(form)
    for d, form, block in connection.execute(_UNNAMED).fetchall():
        if d in documents:
            documents[d].unnamed.add((form, block))
    for d, table, name, is_incomplete in connection.execute(_TABLES.format(facts=facts)).fetchall():
        if d in documents:
            documents[d].unit_names[table] = name
            if is_incomplete:
                documents[d].incomplete.add(table)
    for d, identity, table, n in connection.execute(_COUNTS).fetchall():
        if d in documents:
            documents[d].counts[identity, table] = n
    for row in rows:
        document, key = documents[row[0]], (row[1], row[2])
        document.severities[key] = row[3]
        document.vids[key] = row[9]
        document.failures[key] = Failure(
            identity=catalogue.by_id[row[1]],
            instance=row[2],
            reported=row[4],
            computed=row[5],
            difference=row[6],
            tolerance=row[7],
            unit=row[8],
            operands=tuple(operands[row[:3]]),
        )
    for d, *gap in connection.execute(_UNIT_GAPS).fetchall():
        if d in documents:
            documents[d].unit_gaps.append(UnitGap(*gap))
    _load_joint(connection, catalogue, documents)
    _load_linear(connection, documents)
    _load_gaps(connection, documents, facts)
    gaps = {d: None if x.has_gap and x.gap_pages is None else x.gap_pages or set()
            for d, x in documents.items()}  # fmt: skip
    for d, seals in load_seals(connection, facts, gaps).items():
        documents[d].seals = seals
    return documents


def _load_joint(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, documents: dict[str, Document]
) -> None:
    """Name the checks that contradict each other in the failures of kind ``joint``."""
    members: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for d, instance, *member in connection.execute("SELECT * FROM mz_joint").fetchall():
        members[d, instance].append((member[0], member[1]))
    for d, document in documents.items():
        for key, failure in document.failures.items():
            if failure.identity.kind == "joint":
                document.failures[key] = replace(
                    failure,
                    members=tuple(
                        (catalogue.by_id[i], n) for i, n in sorted(members[d, failure.instance])
                    ),
                )


def _load_linear(connection: duckdb.DuckDBPyConnection, documents: dict[str, Document]) -> None:
    found: dict[tuple[str, Id], tuple[Decimal, Decimal, bool, dict[str, int]]] = {}
    for d, identity, instance, verdict, gap, tolerance, fact, k in connection.execute(
        _LINEAR
    ).fetchall():
        entry = found.setdefault((d, (identity, instance)), (gap, tolerance, verdict == "FAIL", {}))
        entry[3][fact] = k
    # in order: which of two equally good edits is taken must not depend on the batch
    for (d, key), (gap, tolerance, failed, coefficients) in sorted(found.items()):
        if d in documents:
            coefficients = dict(sorted(coefficients.items()))
            documents[d].linear.append(Linear(key, gap, tolerance, coefficients, failed))
    for d, *spot in connection.execute(_SPOTS).fetchall():
        if d in documents:
            documents[d].spots[spot[0]] = Spot(*spot)


def _load_gaps(
    connection: duckdb.DuckDBPyConnection, documents: dict[str, Document], facts: str
) -> None:
    for d, tokens, done in connection.execute(_QUALITY.format(facts=facts)).fetchall():
        if d in documents:
            documents[d].has_gap = bool(tokens) and done < tokens
    present = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? "
        "AND table_name = 'unexplained_token'",
        [facts.rpartition(".")[2]],
    ).fetchone()
    if present and present[0]:
        for document in documents.values():
            document.gap_pages = set()
        for d, page in connection.execute(
            f"SELECT DISTINCT document_id, page FROM {facts}.unexplained_token "
            "SEMI JOIN mz_doc USING (document_id)"
        ).fetchall():
            if d in documents:
                documents[d].gap_pages = (documents[d].gap_pages or set()) | {page}


_CAUSES = {
    "shift": ("{where}的 {old} 若移到相邻的空白栏，{n} 项核对即可相符，疑为错栏",
              "If {old} in {where} were moved to the blank neighbouring column, {n} would agree"),
    "sign": ("{where}的 {old} 若改为 {new}，{n} 项核对即可相符，疑为正负号有误",
             "If {old} in {where} were {new}, {n} would agree: probably a wrong sign"),
    "point": ("{where}的 {old} 若改为 {new}，{n} 项核对即可相符，疑为小数点或金额单位有误",
              "If {old} in {where} were {new}, {n} would agree: probably its decimal point or money unit"),
    "swap": ("{where}的 {old} 若改为 {new}，{n} 项核对即可相符，疑为两位数字颠倒",
             "If {old} in {where} were {new}, {n} would agree: probably two digits swapped"),
    "digit": ("{where}的 {old} 若改为 {new}，{n} 项核对即可相符，疑为一位数字有误",
              "If {old} in {where} were {new}, {n} would agree: probably one wrong digit"),
    "blank": ("{where}若填 {new}，{n} 项核对即可相符，疑为漏填",
              "If {where} printed {new}, {n} would agree: probably left out"),
    "other": ("{where}的 {old} 若改为 {new}，{n} 项核对即可相符",
              "If {old} in {where} were {new}, {n} would agree"),
}  # fmt: skip


def _unit_cause(group: Group, document: Document) -> tuple[str | None, str | None]:
    """Of the units that a department adds up, those that print another total themselves."""
    failures = [document.failures[key] for key in group.members]
    forms = {o.form for failure in failures for o in failure.operands}
    gaps = [gap for gap in document.unit_gaps if gap.form in forms][:3]
    if not gaps:
        return None, None
    unit = next((word for word, per in YUAN_PER.items() if per == gaps[0].scale), "")
    pairs = [(g.name, plain(g.listed / g.scale), plain(g.own / g.scale)) for g in gaps]
    zh = "；".join(f"“{n}”一行为 {a} {unit}，该单位自己的文件为 {b} {unit}" for n, a, b in pairs)
    unit_en = unit_words(unit).en
    en = "; ".join(f"“{n}” {a} {unit_en}, its own document {b} {unit_en}" for n, a, b in pairs)
    return f"部门表中{zh}", f"the department prints for {en}"


def _cause(group: Group, document: Document) -> tuple[str | None, str | None]:
    if document.failures[group.members[0]].identity.needs == "units":
        return _unit_cause(group, document)
    edit = group.edit
    number = document.printed.get(edit.fact) if edit else None
    if edit is None or number is None:
        return None, None
    slip = describe(edit, number)
    if slip is None and len(edit.repaired) < 2:
        return None, None
    operands = [o for key in group.members for o in document.failures[key].operands]
    where = next((o for o in operands if o.fact == edit.fact), None)
    new = (number.value + edit.change) / number.scale
    words = {
        "where": where.zh if where else edit.fact,
        "old": number.raw_text,
        "new": ("-" if new < 0 else "") + plain(new),
        "n": len(edit.repaired),
    }
    zh, en = _CAUSES[slip or "other"]
    checks = "1 check" if len(edit.repaired) == 1 else f"{len(edit.repaired)} checks"
    words_en = {**words, "where": where.en if where else edit.fact, "n": checks}
    return zh.format(**words), en.format(**words_en)


def _lead(group: Group, document: Document) -> Id:
    """The verdict that the sentence speaks of: worst, arithmetic first, fewest operands."""
    kinds = ("sum", "same", "text", "ratio", "growth", "bound")

    def order(key: Id) -> tuple[int, int, int, Id]:
        failure = document.failures[key]
        kind = failure.identity.kind
        place = kinds.index(kind) if kind in kinds else len(kinds)
        return _RANK[document.severities[key]], place, len(failure.operands), key

    return min(group.members, key=order)


def find_root_causes(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, facts_schema: str
) -> tuple[list[Finding], list[Mark]]:
    """The batch's findings, and attribution and root cause of each failing verdict.

    Only documents with a failing verdict come into Python; what holds stays in SQL.
    """
    findings: list[Finding] = []
    marks: list[Mark] = []
    for document_id, document in _load(connection, catalogue, facts_schema).items():
        groups = group_failures(document)
        examine(groups, document)
        told = [Told(group, attribution(group, document)) for group in groups]
        for one in join_twins(told, document):
            group, whose = one.group, one.whose
            severity = min((document.severities[k] for k in one.members), key=_RANK.__getitem__)
            lead = _lead(group, document)
            zh, en = sentence(document.failures[lead])
            if group.key.startswith("root:"):  # different numbers or words, one cause
                also = same_again(sum(i == lead[0] for i, _ in one.members))
                zh, en = zh + also[0], f"{en}{also[1]}"
            for twin in one.twins:
                also = same_elsewhere(document.failures[_lead(twin, document)])
                zh, en = zh + also[0], f"{en} {also[1]}"
            names = tuple(f"{i}[{n}]" for i, n in sorted(one.members))
            cause = _cause(group, document)
            findings.append(
                Finding(document_id, group.key, severity, whose, zh, en, *cause, verdicts=names)
            )
            marks += [
                Mark(document.vids[k], of_verdict(whose, document.severities[k]), group.key)
                for k in one.members
            ]
    return findings, marks
