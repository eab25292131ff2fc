"""What a sentence says of a failing verdict, and what it must not say."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.catalogue import load_catalogue
from expectations.reports.labels import unit_words
from expectations.rules import STATUTORY
from expectations.sentences import Failure, Operand, sentence
from expectations.words import FORM_TITLES


def _failure(identity: str, *, unit: str | None = "万元", row: str = "机构运行") -> Failure:
    operands = tuple(
        Operand(
            f"T05#1/1/{side}", "cell", side, 1, "T05", "一般公共预算支出表", row, "合计", raw, False
        )
        for side, raw in (("reported", "6.30"), ("computed", "0.00"))
    )
    return Failure(
        load_catalogue().by_id[identity],
        "1",
        "6.30",
        "0",
        Decimal("6.30"),
        Decimal(0),
        unit,
        operands,
    )


@pytest.mark.parametrize(
    "identity", [i.id for i in load_catalogue().identities if i.severity == "info"]
)
def test_a_remark_asks_for_nothing_and_blames_nobody(identity: str) -> None:
    if load_catalogue().by_id[identity].kind == "joint":
        pytest.skip("a joint finding names its members")
    zh, en = sentence(_failure(identity))
    assert not re.search("应为|不符合|错", zh), zh
    assert "expected" not in en and "required" not in en and "wrong" not in en, en


def test_marks_within_a_quoted_name_are_the_inner_ones() -> None:
    names = {"reported": '"科教兴市"影视经费', "computed": "“科教兴市”影视宣传经费"}
    told = replace(_failure("TXT.PROJ.T07-P2"), instance='"科教兴市"影视经费', **names)
    for text in sentence(told):
        assert "“‘科教兴市’影视经费”" in text
        assert "“‘科教兴市’影视宣传经费”" in text
    leader = replace(_failure("PERF.P2.LEADER"), instance='"科教兴市"影视经费')
    assert sentence(leader)[0].startswith("项目“‘科教兴市’影视经费”的绩效表没有填写")


@pytest.mark.parametrize("identity", ["T05.ROW.TOTAL", "T03.ROW.TOTAL", "N05.TOTAL", "N04.IN"])
def test_an_english_sentence_names_units_in_english(identity: str) -> None:
    zh, en = sentence(_failure(identity))
    assert "6.30 万元" in zh and "6.30 ten thousand yuan" in en and "万元" not in en


@pytest.mark.parametrize("identity", ["T05.ROW.TOTAL", "N05.TOTAL", "N04.IN"])
def test_where_nothing_is_printed_the_sentence_says_so(identity: str) -> None:
    failure = _failure(identity)
    zh, en = sentence(replace(failure, operands=failure.operands[:1]))
    assert "对照处（没有印出相应的数，按零计）为 0 万元" in zh or "按零计）之和" in zh, zh
    assert "no number printed, taken as zero" in en


def test_of_two_per_cents_the_difference_is_in_points() -> None:
    assert unit_words("%", is_difference=True).zh == "个百分点"
    assert unit_words("%") == ("%", "%")
    assert unit_words("公顷") == ("公顷", "公顷") and unit_words(None) == ("", "")


def test_a_blank_cell_is_called_blank() -> None:
    failure = _failure("T05.ROW.TOTAL")
    lead = replace(failure.operands[0], raw_text="", is_blank=True)
    zh, en = sentence(replace(failure, reported="0", operands=(lead, failure.operands[1])))
    assert "为空白（按零计），而" in zh and "0 万元，而" not in zh
    assert "is blank (taken as zero), but" in en


@pytest.mark.parametrize(
    "identity",
    [
        i.id
        for i in load_catalogue().identities
        if i.kind in ("sql", "presence") and i.severity != "info"
    ],
)
def test_kinds_without_a_general_sentence_have_their_own(identity: str) -> None:
    rule = load_catalogue().by_id[identity]
    assert rule.says is not None, "add `says` with zh and en to the identity"
    for failure in (_failure(identity), replace(_failure(identity), operands=(), instance="T08")):
        for text in sentence(failure):
            assert "{" not in text and "None" not in text and "不符合" not in text, text


def test_own_words_name_the_unit_in_the_language_of_the_sentence() -> None:
    failure = replace(
        _failure("PROC.SME.SMALLPURCHASE"), reported="0.49", computed="1.90", unit="万元"
    )
    zh, en = sentence(failure)
    assert "合计为 1.90 万元" in zh and "预留 0.49 万元" in zh
    assert f"1.90 {unit_words('万元').en}" in en and "万元" not in en


def test_titles_of_the_statutory_forms_are_those_of_the_warehouse() -> None:
    seed = Path(__file__).parents[3] / "dbt_project" / "seeds" / "seed_forms.csv"
    with seed.open(encoding="utf-8") as file:
        rows = {row["form_key"]: row for row in csv.DictReader(file)}
    for form, words in FORM_TITLES.items():
        assert (rows[form]["form_name"], rows[form]["form_name_en"]) == words, form
    assert set(FORM_TITLES) == set(STATUTORY)
    untranslated = [key for key, row in rows.items() if row["form_name_en"] in ("", key)]
    assert not untranslated, f"{seed.name}: no English for {untranslated}"


def _operand(side: str, raw: str, **more: object) -> Operand:
    fact = str(more.pop("fact", f"T05#1/1/{raw}"))
    values: dict[str, object] = {
        "source": "cell", "form": "T05", "title": "一般公共预算支出表", "row": "公安",
        "column": "其中: / 项目支出",
    }  # fmt: skip
    values |= more
    return Operand(fact, side=side, sign=1, raw_text=raw, is_blank=not raw, **values)  # type: ignore[arg-type]


def test_a_bare_head_is_no_part_of_a_columns_name() -> None:
    failure = replace(_failure("T05.HIER.XIANG"), operands=(
        _operand("reported", "6.30"), _operand("computed", "", row="行政运行"),
        _operand("computed", "0.00", row="其他公安支出"),
    ))  # fmt: skip
    zh, en = sentence(failure)
    assert "“项目支出”栏" in zh and "其中" not in zh and "其中" not in en


def test_of_parts_of_which_one_is_printed_that_one_is_named() -> None:
    failure = replace(_failure("T05.HIER.XIANG"), operands=(
        _operand("reported", "6.30"), _operand("computed", "", row="行政运行"),
        _operand("computed", "0.00", row="其他公安支出"),
    ))  # fmt: skip
    zh, en = sentence(failure)
    assert "而分项中只有“其他公安支出”印有数，为 0 万元" in zh and "之和" not in zh
    assert "of its parts only “其他公安支出” is printed" in en


def test_a_form_is_named_once() -> None:
    """A target form states its amounts beside the table: its title goes for all of them."""
    operands = tuple(
        _operand(side, raw, source="attribute", form="P2", title="绩效目标表", row=row, column="",
                 fact=f"P2#1/{row}")
        for side, raw, row in (("reported", "3.00", "年度预算总额"), ("computed", "1.00", "财政拨款"),
                               ("computed", "1.50", "其他资金"))
    )  # fmt: skip
    zh, en = sentence(replace(_failure("PERF.P2.SUM"), operands=operands))
    assert zh.count("绩效目标表") == 1 and "“财政拨款”与“其他资金”之和" in zh
    assert en.count("绩效目标表") == 1


def test_a_sentence_is_quoted_once() -> None:
    text = "共有车辆1辆，其中：机要通信用车3辆、应急保障用车5辆。"
    operands = tuple(
        _operand(side, raw, source="mention", form="N11", row=text, column="", fact=f"N11#1/{raw}")
        for side, raw in (("reported", "1"), ("computed", "3"), ("computed", "5"))
    )
    zh, en = sentence(replace(_failure("AST.VEH.KINDLE", unit="辆"), operands=operands))
    assert zh.count("共有车辆") == 1 and "同一句所列 2 项" in zh
    assert "the 2 items of the same sentence" in en
