"""Documents that hold what the demo documents do not: final accounts, splits, last year, units."""

from __future__ import annotations

from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document, renamed
from tests.unit.expectations.lists import placed

NAMES = {"206": "科学技术支出", "20605": "科技条件与服务", "2060501": "机构运行"}
PRIOR_ID, UNIT_IDS = "a" * 64, ("b" * 64, "c" * 64)


def _kinds(total: str, basic: str, personnel: str, public_use: str, project: str) -> dict[str, str]:
    return {
        "total": total,
        "basic": basic,
        "personnel": personnel,
        "public_use": public_use,
        "project": project,
    }


def splits() -> DocumentFacts:
    """A budget whose forms split basic expenditure, own revenue and state capital."""
    kinds = _kinds("100.00", "60.00", "40.00", "20.00", "40.00")
    own = {"own_business": "6.00", "own_other": "4.00"}
    revenue = {"total": "110.00", "gpb": "100.00", "own_funds": "10.00", **own}
    soe = {"total": "5.00", "basic": "2.00", "project": "3.00"}
    codes = ("T", "206", "20605", "2060501")
    pay = {"total": "60.00", "personnel": "40.00", "public_use": "20.00"}
    economic = {"T": pay, "301": pay, "30101": pay}
    project = {"total": "40.00", "gpb": "30.00", "own_funds": "10.00"}
    return document(
        {
            "T01": {
                "in.T": {"total": "110.00"},
                "in.gpb": {"total": "100.00"},
                "ex.T": {"total": "110.00"},
                "ex.206": {"total": "110.00"},
                "ex.20605": {"total": "60.00"},
                "ex.20607": {"total": "50.00"},
                "ex.basic": {"total": "60.00"},
                "ex.project": {"total": "40.00"},
            },
            "T02": {"T": revenue, "206": revenue},
            "T03": dict.fromkeys(codes, kinds),
            "T04": {
                "in.T": {"total": "100.00"},
                "ex.T": {"total": "100.00", "gpb": "100.00"},
                "ex.206": {"total": "100.00", "gpb": "100.00"},
                "ex.20605": {"total": "60.00", "gpb": "60.00"},
                "ex.20607": {"total": "40.00", "gpb": "40.00"},
            },
            "T05": dict.fromkeys(codes, kinds),
            "T09": dict.fromkeys(codes, soe),
            "T10": {"T": {"total": "7.00"}, "reception": {"total": "7.00"}},
            **dict.fromkeys(("GPB_ECON", "BASIC_ALL", "FISCAL_BASIC"), economic),
            "FISCAL_FUNC": {code: {"@": NAMES.get(code, code), **kinds} for code in codes},
            "PROJ_ALL": {"T": project, "2060501#1": project},
            "T08": {code: {"@": NAMES.get(code, code), **soe} for code in codes},
        },
        {
            "N04.xiang#0/amt": ["100.00", "机构运行"],
            "N04.expenditure#0/amt": "100.00",
            "N08.class#0/amt": ["5.00", "科学技术支出"],
            "N08.item#0/amt": ["5.00", "机构运行"],
            "N12.veh#0/n": ["3", None, "辆"],
            "N12.veh_kind#0/n": ["1", "执法执勤用车", "辆"],
            "N12.veh_kind#1/n": ["2", "其他用车", "辆"],
            "N08.total#0/amt": "5.00",
            "N09.total#0/amt": "5.00",
            "N02.total#0/amt": "110.00",
            "N02.total#0/delta": "10.00",
            "N02.total#0/g": "10.00",
            "N03.total#0/amt": "110.00",
            "N03.total#0/delta": "10.00",
            "N03.total#0/g": "10.00",
            "N10.item#0/amt": ["7.00", "公务接待费"],
            "N10.item#0/delta": ["2.00", "公务接待费"],
            "N10.item#0/g": ["40.00", "公务接待费"],
        },
    )


