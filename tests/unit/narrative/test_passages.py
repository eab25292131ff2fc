"""Duties, headings, entries of the contents page and terms of the glossary, from paragraphs."""

from __future__ import annotations

from tests.unit.narrative.paper import read


def _texts(pattern: str, *lines: str) -> list[str | None]:
    mentions, _ = read(*lines)
    return [m.value_text for m in mentions if m.pattern == pattern]


OVERVIEW = (
    "第一部分 某单位概况",
    "一、主要职能",
    "（一）承担信息研究工作，开展数据分析。",
    "（二）承担网络系统运行服务工作。",
    "二、机构设置及人员情况",
    "某单位内设3个处室，负责承担日常工作。",
)


def test_duties_stand_under_their_heading_without_ordinals() -> None:
    assert _texts("DUTY.item", *OVERVIEW) == [
        "承担信息研究工作,开展数据分析",
        "承担网络系统运行服务工作",
    ]


def test_a_heading_of_another_matter_below_the_duties_holds_none() -> None:
    found = _texts(
        "DUTY.item",
        "一、部门职责",
        "某局的主要职责是：",
        "1.贯彻执行有关方针、政策。",
        "（二）机构编制情况",
        "本部门核定编制20名，实有人员18名。",
    )
    assert found == ["贯彻执行有关方针、政策"]


def test_duties_are_known_in_other_words() -> None:
    for heading in ("（一）职能职责", "一、单位主要职责", "二、部门职责情况", "一、机构职能"):
        assert _texts("DUTY.item", heading, "负责本市的规划编制，并组织实施。") == [
            "负责本市的规划编制,并组织实施"
        ]


def test_contents_page_and_headings_are_told_apart() -> None:
    lines = (
        "目  录",
        "第一部分 某单位概况......1",
        "一、主要职能......2",
        "二、机构设置及人员情况......3",
        "一、单位收支总体情况表",
        *OVERVIEW,
    )
    assert _texts("TOC.item", *lines) == ["某单位概况", "主要职能", "机构设置及人员情况"]
    assert _texts("HEAD.item", *lines) == ["某单位概况", "主要职能", "机构设置及人员情况"]


def test_terms_of_the_glossary() -> None:
    found = _texts(
        "GLOSS.item",
        "第四部分 名词解释",
        "一、财政拨款收入：从本级财政取得的款项。",
        "（二）“三公”经费：指因公出国（境）费、公务用车购置及运行费和公务接待费。",
        "基本支出是指为保障机构正常运转发生的支出。",
        "部门名称：某局 单位：万元",
        "第五部分 附表",
        "项目支出：指在基本支出之外发生的支出。",
    )
    assert found == ["财政拨款收入", "“三公”经费", "基本支出"]


def test_places_are_those_of_the_words() -> None:
    mentions, _ = read(*OVERVIEW)
    (first, _) = [m for m in mentions if m.pattern == "DUTY.item"]
    assert first.raw_text == "承担信息研究工作,开展数据分析。"
    assert (first.page, first.x0, first.role) == (1, 30.0, "text")
    assert first.sentence.startswith("(一)")
