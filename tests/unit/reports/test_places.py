"""Places in words and marks on the page, for whole facts and for parts of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from expectations.reports import ReportInput
from expectations.reports.crops import crop_requests
from expectations.reports.places import hidden_of, place_key, places_of, scope_of
from expectations.reports.records import Place
from expectations.reports.view import judged_view
from extractors.contracts import Attribute, DocumentFacts, EvidenceItem, Indicator
from tests.unit.reports.sample import sample_facts, sample_pdf, sha, table, verdict

FIRST = sha("first")
BOX = (1.0, 2.0, 3.0, 4.0)


def _facts() -> DocumentFacts:
    """The first sample document with a performance table that names a person."""
    facts = sample_facts(sample_pdf()[1])[0]
    facts.form_tables.append(table(FIRST, "P2", "项目支出绩效目标表", 4, x0=60.0, x1=540.0))
    facts.indicators.append(
        Indicator(FIRST, "P2#1/0", "P2", 1, 0, "项目", "产出指标", "数量指标", "期数", "=24期", "=",
                  Decimal(24), "期", None, None, "十分", None, None, None, 4, 150.0, 300.0, 240.0,
                  320.0)
    )  # fmt: skip
    for key, text, personal, left in (("performance.unit_name", "某中心", False, 100.0),
                                      ("performance.leader", "某某某", True, 400.0)):  # fmt: skip
        facts.attributes.append(
            Attribute(FIRST, f"{key}@P2#1#0", key, "P2#1", text, None, None, None, None, None,
                      personal, text, 4, left, 120.0, left + 80, 140.0)
        )  # fmt: skip
    return facts


def _item(fact: str, raw: str, page: int, box: tuple[float, float, float, float]) -> EvidenceItem:
    return EvidenceItem(fact, "attribute", "reported", 1, fact, raw, page, *box)


def test_every_kind_of_fact_is_named_by_the_words_of_the_page() -> None:
    wanted = ["T06#1/301/total", "T06#1/301/@label", "N05.item#0/g", "N05.item#0/@item",
              "P2#1/0/weight", "P2#1/0/level3", "performance.unit_name@P2#1#0", "nowhere"]  # fmt: skip
    places = places_of(_facts(), [(FIRST, fact) for fact in wanted])
    got = {fact: places.get((FIRST, fact)) for fact in wanted}
    cell, label, weight = got["T06#1/301/total"], got["T06#1/301/@label"], got["P2#1/0/weight"]
    assert cell is not None and (cell.form_title, cell.row_label, cell.column_label) == (
        "一般公共预算基本支出情况表", "301 工资福利支出", "合计")  # fmt: skip
    assert label is not None and label.column_label == "行名"
    assert (label.left, label.right) == (60.0, 280.0)  # from the table's edge to the first number
    assert weight is not None and (weight.row_label, weight.column_label) == ("期数", "分值权重")
    assert (weight.left, weight.right) == (240.0, 540.0)  # behind the name, to the table's edge
    level3 = got["P2#1/0/level3"]
    assert level3 is not None and level3.left is None
    for fact in ("N05.item#0/g", "N05.item#0/@item"):
        place = got[fact]
        assert place is not None and place.sentence is not None and "6.49%" in place.sentence
    unit = got["performance.unit_name@P2#1#0"]
    assert unit is not None and (unit.form_title, unit.row_label) == (
        "项目支出绩效目标表",
        "预算单位",
    )
    assert got["nowhere"] is None


def test_scopes() -> None:
    assert scope_of("P2#3") == ("P2", 3)
    assert scope_of("P2#3.1") == ("P2", 3)
    assert scope_of(None) == ("", 0)


def test_a_persons_name_is_neither_written_nor_marked_and_is_painted_over() -> None:
    facts = _facts()
    failing = verdict(
        FIRST, "PERF.LEADER", "FAIL", kind="text", reported=None, attribution="publisher",
        evidence=(_item("performance.leader@P2#1#0", "某某某", 4, (400.0, 120.0, 480.0, 140.0)),
                  _item("performance.unit_name@P2#1#0", "某中心", 4, (100.0, 120.0, 180.0, 140.0))),
    )  # fmt: skip
    data = ReportInput.from_facts([facts], [failing], [])
    shown = judged_view(data, failing).operands
    assert [o.raw_text for o in shown] == ["（个人信息，不显示）", "某中心"]
    (request,) = crop_requests(FIRST, [failing], data.places, data.heads, data.hidden)
    sides = {box.side: box for box in request.boxes}
    assert sides["reported"].x0 == 100.0
    assert sides["hidden"].x0 == 400.0
    assert hidden_of(facts) == {(FIRST, 4): [(400.0, 120.0, 480.0, 140.0)]}


def test_the_head_of_a_table_goes_with_its_numbers() -> None:
    facts = _facts()
    failing = verdict(FIRST, "T06.ROW.TOTAL", "FAIL", attribution="publisher", evidence=(
        _item("T06#1/303/total", "23.35", 1, (280.0, 222.0, 360.0, 242.0)),))  # fmt: skip
    data = ReportInput.from_facts([facts], [failing], [])
    (request,) = crop_requests(FIRST, [failing], data.places, data.heads, data.hidden)
    head = next(box for box in request.boxes if box.side == "head")
    assert (head.top, head.bottom) == (102.0, 122.0)


def test_the_page_of_the_reported_number_comes_first_and_no_page_is_marked_twice() -> None:
    first = verdict(FIRST, "A", "FAIL", evidence=(
        EvidenceItem("x", "cell", "computed", 1, "", "1", 2, 0.0, 0.0, 9.0, 9.0),
        EvidenceItem("y", "cell", "reported", 1, "", "1", 5, 0.0, 0.0, 9.0, 9.0)))  # fmt: skip
    second = verdict(FIRST, "B", "FAIL", evidence=(
        EvidenceItem("z", "cell", "reported", 1, "", "1", 5, 50.0, 0.0, 59.0, 9.0),
        EvidenceItem("w", "cell", "reported", 1, "", "1", 7, 0.0, 0.0, 9.0, 9.0)))  # fmt: skip
    requests = crop_requests(FIRST, [first, second], {}, {}, {})
    assert [r.page for r in requests] == [5, 2, 7]
    assert len(requests[0].boxes) == 1


def test_a_number_is_shown_with_the_unit_that_its_own_table_prints() -> None:
    """A text in 万元 against a table in 元: 0.00 and 189,767,551 must not look comparable."""
    facts = _facts()
    at = next(n for n, c in enumerate(facts.cells) if c.cell_id == "T06#1/301/total")
    facts.cells[at] = replace(facts.cells[at], money_unit="元")
    failing = verdict(FIRST, "T06.ROW.TOTAL", "FAIL", instance="301", unit="万元", evidence=(
        EvidenceItem("T06#1/301/total", "cell", "reported", 1, "x", "189,767,551", 1, *BOX),
        EvidenceItem("T06#1/301/@label", "cell", "computed", 1, "x", "工资福利支出", 1, *BOX),
    ))  # fmt: skip
    wanted = [(FIRST, e.fact) for e in failing.evidence]
    data = ReportInput(documents=[], places=places_of(facts, wanted))
    number, label = judged_view(data, failing).operands
    assert number.unit.zh == "元" and number.unit.en == "yuan"
    assert number.name.endswith("189,767,551 元")
    assert label.unit.zh == ""


def test_keys_of_instances_are_not_shown_to_readers() -> None:
    for instance in ("T/project", "20402/project", "3", "P2#3", "ex.T"):
        failing = verdict(FIRST, "T06.ROW.TOTAL", "FAIL", instance=instance)
        assert judged_view(ReportInput(documents=[]), failing).instance_label == ""
    failing = verdict(FIRST, "CMP.FORM", "FAIL", instance="T05")
    assert judged_view(ReportInput(documents=[]), failing).instance_label


def test_a_target_form_is_known_by_its_project() -> None:
    facts = _facts()
    facts.attributes.append(
        Attribute(FIRST, "performance.project_name@P2#1#0", "performance.project_name", "P2#1",
                  "信息化运维", None, None, None, None, None, False, "信息化运维", 4)
    )  # fmt: skip
    wanted = [(FIRST, "P2#1/0/level3"), (FIRST, "performance.unit_name@P2#1#0")]
    assert {p.form_title for p in places_of(facts, wanted).values()} == {
        "项目支出绩效目标表（信息化运维）"
    }


def test_a_sentence_is_quoted_once_for_all_its_numbers() -> None:
    sentence = "共有车辆1辆，其中：机要通信用车1辆、应急保障用车1辆。"
    facts = [f"N11#0/{n}" for n in range(3)]
    failing = verdict(FIRST, "AST.VEH.KINDLE", "FAIL", unit="辆", evidence=tuple(
        EvidenceItem(f, "mention", "computed" if n else "reported", 1, "x", "1", 2, *BOX)
        for n, f in enumerate(facts)
    ))  # fmt: skip
    places = {(FIRST, f): Place(sentence=sentence, unit="辆") for f in facts}
    view = judged_view(ReportInput(documents=[], places=places), failing)
    assert [o.is_quoted for o in view.operands] == [False, True, True]
    assert all(o.unit.en == "vehicles" for o in view.operands)


def test_an_operand_of_another_document_is_placed_there() -> None:
    """The judge's prefix is no part of the fact's id in the document that it stands in."""
    item = EvidenceItem("units:012:T02#1/T/total", "cell", "computed", 1, "", "1", 2, None, None,
                        None, None, "f" * 64)  # fmt: skip
    assert place_key("d" * 64, item) == ("f" * 64, "T02#1/T/total")
    assert place_key("d" * 64, replace(item, other_document_id=None)) == ("d" * 64, item.fact)
