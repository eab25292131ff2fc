"""The grid is complete, reasons are typed, failures are grouped and attributed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb

from expectations.catalogue import load_catalogue
from expectations.judge import finding_rows, judge, judge_facts, load_facts, verdict_rows
from extractors.contracts import NOT_A_FORM, Finding, UnexplainedToken, Verdict, to_arrow
from tests.unit.expectations.build import PLACE, document

CATALOGUE = load_catalogue()
FORMS = {
    "T05": {
        "T": {"total": "332.27", "basic": "292.54", "project": "39.73"},
        "206": {"total": "332.27", "basic": "292.54", "project": "39.83"},
    }
}


def test_every_cell_of_the_grid_has_a_row() -> None:
    facts = [
        document(FORMS),
        replace_id(document({}, status="encrypted", doc_kind=None), "1" * 64),
        replace_id(document({}, doc_kind="final_account"), "2" * 64),
        replace_id(document({}, doc_kind=None), "3" * 64),
    ]
    verdicts = judge_facts(facts).verdicts
    found = {(v.document_id, v.identity) for v in verdicts}
    assert found == {(f.document.document_id, i.id) for f in facts for i in CATALOGUE.identities}
    assert len(verdicts) == len({(v.document_id, v.identity, v.instance) for v in verdicts})
    assert all(v.reason for v in verdicts if v.verdict in ("NOT_APPLICABLE", "NOT_EVALUABLE"))
    reasons = {v.reason for v in verdicts if v.document_id == "1" * 64}
    assert reasons == {"document_unreadable"}


def replace_id(facts, document_id):  # type: ignore[no-untyped-def]
    facts.document = replace(facts.document, document_id=document_id)
    return facts


def _one(facts, identity: str) -> Verdict:  # type: ignore[no-untyped-def]
    return judge_facts([facts], CATALOGUE.only(identity)).verdicts[0]


def test_reasons() -> None:
    assert _one(document({}), "T05.ROW.TOTAL").reason == "form_missing"
    assert _one(document({}, unmatched=1), "T05.ROW.TOTAL").reason == "form_unmatched"
    # a list of units is no form that the document lacks, and a blank form of unknown title may be
    listed = document({}, unmatched=1)
    listed.form_tables[0] = replace(listed.form_tables[0], is_empty=True, note=NOT_A_FORM)
    assert _one(listed, "T05.ROW.TOTAL").reason == "form_missing"
    assert _one(listed, "T07.ROW.TOTAL").reason == "form_not_printed"
    assert _one(document({}), "T07.ROW.TOTAL").reason == "form_not_printed"
    assert _one(document({"T08": {}}), "T08.ROW.TOTAL").reason == "form_empty"
    assert _one(document({}), "NI.N03.GROWTH").reason == "not_stated"
    assert (
        _one(document({}, doc_kind="final_account"), "T05.ROW.TOTAL").reason
        == "other_document_kind"
    )
    assert _one(document({}), "XY.IN.SRC").reason == "no_related_document"
    unread = document({"T05": {"T": {"total": "1.00", "basic": "***", "project": "1.00"}}})
    assert _one(unread, "T05.ROW.TOTAL").reason == "cell_unreadable"
    no_unit = document(FORMS, money_unit=None)
    assert _one(no_unit, "T05.ROW.TOTAL").reason == "money_unit_unknown"


def test_a_missing_row_is_zero_only_where_its_kind_is_printed() -> None:
    codes = {"T": {"total": "2.00"}, "206": {"total": "2.00"}}
    units = {"T": {"total": "2.00"}, "U1": {"total": "2.00"}}
    other = document({"T02": codes, "T03": {"T": {"total": "2.00"}, "208": {"total": "2.00"}}})
    found = {v.instance: v for v in judge_facts([other], CATALOGUE.only("X.T02-T03.FUNC")).verdicts}
    assert found["206"].verdict == "FAIL"
    by_unit = document({"T02": codes, "T03": units})
    found = {
        v.instance: v for v in judge_facts([by_unit], CATALOGUE.only("X.T02-T03.FUNC")).verdicts
    }
    assert found["206"].reason == "not_comparable"


def test_blank_against_blank_is_vacuous() -> None:
    blank = document({"T05": {"T": {"total": "", "basic": "", "project": "—"}}})
    found = _one(blank, "T05.ROW.TOTAL")
    assert (found.verdict, found.is_vacuous) == ("PASS", True)


def test_one_edit_is_one_finding_and_names_the_digit() -> None:
    result = judge_facts([document(FORMS)])
    (finding,) = [f for f in result.findings if f.severity == "error"]
    assert set(finding.verdicts) == {"T05.HIER.CLASS[T/project]", "T05.ROW.TOTAL[206]"}
    assert finding.root_cause == "edit:T05#1/206/project"
    assert "39.83" in (finding.likely_cause_zh or "") and "39.73" in (finding.likely_cause_zh or "")
    assert "相差 0.10 万元" in finding.sentence_zh
    failing = [v for v in result.verdicts if v.verdict == "FAIL" and v.severity == "error"]
    assert {v.root_cause for v in failing} == {finding.root_cause}


class TestAttribution:
    """Whose error it is."""

    def _finding(self, facts) -> Finding:  # type: ignore[no-untyped-def]
        return next(f for f in judge_facts([facts]).findings if f.severity == "error")

    def test_clean_reading_is_the_publisher(self) -> None:
        assert self._finding(document(FORMS)).attribution == "publisher"

    def test_an_unexplained_number_on_the_page_is_ours(self) -> None:
        facts = document(FORMS, tokens_typed=9)
        facts.unexplained_tokens.append(
            UnexplainedToken(facts.document.document_id, 0, "1.00", "row not resolved", **PLACE)
        )
        assert self._finding(facts).attribution == "extraction"

    def test_ocr_is_ours(self) -> None:
        facts = document(FORMS)
        facts.cells = [replace(c, engine="ocr") for c in facts.cells]
        assert self._finding(facts).attribution == "extraction"

    def test_doubt_about_a_row_is_undetermined(self) -> None:
        facts = document(FORMS)
        facts.cells[-1] = replace(facts.cells[-1], confidence=Decimal("0.7"))
        assert self._finding(facts).attribution == "undetermined"

    def test_a_column_shift_that_repairs_two_is_ours(self) -> None:
        shifted = {
            "T": {"total": "5.00", "basic": "5.00", "project": "0.00"},
            "206": {"total": "5.00", "basic": "", "project": "5.00"},
        }
        finding = self._finding(document({"T05": shifted}))
        assert finding.attribution == "extraction"


def test_judging_again_replaces_and_the_relations_fit_the_contract() -> None:
    with duckdb.connect() as connection:
        load_facts(connection, [document(FORMS)])
        judge(connection)
        first = verdict_rows(connection)
        judge(connection)
        assert verdict_rows(connection) == first
        assert to_arrow(Verdict, first).num_rows == len(first)
        assert to_arrow(Finding, finding_rows(connection)).num_rows > 0


def test_a_failing_query_is_our_error() -> None:
    broken = CATALOGUE.by_id["NI.SIGN"].model_copy(update={"query": "SELECT nonsense FROM mz_doc"})
    catalogue = CATALOGUE.model_copy(update={"identities": (broken,)})
    (verdict,) = judge_facts([document({})], catalogue).verdicts
    assert verdict.verdict == "ERROR" and "nonsense" in (verdict.reason or "")
    assert verdict.attribution is None


def test_rounded_amounts_adjusted_to_their_total_are_rounding() -> None:
    """Two classes of 2.60 and 2.60 万元 told as 3 and 2: together 5, as their total rounds."""

    def verdicts(*told: str) -> set[tuple[str, str | None]]:
        names = {"206": "科学技术支出", "221": "住房保障支出"}
        rows = {f"ex.{code}": {"@": name, "total": "26000"} for code, name in names.items()}
        mentions = {
            f"N04.class#{n}/amt": [amount, name]
            for n, (amount, name) in enumerate(zip(told, names.values(), strict=True))
        }
        facts = document({"T04": rows}, mentions, money_unit="元")
        found = judge_facts([facts], load_catalogue().only("N04.CLASS")).verdicts
        return {(v.verdict, v.reason) for v in found if v.verdict != "PASS"}

    assert verdicts("3", "2") == {("PASS_ROUNDED", "adjusted_to_total")}
    assert verdicts("3", "3") == set()
    assert verdicts("2", "2") == {("FAIL", None)}
    assert verdicts("4", "1") == {("FAIL", None)}


def test_shares_adjusted_to_make_100_are_rounding() -> None:
    """Three thirds: 33.34 is one unit off, but the three must print 100.00 together."""

    def verdicts(*shares: str) -> set[tuple[str, str | None]]:
        mentions: dict[str, object] = {"N03.total#0/amt": "30000.00"}
        kinds = ("基本支出", "项目支出", "经营支出")
        for n, (share, kind) in enumerate(zip(shares, kinds, strict=True)):
            mentions[f"N03.kind#{n}/amt"] = ["10000.00", kind]
            mentions[f"N03.kind#{n}/pct"] = [share, kind, "%"]
        facts = document({"T03": {"T": {"total": "30000.00"}}}, mentions)
        found = judge_facts([facts], load_catalogue().only("NI.N03.SHARE")).verdicts
        return {(v.verdict, v.reason) for v in found if v.verdict != "PASS"}

    assert verdicts("33.34", "33.33", "33.33") == {("PASS_ROUNDED", "adjusted_to_100")}
    assert verdicts("33.34", "33.34", "33.34") == {("FAIL", None)}
    assert verdicts("33.36", "33.32", "33.32") == {
        ("FAIL", None),
        ("PASS_ROUNDED", "adjusted_to_100"),
    }
