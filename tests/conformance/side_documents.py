"""Documents that hold what only some places print: side forms, lists of units, self-assessments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document

#: Functional codes with their names, as the narrative tells them.
CLASS, KUAN, XIANG = "科学技术支出", "科技条件与服务", "机构运行"


def _below(facts: DocumentFacts, parents: Mapping[tuple[str, str], str]) -> DocumentFacts:
    """The document with these rows below those, where the vocabulary does not say so."""
    above = {(form, parent) for (form, _), parent in parents.items()}
    facts.cells = [
        replace(
            c,
            parent_row_key=parents.get((c.form or "", c.row_key), c.parent_row_key),
            row_kind="subtotal" if (c.form, c.row_key) in above else c.row_kind,
        )
        for c in facts.cells
    ]
    return facts


def side_forms() -> DocumentFacts:
    """A budget with every form that some places print beside the law's, and their narrative."""
    kinds = {"total": "100.00", "basic": "60.00", "project": "40.00"}
    spent = kinds | {"reserve": "0.00", "carry_out": "0.00", "procurement": "30.00"}
    spent |= {"procurement_sme": "20.00", "procurement_small": "10.00"}
    split = {"total": "100.00", "personnel": "40.00", "public_use": "20.00", "project": "40.00"}
    pay = {"total": "60.00", "personnel": "40.00", "public_use": "20.00"}
    econ = {"T": kinds, "301": kinds | {"@": "工资福利支出"}}
    funds = {"total": "60.00", "fiscal": "60.00", "gpb": "60.00", "gf": "0.00", "soe": "0.00"}
    works = {"total": "40.00", "fiscal": "40.00", "gpb": "40.00", "gf": "0.00", "soe": "0.00"}
    named = {"T": {}, "206": {"@": CLASS}, "20605": {"@": KUAN}, "2060501": {"@": XIANG}}
    item = {"total": "4.00"}
    bought = {"total": "30.00", "gpb": "30.00"}
    goods = {"total": "10.00", "gpb": "10.00"}
    unit = {"total": "4.00"}
    facts = document(
        {
            "T01": {
                "in.current": {"total": "100.00"},
                "in.T": {"total": "100.00"},
                "ex.T": split,
                "ex.current": split,
                "ex.206": {"@": CLASS, **split},
                "ex.reserve": {"total": "0.00"},
                "ex.carry_out": {"total": "0.00"},
            },
            "T02": {"T": {"total": "100.00", "gpb": "100.00"}},
            "T03": {code: name | spent for code, name in named.items()},
            "T04": {
                "in.gpb": {"total": "100.00"},
                "in.gf": {"total": "0.00"},
                "in.soe": {"total": "0.00"},
                "in.current": {"total": "100.00"},
                "in.T": {"total": "100.00"},
                "ex.206": {"@": CLASS, "total": "100.00"},
                "ex.carry_out": {"total": "0.00"},
                "ex.T": {"total": "100.00"},
            },
            "T05": {code: name | kinds for code, name in named.items()},
            "T06": {"T": pay, "301": pay | {"@": "工资福利支出"}, "30215": item, "30227": item},
            "T08": {"T": {"total": "5.00"}, "206": {"@": CLASS, "total": "5.00"}},
            "T10": {
                "all": {"total": "12.00"},
                "T": {"total": "4.00"},
                "meeting": {"total": "4.00"},
                "training": {"total": "4.00"},
                "run": {"total": "20.00"},
                "abroad": {"total": "1.00"},
                "reception": {"total": "1.00"},
                "vehicle": {"total": "2.00"},
                "vehicle_purchase": {"total": "1.00", "gpb": "1.00"},
                "vehicle_running": {"total": "1.00"},
                "U1/T": unit,
                **{
                    f"U1/{key}": {"total": "1.00"}
                    for key in ("abroad", "reception", "vehicle_purchase", "vehicle_running")
                },
            },
            "BASIC_ALL": {"T": funds, "301": funds},
            "PROJ_ALL": {"T": works, "P1": {"@": "观测项目", **works}},
            "GPB_ECON": econ,
            "GPB_PROJ_ECON": {
                "T": {"total": "40.00"},
                "302": {"total": "40.00"},
                "30227": {"total": "40.00"},
            },
            "FISCAL_FUNC": {code: name | kinds for code, name in named.items()},
            "FISCAL_BASIC": {"T": pay, "301": {"@": "工资福利支出", **pay}},
            "FISCAL_PROJ": {"T": {"total": "40.00"}, "206": {"total": "40.00"}},
            "RUN": {
                "T": {"total": "20.00"},
                "302": {"total": "20.00"},
                "30201": {"@": "办公费", "total": "20.00"},
            },
            "PROC": {
                "T": bought,
                "goods": goods,
                "works": goods,
                "services": goods,
                "U1": goods,
                "U2": goods,
                "U3": goods,
            },
            "PSVC": {"T": {"total": "9.00"}, "I1": {"total": "4.00"}, "I2": {"total": "5.00"}},
            "PROJ_GOAL": {
                "T": {"total": "40.00"},
                "U1": {"total": "40.00"},
                "P1": {"@": "观测项目", "total": "40.00"},
            },
        },
        _MENTIONS,
        _ATTRIBUTES,
    )
    below = {("T10", f"U1/{k}"): k for k in ("abroad", "reception", "vehicle_purchase")}
    below[("T10", "U1/vehicle_running")] = "vehicle_running"
    below |= {("PROC", "U1"): "goods", ("PROC", "U2"): "works", ("PROC", "U3"): "services"}
    below |= {("T10", k): "all" for k in ("T", "meeting", "training")}
    below |= {("PSVC", k): "T" for k in ("I1", "I2")}
    below |= {("PROC", k): "T" for k in ("goods", "works", "services")}
    return _below(facts, below)