def final_account() -> DocumentFacts:
    """A final account with all nine forms and its narrative."""
    revenue = {"total": "105.00", "fiscal": "100.00", "own_business": "3.00", "own_other": "2.00"}
    revenue |= {"own_subsidy": "0.00", "own_operating": "0.00", "own_affiliate": "0.00"}
    spending = {"total": "104.00", "basic": "64.00", "project": "40.00"}
    gpb = {"total": "90.00", "basic": "60.00", "project": "30.00"}
    fund = {"carry": "1.00", "income": "8.00", "total": "6.00", "basic": "2.00", "project": "4.00"}
    fund |= {"carry_out": "3.00"}
    soe = {"total": "2.00", "basic": "1.00", "project": "1.00"}
    codes = ("T", "206", "20605", "2060501")
    by_fund = {"total": "101.00", "gpb": "90.00", "gf": "9.00", "soe": "2.00"}
    current = {"total": "98.00", "gpb": "90.00", "gf": "6.00", "soe": "2.00"}
    return document(
        {
            "J01": {
                "in.gpb": {"total": "90.00"},
                "in.gf": {"total": "8.00"},
                "in.soe": {"total": "2.00"},
                "in.own.business": {"total": "3.00"},
                "in.own.subsidy": {"total": "0.00"},
                "in.own.operating": {"total": "0.00"},
                "in.own.affiliate": {"total": "0.00"},
                "in.own.other": {"total": "2.00"},
                "in.current": {"total": "105.00"},
                "in.carry": {"total": "4.00"},
                "in.T": {"total": "109.00"},
                "ex.206": {"total": "104.00"},
                "ex.current": {"total": "104.00"},
                "ex.carry_out": {"total": "5.00"},
                "ex.T": {"total": "109.00"},
            },
            "J02": dict.fromkeys(codes, revenue),
            "J03": dict.fromkeys(codes, spending),
            "J04": {
                "in.gpb": {"total": "90.00"},
                "in.gf": {"total": "8.00"},
                "in.soe": {"total": "2.00"},
                "in.current": {"total": "100.00"},
                "in.carry.fiscal": {"total": "1.00"},
                "in.carry.gpb": {"total": "0.00"},
                "in.carry.gf": {"total": "1.00"},
                "in.carry.soe": {"total": "0.00"},
                "in.T": {"total": "101.00"},
                "ex.206": current,
                "ex.current": current,
                "ex.carry_out": {"total": "3.00", "gpb": "0.00", "gf": "3.00", "soe": "0.00"},
                "ex.T": by_fund,
            },
            "J05": {code: {"@": NAMES.get(code, code), **gpb} for code in codes},
            "J06": {
                "personnel": {"total": "45.00"},
                "301": {"total": "45.00"},
                "30101": {"total": "45.00"},
                "public_use": {"total": "15.00"},
                "302": {"total": "15.00"},
                "30201": {"total": "15.00"},
            },
            "J07": {
                "T": {"budget_total": "9.00", "total": "7.00"},
                "reception": {"budget_total": "4.00", "total": "3.00"},
                "vehicle": {"budget_total": "5.00", "total": "4.00"},
                "vehicle_running": {"budget_total": "5.00", "total": "4.00"},
            },
            "J08": dict.fromkeys(codes, fund),
            "J09": dict.fromkeys(codes, soe),
        },
        {
            "F01.total#0/amt": "109.00",
            "F03.carry_out#0/amt": "5.00",
            "F04.total#0/amt": "101.00",
            "F02.total#0/amt": "105.00",
            "F02.src#0/amt": ["100.00", "财政拨款收入"],
            "F02.src#0/pct": ["95.24", "财政拨款收入"],
            "F02.src#1/amt": ["3.00", "事业收入"],
            "F02.src#1/pct": ["2.86", "事业收入"],
            "F02.src#2/amt": ["2.00", "其他收入"],
            "F02.src#2/pct": ["1.90", "其他收入"],
            "F06.total#0/amt": "60.00",
            "F06.pers#0/amt": "45.00",
            "F06.pub#0/amt": "15.00",
            "F07.total#0/amt": "7.00",
            "F07.total#0/budget": "9.00",
            "F07.total#0/pct": "77.78",
            "F07.item#0/amt": ["3.00", "公务接待费"],
            "F12.exec#0/full": "40.00",
            "F12.exec#0/executed": "38.00",
            "F12.exec#0/pct": "95.00",
            "F03.total#0/amt": "104.00",
            "F03.kind#0/amt": ["64.00", "基本支出"],
            "F03.kind#0/pct": ["61.54", "基本支出"],
            "F03.kind#1/amt": ["40.00", "项目支出"],
            "F03.kind#1/pct": ["38.46", "项目支出"],
            "F05.class#0/amt": ["90.00", "科学技术支出"],
            "F05.class#0/pct": ["100.00", "科学技术支出"],
            "F05.item#0/amt": ["90.00", "机构运行"],
            "F05.item#0/budget": ["95.00", "机构运行"],
            "F05.item#0/pct": ["94.74", "机构运行"],
            "F05.budget#0/amt": "90.00",
            "F05.budget#0/budget": "95.00",
            "F05.budget#0/pct": "94.74",
        },
        doc_kind="final_account",
    )


