"""The documents of the demo portal: which ledger, which layout, which planted errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial

from .invent import invented
from .joined import document as joined
from .kexin import kexin_2023, kexin_2024
from .ledger import Ledger, department, department_of, ledger, ledger_of, load, rounded
from .pages import Disclosure, GridCell
from .planted import edit_amount, edit_attribute, note, note_running_cost, slip
from .speak import Slips
from .split import document as split

INVENTED = "合成示例，非真实单位"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the portal.

    `published` and `number` make up the names of its page and its file; `replaced_by` names
    the document that later stands at the same address (this one is not linked any more).
    """

    doc_id: str
    build: Callable[[], Disclosure]
    published: str
    number: int
    title: str
    replaced_by: str | None = None


def _invented(doc_id: str, key: str, slips: Slips | None = None) -> Disclosure:
    d = split.document(doc_id, ledger_of(invented(key), 2024), mark=INVENTED, slips=slips)
    note_running_cost(d, "planted")
    return d


def art_2024() -> Disclosure:
    """A disclosure that was replaced in place: this is the corrected file."""
    return _invented("art_2024", "art")


def art_2024_v1() -> Disclosure:
    """Its first version: two digits of one figure of the three-public table exchanged."""
    d = _invented("art_2024_v1", "art")
    right = edit_amount(d, "T10", "vehicle_running", "gpb", "2.70")
    edit_amount(d, "T10", "vehicle_running", "total", "2.70")
    note(
        d,
        "planted",
        "公务用车运行费数字颠倒，小计和说明未受影响；更正后的文件以同一地址发布",
        [
            "T10.COL.VEH|vehicle/total",
            "T10.COL.VEH|vehicle/gpb",
            "N10.ITEM|vehicle_running",
            "X.T06-T10.EQ|vehicle_running/30231",
        ],
        where="T10#1/vehicle_running",
        right=str(right),
        printed="2.70",
    )
    return d


def library_2024() -> Disclosure:
    """Planted: a 款 subtotal of the revenue table is too high by 1.00."""
    d = _invented("library_2024", "library")
    right = _right(d, "T02", "20805", "total")
    edit_amount(d, "T02", "20805", "total", str(right + 1))
    note(
        d,
        "planted",
        "收入表中行政事业单位养老支出（款）的总计多1.00万元",
        [
            "T02.ROW.TOTAL|20805",
            "T02.HIER.KUAN|208/total",
            "T02.HIER.XIANG|20805/total",
            "X.T02-T03.FUNC|20805",
        ],
        where="T02#1/20805/total",
        right=str(right),
        printed=str(right + 1),
    )
    return d


def science_2024() -> Disclosure:
    """Planted: an amount and a growth rate of the narrative contradict the tables."""
    slips: dict[tuple[str, str | int, str], str] = {
        ("N02.src", "一般公共预算", "amt"): "306.15",
        ("N03.kind", "项目支出", "g"): "18.88",
    }
    d = _invented("science_2024", "science", slips)
    slip(
        d,
        _invented("science_2024", "science"),
        ("N02.src", "一般公共预算", "amt"),
        "收入说明中一般公共预算的数字错位，与收入表不符",
        [
            "N02.SRC|一般公共预算",
            "NI.N02.SUM",
            "NI.N02.SHARE|一般公共预算",
            "NI.N02.GROWTH|一般公共预算",
        ],
    )
    slip(
        d,
        _invented("science_2024", "science"),
        ("N03.kind", "项目支出", "g"),
        "项目支出的增减百分比与本年数、增减额算出的不符",
        ["NI.N03.GROWTH|项目支出"],
    )
    return d


def records_2024() -> Disclosure:
    """Planted: basic expenditure differs between two tables; a project amount differs."""
    d = _invented("records_2024", "records")
    right = _right(d, "T06", "T", "total")
    for row in ("T", "302", "30201"):
        for column in ("total", "public_use"):
            edit_amount(d, "T06", row, column, str(_right(d, "T06", row, column) + 2))
    note(
        d,
        "planted",
        "基本支出表的办公费多2.00万元并逐级汇总：表内平衡，与一般公共预算支出表和说明不符",
        ["X.T05-T06.TOTAL", "N06.TOTAL", "N06.PUB", "N12.RUN"],
        where="T06#1/T/total",
        right=str(right),
        printed=str(right + 2),
    )
    table = d.grid("P2", 2)
    amount = next(
        c.amount for _, _, c in table.cells() if c.attribute == "performance.budget_total"
    )
    assert amount is not None
    for attribute in ("performance.budget_total", "performance.budget_fiscal"):
        edit_attribute(d, "P2", 2, attribute, str(amount + 3))
    note(
        d,
        "planted",
        "第二张项目绩效目标表的预算金额比项目支出表多3.00万元",
        ["PERF.P2.AMOUNT|P2#2", "PERF.N.FPSUM"],
        where="P2#2",
        right=str(amount),
        printed=str(amount + 3),
    )
    return d