def _changed(key: str, amount: str, item: str | None = None) -> dict[str, object]:
    """An amount of 100 or so with a change of 10 and its rate."""
    rate = {"100.00": "11.11", "4.00": "-71.43", "5.00": "-66.67", "40.00": "33.33"}[amount]
    delta = "10.00" if amount in ("100.00", "40.00") else "-10.00"
    return {
        f"{key}/amt": [amount, item],
        f"{key}/delta": [delta, item],
        f"{key}/g": [rate, item],
    }


_MENTIONS: dict[str, object] = {
    **_changed("N01.total#0", "100.00"),
    "N02.total#0/amt": "100.00",
    "N02.total#0/prior": "90.00",
    "N02.total#0/delta": "10.00",
    "N03.total#0/amt": "100.00",
    "N03.total#0/prior": "90.00",
    "N03.total#0/delta": "10.00",
    "N02.current#0/amt": "100.00",
    "N02.current#0/carry": "0.00",
    **_changed("N02.src_change#0", "100.00", "一般公共预算"),
    "N03.current#0/amt": "100.00",
    **_changed("N03.kind_change#0", "40.00", "项目支出"),
    "N03.fund#0/amt": ["100.00", "财政拨款"],
    **_changed("N03.class#0", "100.00", CLASS),
    "N03.carry_out#0/amt": "0.00",
    **_changed("N04.total#0", "100.00"),
    "N04.current#0/amt": "100.00",
    "N04.income#0/amt": "100.00",
    **_changed("N04.expenditure#0", "100.00"),
    "N04.expenditure#0/pct": "100.00",
    "N04.ex#0/amt": ["100.00", CLASS],
    "N04.ex#0/pct": ["100.00", CLASS],
    "N04.carry_out#0/amt": "0.00",
    "N04.class#0/amt": ["100.00", CLASS],
    "N04.item#0/amt": ["100.00", XIANG],
    "N04.item#0/planned": ["100.00", XIANG],
    "N04.item#0/prior": ["80.00", XIANG],
    "N04.item#0/g": ["25.00", XIANG],
    "N04.kuan#0/amt": ["100.00", KUAN],
    "N04.kind#0/amt": ["60.00", "基本支出"],
    **_changed("N04.xiang#0", "100.00", XIANG),
    **_changed("N05.total#0", "100.00"),
    "N05.economic#0/amt": ["100.00", "工资福利支出"],
    "N06.fiscal_total#0/amt": "60.00",
    "N06.fiscal_pers#0/amt": "40.00",
    "N06.fiscal_pub#0/amt": "20.00",
    "N06.item#0/amt": ["60.00", "工资福利支出"],
    "N06.fiscal_item#0/amt": ["60.00", "工资福利支出"],
    "N08.in#0/amt": "0.00",
    **_changed("N08.total#0", "5.00"),
    **_changed("N08.item#0", "5.00", XIANG),
    "N08.class#0/amt": ["5.00", CLASS],
    "N08.class#0/pct": ["100.00", CLASS],
    "N09.in#0/amt": "0.00",
    "N10.total#0/total": "4.00",
    "N10.item#0/amt": ["2.00", "公务用车购置及运行费"],
    "N10.item#0/pct": ["50.00", "公务用车购置及运行费"],
    "N10.item#1/amt": ["1.00", "公务用车购置费"],
    "N10.item#2/amt": ["1.00", "公务用车运行费"],
    "N10.item#3/amt": ["1.00", "因公出国(境)费"],
    "N10.item#4/amt": ["1.00", "公务接待费"],
    **_changed("N12.fee#0", "4.00", "会议费"),
    "N12.fee#1/amt": ["44.00", "委托业务费"],
    "N12.run#0/amt": "20.00",
    "N12.run_item#0/amt": ["20.00", "办公费"],
    "N12.proc#0/total": "30.00",
    "N12.proc#0/goods": "10.00",
    "N12.proc#0/works": "10.00",
    "N12.proc#0/services": "10.00",
    "N12.proc_part#0/amt": ["10.00", "货物"],
    "UNIT.total#0/amt": ["100.00", "某单位"],
    "UNIT.kind#0/amt": ["60.00", "在职人员经费"],
    "UNIT.kind#1/amt": ["40.00", "项目支出"],
    "UNIT.part#0/amt": ["60.00", "在职人员经费"],
    "UNIT.part#1/amt": ["40.00", "项目支出"],
    **_changed("PROJ.item#0", "40.00", "观测项目"),
    "N12.goals#0/amt": "40.00",
    "N12.goals#0/n": ["1", None, "个"],
    "N12.whole#0/whole": "100.00",
    "N12.plan#0/n_veh": ["1", None, "辆"],
    "N12.plan#0/v_veh": "1.00",
}

