"""The pattern files are strict, complete and compile."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import ConfigError
from extractors.narrative.grammar import canonical_item, compile_pattern, direction
from extractors.narrative.lists import contents_entries, table_of_contents
from extractors.narrative.matcher import compile_rules
from extractors.narrative.outline import heading_level, outline, section_of
from extractors.narrative.schema import load_patterns, load_sections, load_vocabularies
from tests.unit.narrative.paper import typeset

SAMPLE_PATTERNS = {
    "ORG.sub", "STF", "N01.total", "N01.in", "N01.ex", "N02.total", "N02.src", "N02.none",
    "N03.total", "N03.kind", "N04.total", "N04.in", "N04.ex", "N05.total", "N05.kind", "N05.class",
    "N05.item", "N06.total", "N06.pers", "N06.pub", "N07.block", "N08", "N09", "N10.total",
    "N10.delta", "N10.item", "N11.total", "N11.item", "N12.run", "N12.proc", "N12.sme",
    "N12.house", "N12.veh", "N12.furn", "N12.oth", "N12.equip", "N12.plan", "N12.asof",
    "N12.perf", "SIGN",
}  # fmt: skip


def test_all_pattern_keys_of_the_interface_exist() -> None:
    keys = {r.key for f in load_patterns() for r in f.patterns}
    keys |= {b.key for f in load_patterns() for b in f.blocks}
    assert keys >= SAMPLE_PATTERNS


def test_sections_and_parents_that_patterns_name_exist() -> None:
    sections = {s.key for s in load_sections()}
    rules = [r for f in load_patterns() for r in f.patterns]
    keys = {r.key for r in rules}
    for rule in rules:
        assert set(rule.sections) | set(rule.not_sections) <= sections, rule.key
        assert set(rule.parents) <= keys, rule.key


def test_parents_have_a_tail() -> None:
    rules = compile_rules(load_patterns(), load_vocabularies())
    tails = {r.source.key for r in rules for p in r.patterns if "tail" in p.regex.groupindex}
    for rule in rules:
        assert set(rule.source.parents) <= tails, rule.source.key


def test_vocabulary_names_are_their_own_form() -> None:
    for book in load_vocabularies().values():
        for name in book:
            assert canonical_item(name, book) == name


@pytest.mark.parametrize("source", ["{nothing}", "{item:src:no_such_book}", "("])
def test_a_broken_pattern_is_named(source: str) -> None:
    with pytest.raises(ConfigError, match="pattern"):
        compile_pattern(source, load_vocabularies())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("patterns:\n  - {key: X, regexes: ['a'], sectoins: [total]}\n", "sectoins"),
        ("patterns:\n  - {key: X, regexes: []}\n", "regexes"),
        ("patterns:\n  - {key: X, regexes: ['a'], kinds: [budgets]}\n", "kinds"),
        ("blocks:\n  - {key: B, sections: [total], first: name, fields: []}\n", "name is no slot"),
    ],
)
def test_pattern_files_are_strict(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_patterns(tmp_path)
    assert word in str(caught.value)
    assert "x.yml:" in str(caught.value)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no pattern file"):
        load_patterns(tmp_path)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("二、关于某单位2024年收入预算情况说明", "income"),
        ("(四)财政拨款收支预算情况的总体说明(详见表4)", "fiscal"),
        ("六、关于2024年一般公共预算基本支出情况说明", "gpb_basic"),
        ('十、关于2024年财政拨款"三公"经费预算情况说明', "three_public"),
        ("(三)国有资产占用情况说明", "assets"),
        ("第四部分名词解释", "glossary"),
        ("第三部分2024年单位预算情况说明", None),
    ],
)
def test_sections_are_known_by_their_words(heading: str, key: str | None) -> None:
    assert section_of(heading, load_sections()) == key


def test_heading_levels_and_path() -> None:
    assert [heading_level(t) for t in ("第三部分说明", "一、甲", "(二)乙", "3.丙", "(4)丁", "戊")] == [
        0, 1, 2, 3, 4, None
    ]  # fmt: skip
    blocks = outline(
        typeset(
            [
                "第三部分 说明",
                "二、收入预算情况说明",
                "（一）本年收入",
                "文。",
                "三、支出预算情况说明",
                "文。",
            ]
        ),
        load_sections(),
    )
    assert blocks[3].path == "第三部分 说明 / 二、收入预算情况说明 / (一)本年收入"
    assert blocks[3].section == "income"
    assert blocks[5].path == "第三部分 说明 / 三、支出预算情况说明"


def test_an_item_of_a_list_is_no_heading() -> None:
    blocks = outline(
        typeset(["1.房屋0.00平方米，价值0.00万元。", "6.某某综合行政执法队。"]), load_sections()
    )
    assert not any(b.is_heading for b in blocks)


def test_table_of_contents() -> None:
    entries = table_of_contents(
        contents_entries(typeset(["某局部门预算", "目 录", "第一部分 概况", "第二部分 2024年部门预算表", "一、收支总表……3",
                 "表2 收入总表.......4", "3. 2024年支出预算总表", "五、财政拨款支出表（功能科目）", "第三部分 情况说明",
                 "第一部分 概况", "一、项目支出表"])),
        "d",
    )  # fmt: skip
    assert [e.value_text for e in entries] == [
        "收支总表", "收入总表", "2024年支出预算总表", "财政拨款支出表(功能科目)"
    ]  # fmt: skip
    assert {e.attribute for e in entries} == {"toc.form_title"}


def test_direction_words() -> None:
    assert [direction(w) for w in ("增加", "增长", "减少", "下降", "降低", None)] == [
        1, 1, -1, -1, -1, 0
    ]  # fmt: skip
