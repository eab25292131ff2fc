"""A small hand-made set of documents with the traps that a warehouse must not fall into."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from extractors.contracts import Acquisition, DocumentFacts
from tests.support.facts_builder import (
    add_attribute,
    add_indicator,
    add_mention,
    add_table,
    document,
)
from tests.support.facts_writer import acquisition, write_facts

CENTRE = "乌鲁木齐科技信息服务中心"
DEPARTMENT = "苏州市某某局"
UNIT_ONE = "苏州市某某局机关服务中心"
UNIT_TWO = "苏州市第二实验站"

FUNDS = [
    "total",
    "fiscal",
    "gpb",
    "gpb_upper",
    "gf",
    "special_account",
    "own_funds",
    "carry",
    "carry_fiscal",
    "carry_nonfiscal",
]


def centre(year: int = 2024, *, name: str = CENTRE, code: str | None = "123001") -> DocumentFacts:
    """A unit with every form; the leaves of T06 add up to 0.01 more than its total."""
    facts = document(name, year, unit_code=code, name=f"centre{year}")
    add_table(
        facts,
        "T02",
        FUNDS,
        [
            ("T", "总计", ["332.37", "332.27", "332.27", "", "", "", "", "0.10", "0.10", ""]),
            (
                "206",
                "科学技术支出",
                ["332.37", "332.27", "332.27", "", "", "", "", "0.10", "0.10", ""],
            ),
            (
                "20605",
                "科技条件",
                ["332.37", "332.27", "332.27", "", "", "", "", "0.10", "0.10", ""],
            ),
            ("2060501", "机构运行", ["292.54", "292.54", "292.54", "", "", "", "", "", "", ""]),
            ("2060599", "其他", ["39.83", "39.73", "39.73", "", "", "", "", "0.10", "0.10", ""]),
        ],
    )
    add_table(
        facts,
        "T03",
        ["total", "basic", "project"],
        [
            ("T", "总计", ["332.37", "292.54", "39.83"]),
            ("206", "科学技术支出", ["332.37", "292.54", "39.83"]),
            ("20605", "科技条件与服务", ["332.37", "292.54", "39.83"]),
            ("2060501", "机构运行", ["292.54", "292.54", ""]),
            ("2060599", "其他科技条件与服务支出", ["39.83", "", "39.83"]),
        ],
    )
    add_table(
        facts,
        "T05",
        ["total", "basic", "project"],
        [
            ("T", "总计", ["332.27", "292.54", "39.73"]),
            ("206", "科学技术支出", ["332.27", "292.54", "39.73"]),
            ("2060501", "机构运行", ["292.54", "292.54", ""]),
            ("2060599", "其他科技条件与服务支出", ["39.73", "", "39.73"]),
        ],
    )
    add_table(
        facts,
        "T06",
        ["total", "personnel", "public_use"],
        [
            ("T", "总计", ["292.54", "268.89", "23.66"]),
            ("301", "工资福利支出", ["245.54", "245.54", ""]),
            ("30101", "基本工资", ["245.54", "245.54", ""]),
            ("302", "商品和服务支出", ["23.66", "", "23.66"]),
            ("30201", "办公费", ["23.66", "", "23.66"]),
            ("303", "对个人和家庭的补助", ["23.35", "23.35", ""]),
            ("30302", "退休费", ["23.35", "23.35", ""]),
        ],
    )
    add_table(
        facts,
        "T07",
        ["total", "e301", "e302", "e310"],
        [
            ("T", "总计", ["39.73", "", "39.73", ""]),
            ("206", "科学技术支出", ["39.73", "", "39.73", ""]),
            ("20605", "科技条件与服务", ["39.73", "", "39.73", ""]),
            ("2060599#1", "其他", ["25.89", "", "25.89", ""]),
            ("2060599#2", "其他", ["13.84", "", "13.84", ""]),
        ],
        projects={
            "2060599#1": f"{year}年科教兴市影视宣传及业务经费",
            "2060599#2": "乌鲁木齐地区科技统计与文献服务工作经历费",
        },
    )
    add_table(
        facts,
        "T10",
        ["total", "gpb", "gf", "soe"],
        [
            ("T", "合计", ["1.89", "1.89", "", ""]),
            ("abroad", "因公出国（境）费", ["", "", "", ""]),
            ("reception", "公务接待费", ["", "", "", ""]),
            ("vehicle", "公务用车购置及运行费", ["1.89", "1.89", "", ""]),
            ("vehicle_purchase", "公务用车购置费", ["", "", "", ""]),
            ("vehicle_running", "公务用车运行费", ["1.89", "1.89", "", ""]),
        ],
    )
    add_table(
        facts,
        "T11",
        ["total", "fiscal", "fiscal_personnel", "fiscal_project", "nonfiscal"],
        [
            ("T", "总计", ["0.10", "0.10", "", "0.10", ""]),
            ("U1", name, ["0.10", "0.10", "", "0.10", ""]),
            ("P1", "统计", ["0.10", "0.10", "", "0.10", ""]),
        ],
        projects={"P1": "乌鲁木齐地区科技统计与文献服务工作经费"},
        units={"U1": name},
        stated_unit_name="乌鲁木齐科技信服务中心",
    )
    add_mention(facts, "N03.kind", "amt", "292.54", item="基本支出")
    add_mention(facts, "N03.kind", "delta", "35.99", item="基本支出", role="delta")
    add_attribute(facts, "performance.contact", "张三 13912345678", is_personal=True)
    add_attribute(facts, "performance.unit_name", name)
    add_indicator(facts, "乌鲁木齐地区科技统计与文献服务工作经历费", "报告数", "20")
    return facts


def centre_before() -> DocumentFacts:
    """The same unit a year earlier, under a former name: the code says that it is the same."""
    facts = document("乌鲁木齐科技情报中心", 2023, unit_code="123001", name="centre_before")
    add_table(
        facts,
        "T03",
        ["total", "basic", "project"],
        [
            ("T", "总计", ["296.06", "256.55", "39.51"]),
            ("2060501", "机构运行", ["256.55", "256.55", ""]),
            ("2060599", "其他", ["39.51", "", "39.51"]),
        ],
    )
    return facts


def department() -> DocumentFacts:
    """A department in yuan with its units as rows, and both breakdowns side by side."""
    facts = document(DEPARTMENT, 2024, scope="department", name="department")
    columns = ["total", "basic", "project", "gpb", "own_funds"]
    add_table(
        facts,
        "T03",
        columns,
        [
            ("T", "合计", ["3,000.00", "2,000.00", "1,000.00", "2,500.00", "500.00"]),
            ("U1", UNIT_ONE, ["1,000.00", "700.00", "300.00", "1,000.00", ""]),
            ("U1/2010301", "行政运行", ["1,000.00", "700.00", "300.00", "1,000.00", ""]),
            ("U2", UNIT_TWO, ["2,000.00", "1,300.00", "700.00", "1,500.00", "500.00"]),
            ("U2/2010301", "行政运行", ["1,300.00", "1,300.00", "", "1,000.00", "300.00"]),
            ("U2/2010399", "其他", ["700.00", "", "700.00", "500.00", "200.00"]),
        ],
        money_unit="元",
        units={"U1": UNIT_ONE, "U2": UNIT_TWO},
    )
    # the same expenditure again, by unit only: must not count a second time
    add_table(
        facts,
        "T03",
        ["total", "basic", "project"],
        [
            ("T", "合计", ["3,000.00", "2,000.00", "1,000.00"]),
            ("U1", UNIT_ONE, ["1,000.00", "700.00", "300.00"]),
            ("U2", UNIT_TWO, ["2,000.00", "1,300.00", "700.00"]),
        ],
        table_no=2,
        money_unit="元",
        units={"U1": UNIT_ONE, "U2": UNIT_TWO},
    )
    # an of-which row hangs nowhere, and a vehicle item without its parts is a leaf
    add_table(
        facts,
        "T10",
        ["total", "prior_total"],
        [
            ("T", "合计", ["30.00", "40.00"]),
            ("abroad", "因公出国（境）费", ["10.00", "10.00"]),
            ("vehicle", "公务用车购置及运行维护费", ["20.00", "30.00"]),
            ("of_which", "其中：会议费", ["5.00", "5.00"]),
        ],
        money_unit="元",
        parents={"of_which": None},
    )
    return facts


def unit_one() -> DocumentFacts:
    """A unit of the department with a document of its own."""
    facts = document(UNIT_ONE, 2024, name="unit_one")
    return add_table(
        facts,
        "T03",
        ["total", "basic", "project"],
        [
            ("T", "合计", ["1,000.00", "700.00", "300.00"]),
            ("201", "一般公共服务支出", ["1,000.00", "700.00", "300.00"]),
            ("2010301", "行政运行", ["1,000.00", "700.00", "300.00"]),
        ],
        money_unit="元",
    )


def replaced(version: int) -> DocumentFacts:
    """Two versions of one disclosure that differ in one amount and the total."""
    amount = "5.00" if version == 1 else "6.00"
    facts = document("泉州市某某中心", 2024, name=f"replaced{version}")
    return add_table(
        facts,
        "T03",
        ["total", "basic", "project"],
        [
            ("T", "合计", [amount, amount, ""]),
            ("2010301", "行政运行", [amount, amount, ""]),
        ],
    )


def attachment() -> DocumentFacts:
    """A second file of the same disclosure with other forms: a part, not a version."""
    facts = document("泉州市某某中心", 2024, name="attachment")
    return add_table(
        facts, "T10", ["total"], [("T", "合计", ["2.00"]), ("reception", "公务接待费", ["2.00"])]
    )


def no_total() -> DocumentFacts:
    """A table without a total row and without a total column, a code of no code book."""
    facts = document("上海市普陀区某某所", 2024, name="no_total")
    return add_table(
        facts,
        "T03",
        ["basic", "project"],
        [
            ("201", "一般公共服务支出", ["7", "3"]),
            ("2010301", "行政运行", ["7", ""]),
            ("2019877", "未入库科目", ["", "3"]),
        ],
        money_unit="元",
    )


def unreadable() -> DocumentFacts:
    """A file that could not be read, at the address of the replaced disclosure."""
    return document(
        None,
        None,
        name="unreadable",
        status="truncated",
        reason="文件不完整",
        doc_kind=None,
        scope=None,
        family=None,
        pages=0,
    )


def sample() -> list[tuple[DocumentFacts, Acquisition]]:
    """All documents with how they were found."""
    first, second = replaced(1), replaced(2)
    shared = unit_one()
    same_address = "http://127.0.0.1/demo/replaced.pdf"
    march, april, may = (datetime(2024, m, 1, tzinfo=UTC) for m in (3, 4, 5))
    return [
        (main := centre(), acquisition(main)),
        (before := centre_before(), acquisition(before, published_on=date(2023, 2, 20))),
        (whole := department(), acquisition(whole)),
        (shared, acquisition(shared)),
        # the same file again, on another portal and under another listed year
        (shared, acquisition(shared, portal="other", fiscal_year=2025, fetched_at=april)),
        (first, acquisition(first, url=same_address, fetched_at=march)),
        (second, acquisition(second, url=same_address, fetched_at=april)),
        (bad := unreadable(), acquisition(bad, url=same_address, fetched_at=may)),
        (part := attachment(), acquisition(part, fetched_at=april)),
        (plain := no_total(), acquisition(plain, portal="inbox", published_on=None)),
    ]


def write_sample(home: Path) -> None:
    """Write the sample under ``home`` as the pipeline does."""
    write_facts(home, sample())