_ATTRIBUTES: dict[str, str] = {
    f"P1#1/performance.{key}": text
    for key, text in {
        "budget_total": "100.00",
        "budget_fiscal": "90.00",
        "budget_other": "10.00",
        "budget_basic": "60.00",
        "budget_project": "40.00",
        "fiscal_basic": "50.00",
        "fiscal_project": "40.00",
        "other_basic": "10.00",
        "other_project": "0.00",
    }.items()
} | {
    "P2#1/performance.budget_total": "40.00",
    "PXFER#1/performance.budget_total": "6.00",
    "PXFER#1/performance.fund_upper": "3.00",
    "PXFER#1/performance.fund_own": "2.00",
    "PXFER#1/performance.budget_other": "1.00",
}


def sources() -> DocumentFacts:
    """A budget whose T02 has a row for every source and whose T10 has no total column."""
    three = {"gpb": "3.00", "gf": "1.00", "soe": "0.00"}
    three |= {f"prior_{k}": v for k, v in {"gpb": "2.00", "gf": "1.00", "soe": "0.00"}.items()}
    three |= {f"change_{k}": v for k, v in {"gpb": "1.00", "gf": "0.00", "soe": "0.00"}.items()}
    return _below(
        document(
            {
                "T01": {"in.gpb": {"total": "90.00"}, "in.T": {"total": "90.00"}},
                "T02": {
                    "T": {"total": "90.00"},
                    "in.gpb": {"total": "90.00"},
                    "in.gpb.general": {"total": "80.00"},
                    "in.gpb.nontax": {"total": "10.00"},
                },
                "T10": {"T": three, "reception": three},
            },
            {
                "N02.src#0/amt": ["90.00", "一般公共预算"],
                "N02.src#1/amt": ["0.00", "政府性基金预算"],
                "N02.src#2/amt": ["0.00", "国有资本经营预算"],
                "N02.src#3/amt": ["90.00", "财政拨款"],
                "N02.src#3/delta": ["10.00", "财政拨款"],
                "N02.src#3/basis": ["比上年预算", "财政拨款"],
                "N03.fund#0/amt": ["90.00", "财政拨款"],
                "N03.fund#0/delta": ["10.00", "财政拨款"],
                "N03.fund#0/basis": ["比上年预算", "财政拨款"],
                "N05.total#0/amt": "90.00",
                "N05.total#0/delta": "10.00",
                "N08.total#0/amt": "0.00",
                "N08.total#0/delta": "0.00",
                "N09.total#0/amt": "0.00",
                "N09.total#0/delta": "0.00",
                "N10.delta#0/delta": "1.00",
                "N10.item#1/delta": ["0.00", "因公出国(境)费"],
                "N10.item#2/delta": ["0.00", "公务用车购置及运行费"],
                "N03.total#0/amt": "90.00",
                "N03.kind#0/amt": ["60.00", "基本支出"],
                "N03.kind#0/pct": ["75.00", "基本支出"],
                "N03.kind#1/amt": ["20.00", "项目支出"],
                "N03.kind#1/pct": ["25.00", "项目支出"],
                "N03.carry_out#0/amt": "10.00",
                "N02.src_change#0/amt": ["90.00", "一般公共预算"],
                "N10.total#0/total": "4.00",
                "N10.item#0/amt": ["4.00", "公务接待费"],
                "N10.item#0/delta": ["1.00", "公务接待费"],
            },
        ),
        {("T02", "in.gpb.general"): "in.gpb", ("T02", "in.gpb.nontax"): "in.gpb"},
    )


