"""The documents of the demo portal: which ledger, which layout, which edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from .ledger import ledger
from .pages import Disclosure
from .rows import Printer
from .split import document as split

SYNTHETIC_YEAR = "示例数据（合成）：本年度数据由次年公开的增减额推算编制，并非公开原件"
RESET_NOTE = "本文件依公开数据重新排版，并非公开原件"


def edit_amount(
    document: Disclosure, form: str, row_key: str, column_key: str, amount: str, table_no: int = 1
) -> None:
    """Print another amount in one cell: a planted error.  KeyError if there is no such cell."""
    grid = document.grid(form, table_no)
    for _, _, cell in grid.cells():
        if cell.key == (row_key, column_key):
            cell.amount = Decimal(amount)
            printer = Printer(grid.money_unit or "万元", thousands=document.layout == "joined")
            cell.text = printer.text(cell.amount)
            return
    raise KeyError(f"{document.doc_id}: no cell {form}/{row_key}/{column_key}")


def edit_text(document: Disclosure, form: str, old: str, new: str, table_no: int = 1) -> None:
    """Print another text in the cells of a table that hold `old`: a planted error."""
    hits = [c for _, _, c in document.grid(form, table_no).cells() if c.text == old]
    if not hits:
        raise KeyError(f"{document.doc_id}: {form} has no cell {old!r}")
    for cell in hits:
        cell.text = new


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the portal.

    `listed` is the row of the listing: (fiscal year, publication date, number in the file
    names).  `replaced_by` names the document that later stands at the same address.
    """

    doc_id: str
    build: Callable[[], Disclosure]
    listed: tuple[int, str, int]
    title: str
    replaced_by: str | None = None
    planted: tuple[dict[str, object], ...] = field(default=())


def kexin_2024() -> Disclosure:
    """The sample: real figures, with the errors that its publisher made."""
    d = split.document("kexin_2024", ledger("kexin", 2024), footer=RESET_NOTE)
    # As published: one project has another name in the project table, two performance
    # tables name another unit.  (Weights that are words are in the data.)
    name = "乌鲁木齐地区科技统计与文献服务工作经费"
    edit_text(d, "T07", name, name.replace("工作经费", "工作经历费"))
    for n in (2, 3):
        edit_text(d, "P2", d.unit_name, "乌鲁木齐科技信息中心", n)
    return d


def kexin_2023() -> Disclosure:
    """The same unit a year earlier, as its narrative of 2024 implies."""
    return split.document("kexin_2023", ledger("kexin", 2023), mark=SYNTHETIC_YEAR)


ENTRIES: list[Entry] = [
    Entry(
        "kexin_2024",
        kexin_2024,
        (2024, "2024-02-22", 10001),
        "乌鲁木齐科技信息服务中心2024年单位预算公开",
    ),
    Entry(
        "kexin_2023",
        kexin_2023,
        (2023, "2023-02-20", 9001),
        "乌鲁木齐科技信息服务中心2023年单位预算公开",
    ),
]


@cache
def entry(doc_id: str) -> Entry:
    """The entry of a document; KeyError if there is none."""
    for e in ENTRIES:
        if e.doc_id == doc_id:
            return e
    raise KeyError(doc_id)
