"""Invented units: plausible, consistent, and the same for the same seed.

:func:`invented` gives the raw data of a unit in the form of a data file, so that a table of
names is enough for a sample, and a loop over seeds for any number of documents.
"""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from .ledger import CENT, load

YEARS = [2023, 2024]

#: Economic items of the public-use expenditure with their usual size (万元 per head).
PUBLIC_USE = {
    "30201": "0.30",
    "30202": "0.05",
    "30205": "0.04",
    "30206": "0.20",
    "30207": "0.08",
    "30208": "0.18",
    "30209": "0.15",
    "30211": "0.12",
    "30213": "0.06",
    "30216": "0.05",
    "30217": "0.03",
    "30228": "0.22",
    "30229": "0.25",
    "30231": "0.14",
    "30299": "0.16",
}
PROJECT_ITEMS = ["30227", "30226", "30213", "30218", "30202", "30214", "31003", "31002"]
RULES = ["按照完成比例赋分", "工作资料"]


class Dice:
    """Random amounts; only `random()` is used, which no Python version may change."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def between(self, low: float, high: float) -> Decimal:
        """A factor between low and high, four decimals."""
        return Decimal(round((low + (high - low) * self._random()) * 10000)) / 10000

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pair(self, now: Decimal) -> list[Decimal]:
        """[year before, this year] of an amount in 万元, whole hundreds of yuan, not zero."""
        before = now * self.between(0.88, 1.09)
        return [max(x.quantize(CENT, ROUND_HALF_UP), CENT) for x in (before, now)]


def _basic(dice: Dice, function: str, heads: int) -> tuple[list[dict[str, Any]], Decimal]:
    """Basic expenditure by function; also the wage base in 万元."""
    wages = {
        "30101": dice.between(4.2, 5.2) * heads,
        "30102": dice.between(0.9, 1.4) * heads,
        "30103": dice.between(1.8, 2.6) * heads,
        "30107": dice.between(2.8, 3.8) * heads,
    }
    base = sum(wages.values(), Decimal(0))
    main = dict(wages)
    main["30112"] = base / 100
    for code, size in PUBLIC_USE.items():
        main[code] = Decimal(size) * heads * dice.between(0.8, 1.2)
    rest = {
        "2080502": {"30302": dice.between(0.4, 0.9) * heads},
        "2080505": {"30108": base * Decimal("0.16")},
        "2080506": {"30109": base * Decimal("0.08")},
        "2101102": {"30110": base * Decimal("0.08")},
        "2101103": {"30111": base * Decimal("0.03")},
        "2210201": {"30113": base * Decimal("0.12")},
    }
    blocks = [(function, main), *rest.items()]
    return [
        {
            "function": code,
            "fund": "GPB.OWN",
            "items": {item: dice.pair(amount) for item, amount in items.items()},
        }
        for code, items in blocks
    ], base


def _projects(dice: Dice, spec: dict[str, Any], base: Decimal) -> list[dict[str, Any]]:
    out = []
    for name in spec["projects"]:
        first = dice.whole(0, len(PROJECT_ITEMS) - 4)
        items = PROJECT_ITEMS[first : first + dice.whole(2, 4)]
        whole = base * dice.between(0.05, 0.2)
        out.append(
            {
                "name": name,
                "function": spec["project_function"],
                "fund": "GPB.OWN",
                "basis": f"《{spec['place']}{name}管理办法》",
                "items": {i: dice.pair(whole / len(items)) for i in sorted(items)},
            }
        )
    return out


def _performance(name: str, dice: Dice) -> dict[str, Any]:
    """A project's performance table: weights add to 100, every field is filled."""
    n = dice.whole(6, 48)
    return {
        "name": name,
        "leader": "示例戊",
        "goal": f"全年开展{name}相关活动{n}次，按期完成，服务对象满意度达到90%以上。",
        "indicators": [
            [
                "产出指标",
                "数量指标",
                "开展活动次数",
                f"≥{n}次",
                "历史标准",
                f"{n - 1}次",
                "30",
                *RULES,
            ],
            ["产出指标", "时效指标", "按期完成率", "≥95%", "计划标准", "95%", "30", *RULES],
            [
                "效益指标",
                "社会效益指标",
                "社会影响",
                "有效提升",
                "计划标准",
                "有效提升",
                "30",
                *RULES,
            ],
            ["满意度指标", "满意度指标", "服务对象满意度", "≥90%", "计划标准", "91%", "10", *RULES],
        ],
    }