def told_account() -> DocumentFacts:
    """A final account that tells its classes, funds, rates and self-assessments."""
    codes = {"T": {}, "206": {"@": CLASS}, "20605": {"@": KUAN}, "2060501": {"@": XIANG}}
    gpb = {"total": "90.00", "basic": "60.00", "project": "30.00"}
    return document(
        {
            "J03": {code: name | {"total": "100.00"} for code, name in codes.items()},
            "J04": {
                "in.gpb": {"total": "90.00"},
                "in.T": {"total": "100.00"},
                "ex.206": {"@": CLASS, "total": "100.00"},
                "ex.carry_out": {"total": "0.00"},
                "ex.T": {"total": "100.00"},
            },
            "J05": {code: name | gpb for code, name in codes.items()},
            "J06": {
                "personnel": {"total": "45.00"},
                "301": {"@": "工资福利支出", "total": "45.00"},
                "public_use": {"total": "15.00"},
            },
            "J07": {"T": {"total": "4.00"}, "reception": {"total": "3.00", "budget_total": "4.00"}},
            "J08": {
                code: name | {"total": "6.00", "income": "8.00"} for code, name in codes.items()
            },
            "J09": {"T": {"total": "2.00"}},
        },
        {
            **_changed("F01.total#0", "100.00"),
            **_changed("F02.src#0", "100.00", "财政拨款"),
            **_changed("F03.class#0", "100.00", CLASS),
            "F03.class#0/pct": ["100.00", CLASS],
            **_changed("F04.total#0", "100.00"),
            "F04.in#0/amt": ["90.00", "一般公共预算"],
            "F04.income#0/amt": "100.00",
            "F04.expenditure#0/amt": "100.00",
            "F04.ex#0/amt": ["100.00", CLASS],
            "F04.carry_out#0/amt": "0.00",
            "F05.total#0/amt": "90.00",
            "F05.total#0/delta": "10.00",
            "F05.total#0/g": "12.50",
            "F05.total#0/pct": "90.00",
            "F05.kind#0/amt": ["60.00", "基本支出"],
            "F05.economic#0/amt": ["45.00", "工资福利支出"],
            "F05.budget#0/amt": "90.00",
            "F05.budget#0/budget": "0.00",
            "F05.budget#0/full": "100.00",
            "F05.budget#0/pct": "90.00",
            "F05.item#0/amt": ["90.00", XIANG],
            "F05.item#0/budget": ["0.00", XIANG],
            "F05.item#0/full": ["100.00", XIANG],
            "F05.item#0/pct": ["90.00", XIANG],
            "F07.total#0/amt": "4.00",
            "F07.item#0/amt": ["3.00", "公务接待费"],
            "F07.item#0/rate": ["75.00", "公务接待费", "%"],
            "F07.item#0/pct": ["75.00", "公务接待费"],
            "F07.item#1/delta": ["1.00", "公务接待费"],
            "F07.item#1/g": ["50.00", "公务接待费"],
            "F08.total#0/amt": "6.00",
            "F08.in#0/amt": "8.00",
            "F08.item#0/amt": ["6.00", XIANG],
            "F09.total#0/amt": "2.00",
            "N12.proc#0/total": "30.00",
            "N12.proc#0/goods": "10.00",
            "N12.proc#0/works": "10.00",
            "N12.proc#0/services": "10.00",
            "F12.sme#0/sme": "20.00",
            "F12.sme#0/small": "10.00",
            "F12.sme#0/pct": "66.67",
            "F12.sme#0/pct_small": ["50.00", None, "%"],
            "N12.run#0/amt": "15.00",
            "N12.run#0/delta": "5.00",
            "N12.run#0/g": "50.00",
            "N12.veh#0/n": ["3", None, "辆"],
            "N12.veh_kind#0/n": ["3", "其他用车", "辆"],
        },
        {
            f"PEVAL#1/performance.{key}": text
            for key, text in {
                "budget_total": "40.00",
                "budget_fiscal": "30.00",
                "budget_carry": "10.00",
                "budget_other": "0.00",
                "budget_adjusted": "40.00",
                "fiscal_adjusted": "30.00",
                "carry_adjusted": "10.00",
                "other_adjusted": "0.00",
                "budget_executed": "38.00",
                "fiscal_executed": "28.00",
                "carry_executed": "10.00",
                "other_executed": "0.00",
                "execution_rate": "95.00",
                "execution_weight": "10",
                "weight_total": "100",
            }.items()
        },
        {"PEVAL#1/0": "50", "PEVAL#1/1": "40"},
        doc_kind="final_account",
    )
