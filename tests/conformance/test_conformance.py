"""Every identity has its cases: pass, fail, just inside, just outside, blank, not applicable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from expectations.catalogue import Identity, load_catalogue
from extractors.contracts import DocumentFacts, Verdict
from extractors.read import read_document
from tests.conformance import documents, side_documents
from tests.conformance.cases import (
    Passing,
    World,
    judge_world,
    only_spaces,
    set_number,
    set_text,
    without,
)
from tests.conformance.written import WRITTEN
from tests.unit.expectations.build import renamed

DEMO = Path(__file__).parents[2] / "data" / "demo"
DEMO_IDS = ("kexin_2024", "museum_2024", "museum_science_2024", "art_2024", "library_2024")
CATALOGUE = load_catalogue()
HOLDS = ("PASS", "PASS_ROUNDED")
ABSENT = ("NOT_APPLICABLE", "NOT_EVALUABLE")
NUMERIC = ("sum", "same", "ratio", "growth", "bound")

Case = tuple[str, DocumentFacts]


@cache
def worlds() -> list[World]:
    """Documents in which identities hold: demo documents first, then those made for the rest."""
    listed = {
        d["doc_id"]: d["file"]
        for d in json.loads((DEMO / "manifest.json").read_text("utf-8"))["documents"]
    }
    read: list[World] = [[read_document(DEMO / listed[i])] for i in DEMO_IDS]
    made = [[documents.splits()], documents.years(), documents.closings(), documents.department()]
    sides = [[make()] for make in (side_documents.side_forms, side_documents.sources)]
    return read + made + sides + [[side_documents.told_account()]]


@cache
def passing() -> dict[str, Passing]:
    """A passing instance of every identity, one with printed numbers where there is one."""
    found: dict[str, Passing] = {}
    for world in worlds():
        for verdict in judge_world(world, CATALOGUE):
            if verdict.verdict not in HOLDS or not _is_changeable(world[0], verdict):
                continue
            known = found.get(verdict.identity)
            if known is None or (known.verdict.is_vacuous and not verdict.is_vacuous):
                found[verdict.identity] = Passing(world, verdict)
    return found


def _is_changeable(facts: DocumentFacts, verdict: Verdict) -> bool:
    """Whether some operand of the subject itself can be changed."""
    own = [e for e in verdict.evidence if ":" not in e.fact]
    kind = CATALOGUE.by_id[verdict.identity].kind
    return bool(own) or kind == "sql" or verdict.identity in WRITTEN


def _spaces(identity: Identity) -> set[str]:
    forms = {a.form for a in identity.addresses} | set(identity.each.forms if identity.each else ())
    forms |= set(re.findall(r"'(?:prior\.)?([A-Z][A-Za-z0-9_.]*)'", identity.query or ""))
    return {f.removesuffix(".I") for f in forms}


def _slim(identity: Identity, p: Passing, facts: DocumentFacts) -> DocumentFacts:
    """The facts that the identity can see: its forms, without the rows of other codes."""
    named = {e.fact.split("#")[0] for e in p.verdict.evidence} | {p.verdict.instance[:3]}
    listed = {"T02"} if identity.needs == "units" else set()
    out = only_spaces(facts, _spaces(identity) | named | listed | {"FORM"})
    if identity.kind in NUMERIC:
        rows = {e.fact.split("/")[1] for e in p.verdict.evidence if e.source == "cell"}
        long = re.compile(r"ex\.\d+|\d{3,5}")
        wide = ("T01", "T04", "T06")
        out.cells = [
            c
            for c in out.cells
            if c.form not in wide or c.row_key in rows or not long.fullmatch(c.row_key)
        ]
    return out


def _step(passing_: Passing, fact: str) -> Decimal:
    """One unit in the last place of an operand; 0 for counts."""
    facts = passing_.world[0]
    for c in facts.cells:
        if c.cell_id == fact:
            return Decimal(1).scaleb(-(2 if c.decimals is None else c.decimals))
    for m in facts.mentions:
        if m.mention_id == fact:
            return Decimal(0) if m.role == "count" else Decimal(1).scaleb(-(m.decimals or 0))
    return Decimal("0.01")


def _edges(identity: Identity, p: Passing) -> Iterator[Case]:
    """fail, inside and outside of a numeric identity: the reported operand moved."""
    v, subject = p.verdict, p.world[0]
    # the last operand: the first of several may stand in a precondition
    own = [e for e in v.evidence if ":" not in e.fact]
    reported = [e for e in own if e.side == "reported"]
    is_reported = bool(reported)
    operand = reported[-1] if reported else own[-1]
    step = _step(p, operand.fact)
    now = next(
        x
        for x in (
            *(c.amount for c in subject.cells if c.cell_id == operand.fact),
            *(m.value for m in subject.mentions if m.mention_id == operand.fact),
            *(a.value_number for a in subject.attributes if a.attribute_id == operand.fact),
        )
        if x is not None
    )
    gap = v.difference or Decimal(0)
    sign = operand.sign if is_reported else -operand.sign
    tolerance = v.tolerance or Decimal(0)
    direction = -1 if identity.kind == "bound" and identity.op == ">=" else 1
    step = step or Decimal(1)
    for name, wanted in (
        ("fail", direction * (tolerance + 50 * step)),
        # the edges of a quotient are not symmetric: they are held against fractions elsewhere
        ("inside", Decimal(0) if identity.kind in ("ratio", "growth") else direction * tolerance),
        ("outside", direction * (tolerance + step)),
    ):
        changed = set_number(subject, operand.fact, now + sign * (wanted - gap))
        assert changed is not None, (identity.id, operand)
        yield name, changed


def _failing(identity: Identity, p: Passing) -> Iterator[Case]:
    """Candidate changes that should make a non-numeric identity fail."""
    subject = p.world[0]
    for e in p.verdict.evidence[:3]:
        for text in (f"某{e.raw_text}", "", "减少"):
            changed = set_text(subject, e.fact, text)
            if changed is not None and text != e.raw_text:
                yield "fail", changed
        for value in (Decimal(1), Decimal(-1), Decimal(0)):
            changed = set_number(subject, e.fact, value)
            if changed is not None:
                yield "fail", changed
    if identity.kind not in ("sql", "presence", "set"):
        return
    for space in sorted(_spaces(identity) | {p.verdict.instance}):
        yield "fail", without(subject, space)
    for removed in ("EMPTY", "N08", "N09"):
        yield "fail", without(without(without(subject, "EMPTY"), removed), "N09")
    orphan = without(subject, "")  # a 项 whose 款 is not in the form
    orphan.cells = [
        replace(c, row_key="2299901", code="2299901") if re.fullmatch(r"2\d{6}", c.row_key) else c
        for c in orphan.cells
    ]
    yield "fail", orphan
    narrow = without(subject, "")
    narrow.cells = [
        c
        for c in narrow.cells
        if c.form != "T05" or (c.code or "")[:3] not in ("208", "210", "221")
    ]
    yield "fail", narrow
    for c in subject.cells[:1]:
        changed = set_number(subject, c.cell_id, Decimal(-1))
        if changed is not None:
            yield "fail", changed
    no_totals = without(subject, "")
    no_totals.cells = [c for c in no_totals.cells if c.row_key not in ("T", "in.T", "ex.T")]
    yield "fail", no_totals
    for code, column in (("2060501", "project"), ("2080501", "project")):
        changed = set_number(subject, f"T03#1/{code}/{column}", Decimal(5))
        if changed is not None:
            yield "fail", changed


def _blank(p: Passing) -> DocumentFacts:
    """Every operand blank (numbers of the narrative: not there)."""
    out = p.world[0]
    for e in p.verdict.evidence:
        out = set_number(out, e.fact, None) or set_text(out, e.fact, "") or out
    return out


def cases(identity: Identity) -> list[Case]:
    """All cases of one identity: name and document."""
    p = passing()[identity.id]
    subject = p.world[0]
    out: list[Case] = [("pass", subject), ("blank", _blank(p))]
    out += _edges(identity, p) if identity.kind in NUMERIC else _failing(identity, p)
    gone = subject
    for space in _spaces(identity) or {c.form for c in subject.cells} | {"P1", "P2", "STF"}:
        gone = without(gone, space)
    if identity.kind == "sql":
        gone = only_spaces(subject, set())
    out.append(("absent", gone))
    return out


@cache
def outcomes() -> dict[str, list[tuple[str, list[Verdict]]]]:
    """Verdicts of every case of every identity; one judgement for each world."""
    listed = {i: cases(CATALOGUE.by_id[i]) for i in passing() if i not in WRITTEN}
    plan: dict[str, tuple[str, str]] = {}
    out: dict[str, list[tuple[str, list[Verdict]]]] = {i: [] for i in (*listed, *WRITTEN)}
    rows: dict[str, list[Verdict]] = {}
    for world in worlds():
        subjects = []
        for identity_id, named in listed.items():
            if passing()[identity_id].world is not world:
                continue
            for name, facts in named:
                document_id = f"{len(plan):064d}"
                plan[document_id] = (identity_id, name)
                p = passing()[identity_id]
                slim = _slim(CATALOGUE.by_id[identity_id], p, facts)
                subjects.append(renamed(slim, document_id))
        wanted = {i for i in listed if passing()[i].world is world} - WRITTEN.keys()
        if not wanted:
            continue
        catalogue = CATALOGUE.only(*sorted(wanted))
        for v in judge_world([*subjects, *world[1:]], catalogue, len(subjects)):
            if v.document_id in plan and plan[v.document_id][0] == v.identity:
                rows.setdefault(v.document_id, []).append(v)
    for identity_id, written in WRITTEN.items():
        subjects = []
        for name, facts in written.cases:
            plan[document_id := f"{len(plan):064d}"] = (identity_id, name)
            subjects.append(renamed(facts, document_id))
        catalogue = CATALOGUE.only(identity_id, *written.beside)
        for v in judge_world(subjects, catalogue, len(subjects)):
            if v.identity == identity_id:
                rows.setdefault(v.document_id, []).append(v)
    for document_id, (identity_id, name) in plan.items():
        found = rows.get(document_id, [])
        instance = None if identity_id in WRITTEN else passing()[identity_id].verdict.instance
        same = [v for v in found if v.instance == instance]
        out[identity_id].append((name, found if name in ("fail", "absent") else same or found))
    return out


def of(identity_id: str, name: str) -> list[list[Verdict]]:
    """Verdict rows of the cases of that name."""
    return [rows for case, rows in outcomes()[identity_id] if case == name]


def test_every_identity_has_a_passing_case() -> None:
    known = passing().keys() | WRITTEN.keys()
    assert [i.id for i in CATALOGUE.identities if i.id not in known] == []


@pytest.mark.parametrize("identity_id", [i.id for i in CATALOGUE.identities])
class TestIdentity:
    """The cases of one identity."""

    def test_holds(self, identity_id: str) -> None:
        (rows,) = of(identity_id, "pass")
        assert rows
        assert {v.verdict for v in rows} <= set(HOLDS)

    def test_fails(self, identity_id: str) -> None:
        found = [{v.verdict for v in rows} for rows in of(identity_id, "fail")]
        assert any("FAIL" in verdicts for verdicts in found), found

    def test_edges(self, identity_id: str) -> None:
        if CATALOGUE.by_id[identity_id].kind not in NUMERIC and identity_id not in WRITTEN:
            pytest.skip("no tolerance: the kind compares words or presence")
        inside, outside = of(identity_id, "inside"), of(identity_id, "outside")
        assert inside and outside
        assert {v.verdict for rows in inside for v in rows} <= set(HOLDS), inside
        for rows in outside:  # a form that is missing fails beside others that are there
            failing = [v for v in rows if v.verdict == "FAIL"]
            assert failing and (CATALOGUE.by_id[identity_id].kind == "sql" or failing == rows), rows

    def test_blank_is_no_failure(self, identity_id: str) -> None:
        (rows,) = of(identity_id, "blank")
        identity = CATALOGUE.by_id[identity_id]
        # a blank here against a number in another document is no blank against a blank
        if identity.kind in NUMERIC and identity.needs is None:
            assert "FAIL" not in {v.verdict for v in rows}
            assert all(v.is_vacuous for v in rows if v.verdict == "PASS" and v.reported == "0")
        assert "ERROR" not in {v.verdict for v in rows}

    def test_absent_has_a_reason(self, identity_id: str) -> None:
        found = of(identity_id, "absent")
        assert found
        for rows in found:
            assert rows
            assert all(v.verdict in ABSENT and v.reason for v in rows), rows[0]


OF_UNITS = [i.id for i in CATALOGUE.identities if i.needs == "units"]


@pytest.mark.parametrize("gone", [0, 1])
def test_without_one_of_its_units_no_department_is_judged(gone: int) -> None:
    """Whatever the numbers are: a sum without a unit proves nothing."""
    department, *units = documents.department()
    world = [department, *(u for n, u in enumerate(units) if n != gone)]
    rows = [v for v in judge_world(world, CATALOGUE.only(*OF_UNITS)) if v.identity in OF_UNITS]
    assert {v.identity for v in rows} == set(OF_UNITS)
    assert {v.verdict for v in rows} == {"NOT_EVALUABLE"}
    assert all((v.reason or "").startswith("unit_") for v in rows)