def years() -> list[DocumentFacts]:
    """A unit's budget and that of the year before."""
    plain = {"total": "100.00", "basic": "60.00", "project": "40.00", "prior_total": "90.00"}
    plain |= {"change_total": "10.00", "change_rate_total": "11.11"}
    words = {"N02.src#0": "一般公共预算", "N03.kind#0": "基本支出", "N05.item#0": "机构运行"}
    mentions: dict[str, object] = {}
    for key, item in words.items():
        amount = "60.00" if item == "基本支出" else "100.00"
        mentions |= {f"{key}/amt": [amount, item], f"{key}/delta": ["10.00", item]}
        mentions[f"{key}/basis"] = ["比上年预算", item]
    mentions |= {
        "N10.total#0/total": "7.00",
        "N10.delta#0/delta": "2.00",
        "N10.delta#0/basis": "比上年预算",
        "N12.run#0/amt": "20.00",
        "N12.run#0/delta": "5.00",
        "N12.run#0/basis": "比上年预算",
        "STF#0/active": ["12", None, "人"],
        "STF#0/active_d": ["2", None, "人"],
        "STF#0/active_dir": "增加",
    }
    now = document(
        {
            "T05": {"T": plain, "2060501": plain},
            "T10": {"T": {"total": "7.00", "prior_total": "5.00", "change_total": "2.00"}},
        },
        mentions,
    )
    then = document(
        {
            "T02": {"T": {"total": "90.00", "gpb": "90.00"}},
            "T03": {"T": {"total": "90.00", "basic": "50.00", "project": "40.00"}},
            "T05": {"T": {"total": "90.00"}, "2060501": {"@": "机构运行", "total": "90.00"}},
            "T06": {"T": {"total": "50.00", "personnel": "35.00", "public_use": "15.00"}},
            "T10": {"T": {"total": "5.00"}},
        },
        {"STF#0/active": ["10", None, "人"]},
        fiscal_year=2023,
    )
    return [now, renamed(then, PRIOR_ID)]


def closings() -> list[DocumentFacts]:
    """A final account, that of the year before, and the budget of the same year."""
    now = final_account()
    then = document(
        {"J01": {"ex.T": {"total": "50.00"}, "ex.carry_out": {"total": "4.00"}}},
        doc_kind="final_account",
        fiscal_year=2023,
    )
    budget = document(
        {
            "T05": {"T": {"total": "95.00"}, "2060501": {"@": "机构运行", "total": "95.00"}},
            "T10": {"T": {"total": "9.00"}, "reception": {"total": "4.00"}},
        }
    )
    return [now, renamed(then, PRIOR_ID), renamed(budget, UNIT_IDS[0])]


def department() -> list[DocumentFacts]:
    """A department that lists its two units row by row, and the documents of these."""

    def forms(total: str, item: str, *units: str) -> dict[str, dict[str, dict[str, str]]]:
        revenue, kinds = {"total": total, "gpb": total}, {"total": total, "basic": total}
        listed = {f"U{n}": {"total": t, "gpb": t} for n, t in enumerate(units, 1)}
        return {
            "T02": {"T": revenue, "2060501": revenue, **listed},
            "T03": {"T": kinds, "2060501": kinds},
            "T05": {"T": kinds, "2060501": kinds},
            "T06": {"T": {"total": total}, "30101": {"total": total}},
            "T10": {"T": {"total": item}, "reception": {"total": item}},
        }

    units = [
        placed(renamed(document(forms(total, item)), document_id))
        for document_id, total, item in zip(
            UNIT_IDS, ("70.00", "30.00"), ("2.00", "1.00"), strict=True
        )
    ]
    whole = document(forms("100.00", "3.00", "70.00", "30.00"), scope="department")
    return [placed(whole), *units]