def _right(d: Disclosure, form: str, row_key: str, column_key: str) -> Decimal:
    """Amount that the ledger gives for a cell."""
    found: list[GridCell] = [
        c for _, _, c in d.grid(form).cells() if c.key == (row_key, column_key)
    ]
    assert len(found) == 1 and found[0].amount is not None
    return found[0].amount


def museum_records(year: int) -> Disclosure:
    """A unit in the other layout."""
    return joined.document(f"museum_records_{year}", ledger("museum_records", year), INVENTED)


def museum_science(year: int) -> Disclosure:
    """A unit in the other layout, with fund money, own revenue and carry-over."""
    return joined.document(f"museum_science_{year}", ledger("museum_science", year), INVENTED)


def museum(year: int) -> Disclosure:
    """The department of the two units: sums of them, with unit rows.

    Planted in 2024: it gives one of them 1,000.00 yuan more than the unit's own document does.
    """
    if year != 2024:
        return joined.document(f"museum_{year}", department("museum", year), INVENTED)
    right = department("museum", year)
    wrong = department_of(load("museum"), [_more(u, MUSEUM_UNIT) for u in right.units], year)
    d = joined.document(f"museum_{year}", wrong, INVENTED)
    note(
        d,
        "planted",
        f"部门文件中{MUSEUM_UNIT}的办公费比该馆自己的文件多1,000.00元并逐级汇总：文件内平衡",
        [
            "XL.DEPT.IN|T",
            "XL.DEPT.EX|T",
            "XL.DEPT.GPB|T",
            "XL.DEPT.ECON|T",
        ],
        where="T02#1/T/total",
        right=str(rounded(right.total(), "元")),
        printed=str(rounded(wrong.total(), "元")),
    )
    return d


#: The unit whose money the department of 2024 states otherwise than the unit itself.
MUSEUM_UNIT = "示例市虚拟科普馆"


def _more(unit: Ledger, name: str) -> Ledger:
    """The unit's figures; for the unit of this name, 1,000 yuan more for one item of one line."""
    if unit.unit_name != name:
        return unit
    n = next(i for i, x in enumerate(unit.lines) if x.economic == "30201" and x.book == "GPB")
    line = replace(unit.lines[n], yuan=unit.lines[n].yuan + 1000)
    return replace(unit, lines=[*unit.lines[:n], line, *unit.lines[n + 1 :]])


ENTRIES: list[Entry] = [
    Entry(
        "kexin_2024", kexin_2024, "2024-02-22", 10001, "乌鲁木齐科技信息服务中心2024年单位预算公开"
    ),
    Entry("library_2024", library_2024, "2024-02-26", 10002, "示例市虚拟图书馆2024年单位预算公开"),
    Entry("science_2024", science_2024, "2024-02-26", 10003, "示例市虚拟科技馆2024年单位预算公开"),
    Entry(
        "records_2024",
        records_2024,
        "2024-02-26",
        10004,
        "示例市虚拟档案服务中心2024年单位预算公开",
    ),
    Entry("art_2024", art_2024, "2024-02-27", 10005, "示例市虚拟群众艺术馆2024年单位预算公开"),
    Entry(
        "art_2024_v1",
        art_2024_v1,
        "2024-02-27",
        10005,
        "示例市虚拟群众艺术馆2024年单位预算公开",
        replaced_by="art_2024",
    ),
]
for _year, _number in ((2024, 10006), (2023, 9002)):
    for _k, (_name, _build, _unit) in enumerate(
        (
            ("museum", museum, "文博局{}年部门"),
            ("museum_records", museum_records, "档案馆{}年单位"),
            ("museum_science", museum_science, "科普馆{}年单位"),
        )
    ):
        ENTRIES.append(
            Entry(
                f"{_name}_{_year}",
                partial(_build, _year),
                f"{_year}-02-28",
                _number + _k,
                f"示例市虚拟{_unit.format(_year)}预算公开",
            )
        )
ENTRIES.append(
    Entry(
        "kexin_2023", kexin_2023, "2023-02-20", 9001, "乌鲁木齐科技信息服务中心2023年单位预算公开"
    )
)


@cache
def entry(doc_id: str) -> Entry:
    """The entry of a document; KeyError if there is none."""
    for e in ENTRIES:
        if e.doc_id == doc_id:
            return e
    raise KeyError(doc_id)
