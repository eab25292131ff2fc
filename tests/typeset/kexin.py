"""The sample and the year before it: what the publisher of the sample printed wrong."""

from __future__ import annotations

from .ledger import ledger
from .pages import Disclosure
from .planted import edit_heading, edit_text, note, note_running_cost
from .split import document as split

SYNTHETIC_YEAR = "示例数据（合成）：由次年公开的增减额推算，并非公开原件"
RESET_NOTE = "本文件依公开数据重新排版，并非公开原件"


def kexin_2024() -> Disclosure:
    """The sample: real figures, with the errors that its publisher made."""
    d = split.document("kexin_2024", ledger("kexin", 2024), note=RESET_NOTE)
    name = "乌鲁木齐地区科技统计与文献服务工作经费"
    edit_text(d, "T07", name, name.replace("工作经费", "工作经历费"))
    note(
        d,
        "as_published",
        "项目名称在项目支出表中写作“工作经历费”，说明、结转表和绩效表写作“工作经费”",
        [
            "TXT.PROJ.T07-N07|2060599#2",
            "TXT.PROJ.T07-P2|2060599#2",
            "TXT.PROJ.T11-T07|P1",
            "PERF.P2.NAME|P2#3",
        ],
        where="T07#1",
        right=name,
        printed=name.replace("工作经费", "工作经历费"),
    )
    other = "乌鲁木齐科技信息中心"
    for n in (2, 3):
        edit_text(d, "P2", d.unit_name, other, n)
    note(
        d,
        "as_published",
        "两张项目绩效目标表的预算单位少了“服务”二字",
        ["PERF.P2.UNIT|P2#2", "PERF.P2.UNIT|P2#3", "TXT.UNIT.VARIANT"],
        where="P2#2, P2#3",
        right=d.unit_name,
        printed=other,
    )
    note(
        d,
        "as_published",
        "单位整体绩效目标表的分值权重是文字，不是数字",
        ["PERF.P1.WEIGHTNUM", "PERF.P1.WEIGHTSUM"],
        where="P1#1",
        right="数字",
        printed="履职效能",
    )
    note(
        d,
        "as_published",
        "整体绩效目标表把财政拨款结转列为其他资金（提示性）",
        ["PERF.P1.OTHER"],
        where="P1#1",
        right="0.00",
        printed="0.10",
    )
    note(
        d,
        "as_published",
        "四个绩效指标名为比率或时长，指标值不是（提示性）",
        ["PERF.MEASURE"],
        where="P1#1, P2#1, P2#3",
        right="%",
        printed=">=24期，=20分钟，=4次，有效加强",
    )
    _wording(d)
    _hints(d)
    _both_years(d)
    return d


def _wording(d: Disclosure) -> None:
    """What the tables quote, the contents page lists and the glossary leaves out."""
    note(
        d,
        "as_published",
        "整体绩效目标表加引号引用的两项职责与“主要职能”原文各差一字",
        ["TXT.DUTY|P1.Q#1", "TXT.DUTY|P1.Q#1#3"],
        where="P1#1",
        right="管理和服务科技创新载体、科技创新券，承办科技绩效评价",
        printed="管理和服务科技创新载、科技创新券，承办科技绩效评价",
    )
    note(
        d,
        "as_published",
        "两张项目绩效目标表没有填写项目负责人，另一张填写了",
        ["PERF.P2.LEADER|乌鲁木齐地区科技统计与文献服务工作经费"],
        where="P2#1, P2#3",
        right="示例丁",
        printed="",
    )
    listed = "收支预算情况的总体说明"
    printed = edit_heading(d, listed, listed.replace("的", ""))
    note(
        d,
        "as_published",
        "正文第一个标题比目录少一个“的”字（提示性）",
        ["TXT.TOC.SECTION"],
        where="HEAD.item",
        right=f"关于{d.unit_name}2024年{listed}",
        printed=printed,
    )
    note(
        d,
        "as_published",
        "收入总表有金额的“结转”栏在名词解释中没有说明（提示性）",
        ["CMP.GLOSSCOL|结转"],
        where="GLOSS.item",
        right="结转结余",
        printed="",
    )


def _hints(d: Disclosure) -> None:
    """What is possible but unusual, in the sample alone."""
    for what, identities, where, right, printed in (
        (
            "政府采购 1.90 万元中只有 0.49 万元面向中小企业预留（提示性）",
            ["PROC.SME.SMALLPURCHASE"],
            "N12.sme",
            "1.90",
            "0.49",
        ),
        (
            "财政拨款结转减少，原因却只说明结转的由来（提示性）",
            ["NI.REASONDIR|财政拨款结转"],
            "N02.src",
            "减少的原因",
            "上年项目款部分未支付，结转下年支付",
        ),
        (
            "结转用途所称的项目少了“服务”二字（提示性）",
            ["TXT.PROJ.N11USE"],
            "N11.item",
            "乌鲁木齐地区科技统计与文献服务工作经费",
            "乌鲁木齐地区科技统计与文献工作经费",
        ),
        (
            "说明称本年追加的项目填有上年完成值（提示性）",
            ["PERF.PREVNEW"],
            "P2#2",
            "新增指标，无上年完成值",
            "2台",
        ),
    ):
        note(d, "as_published", what, identities, where=where, right=right, printed=printed)


def _both_years(d: Disclosure) -> None:
    """What is possible but unusual, in both years."""
    note_running_cost(d, "as_published")
    note(
        d,
        "as_published",
        "职工基本医疗保险缴费超过工资的 12%（提示性）",
        ["ANA.MEDICAL"],
        where="T06#1",
        right="12%",
        printed="15.74%" if d.fiscal_year == 2024 else "15.93%",
    )
    note(
        d,
        "as_published",
        "项目资金分配用了“数据库租赁费”，规范名称为“租赁费”（提示性）",
        ["N07.ALLOCNAME|1/数据库租赁费"],
        where="N07.alloc",
        right="租赁费",
        printed="数据库租赁费",
    )
    _social(d)


def _social(d: Disclosure) -> None:
    """All money of the unit is under one 款, insurance and housing too."""
    note(
        d,
        "as_published",
        "社会保险缴费、住房公积金和退休费列在科学技术支出，未列入对应的功能科目（提示性）",
        ["CLS.SOCIAL"],
        where="T06#1",
        right="20805、21011、22102",
        printed="20605",
    )


def kexin_2023() -> Disclosure:
    """The same unit a year earlier, as its narrative of 2024 implies."""
    d = split.document("kexin_2023", ledger("kexin", 2023), mark=SYNTHETIC_YEAR)
    note(
        d,
        "as_published",
        "整体绩效目标表把财政拨款结转列为其他资金（提示性），与2024年做法一致",
        ["PERF.P1.OTHER"],
        where="P1#1",
        right="0.00",
        printed="2.20",
    )
    _both_years(d)
    return d