def _facts(dice: Dice, spec: dict[str, Any], heads: int) -> dict[str, Any]:
    visits = dice.whole(20, 90)
    goods, services = dice.between(1, 9), dice.between(2, 15)
    retired = dice.whole(4, 20)
    reasons = {
        "gpb": "人员和项目经费按标准重新核定",
        "carry_nonfiscal": "上年结余资金按进度使用",
        "basic": "人员经费按标准重新核定",
        "project": "项目按年度任务重新核定",
        "reception": "按实际需要核定",
        "vehicle_running": "按车辆实际状况核定",
        "run": "按定额标准重新核定",
    }
    functions = ["2080502", "2080505", "2080506", "2101102", "2101103", "2210201"]
    for code in {*functions, spec["function"], spec["project_function"]}:
        reasons[f"function:{code}"] = "按标准和年度任务重新核定"
    return {
        "signed": "2024年2月26日",
        "duties": [f"承担{spec['theme']}的日常工作。", f"面向公众开展{spec['theme']}服务。"],
        "divisions": ["办公室", "业务部", "服务部"],
        "staff": {
            "quota": heads + 2,
            "active": heads,
            "active_change": 1,
            "retired": retired,
            "retired_change": 1,
            "lixiu": 0,
            "lixiu_change": 0,
        },
        "reasons": reasons,
        "carry_use": dict.fromkeys(spec.get("carry", []), "支付上年合同尾款"),
        "procurement": {
            "goods": goods.quantize(CENT),
            "works": 0,
            "services": services.quantize(CENT),
            "sme": goods.quantize(CENT) + services.quantize(CENT),
            "small": goods.quantize(CENT) + services.quantize(CENT),
        },
        "assets": {
            "house_area": dice.between(900, 4000).quantize(CENT),
            "house_value": dice.between(300, 1500).quantize(CENT),
            "general": 1,
            "general_value": dice.between(12, 25).quantize(CENT),
            "law": 0,
            "law_value": 0,
            "other_vehicles": 1,
            "other_vehicles_value": dice.between(12, 40).quantize(CENT),
            "furniture": dice.between(20, 90).quantize(CENT),
            "other": dice.between(100, 900).quantize(CENT),
            "n50": 1,
            "n100": 0,
            "plan50": 0,
            "plan100": 0,
        },
        "p1": {
            "contact": "示例己",
            "phone": "0000000",
            "goal": f"目标1：全年开展{spec['theme']}服务{visits}场次以上。目标2：公众满意度达到90%以上。",
            "indicators": [
                ["履职效能", "数量指标", "服务场次", f"≥{visits}场次", "年度工作计划", "50"],
                ["履职效能", "满意度指标", "公众满意度", "≥90%", "年度工作计划", "40"],
            ],
        },
        "p2": [_performance(name, dice) for name in spec["projects"]],
    }


def invented_from(spec: dict[str, Any]) -> dict[str, Any]:
    """Raw data (as of a data file) of a unit made up from names and a seed.

    `spec`: unit_name, unit_code, place, theme, seed, function, project_function, projects,
    carry (names of projects with money carried over from the unit's own funds).
    """
    dice = Dice(spec["seed"])
    heads = dice.whole(12, 36)
    basic, base = _basic(dice, spec["function"], heads)
    projects = _projects(dice, spec, base)
    carry = [
        {
            "name": name,
            "function": spec["project_function"],
            "fund": "OWN.OTHER",
            "items": {"30227": dice.pair(base * dice.between(0.01, 0.03))},
        }
        for name in spec.get("carry", [])
    ]
    facts = _facts(dice, spec, heads)
    staff = facts["staff"] | {"active": heads - 1, "retired": facts["staff"]["retired"] - 1}
    before = facts | {"signed": "2023年2月27日", "staff": staff}
    return {
        "unit_name": spec["unit_name"],
        "unit_code": spec["unit_code"],
        "money_unit": "万元",
        "years": YEARS,
        "first_prior_factor": "0.97",
        "basic": basic,
        "projects": projects,
        "carry": carry,
        "facts": {"all": {}, 2024: facts, 2023: before},
    }


@cache
def invented(key: str) -> dict[str, Any]:
    """Raw data of the unit `key` of ``data/invented.yml``."""
    return invented_from(load("invented")[key])


THEMES = ["群众文化", "图书阅览", "科学普及", "档案保管", "艺术展览", "社区阅读"]
FUNCTIONS = ["2070109", "2070104", "2060701", "2012604", "2070109", "2070104"]
#: Projects are not paid from 机构运行.
PROJECT_FUNCTIONS = {"2060701": "2060702"}


def scale_unit(n: int) -> dict[str, Any]:
    """The n-th of any number of different invented units, for load tests."""
    k = n % len(THEMES)
    return invented_from(
        {
            "unit_name": f"示例市第{n + 1}虚拟{THEMES[k]}中心",
            "unit_code": f"{900001 + n:06d}",
            "place": "示例市",
            "theme": THEMES[k],
            "seed": 7000 + n,
            "function": FUNCTIONS[k],
            "project_function": PROJECT_FUNCTIONS.get(FUNCTIONS[k], FUNCTIONS[k]),
            "projects": [f"{THEMES[k]}{word}经费" for word in ("活动", "设备维护", "宣传推广")],
            "carry": [f"{THEMES[k]}宣传推广经费"] if n % 3 == 0 else [],
        }
    )
