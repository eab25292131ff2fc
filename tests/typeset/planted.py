"""Planted errors: explicit edits of a consistent document, and what must notice them."""

from __future__ import annotations

from decimal import Decimal

from .pages import Disclosure, GridCell, Text
from .rows import Printer


def _print(document: Disclosure, cell: GridCell, amount: str, zero: str, unit: str) -> Decimal:
    """Put another amount in a cell; gives the right one."""
    right = cell.amount
    if right is None:
        raise ValueError(f"{document.doc_id}: {cell.text!r} is no amount")
    cell.amount = Decimal(amount)
    cell.text = Printer(unit, zero, document.layout == "joined").text(cell.amount)
    return right


def edit_amount(
    document: Disclosure, form: str, row_key: str, column_key: str, amount: str
) -> Decimal:
    """Print another amount in one cell of a form.  KeyError if there is no such cell."""
    grid = document.grid(form)
    for _, _, cell in grid.cells():
        if cell.key == (row_key, column_key):
            return _print(document, cell, amount, "", grid.money_unit or "万元")
    raise KeyError(f"{document.doc_id}: no cell {form}/{row_key}/{column_key}")


def edit_attribute(
    document: Disclosure, form: str, table_no: int, attribute: str, amount: str
) -> Decimal:
    """Print another amount in a cell of a performance table.  KeyError if there is none."""
    for _, _, cell in document.grid(form, table_no).cells():
        if cell.attribute == attribute:
            return _print(document, cell, amount, "0.00", "万元")
    raise KeyError(f"{document.doc_id}: {form}#{table_no} has no {attribute}")


def edit_text(document: Disclosure, form: str, old: str, new: str, table_no: int = 1) -> None:
    """Print another text in the cells of a table that hold `old`.  KeyError if none does."""
    hits = [c for _, _, c in document.grid(form, table_no).cells() if c.text == old]
    if not hits:
        raise KeyError(f"{document.doc_id}: {form} has no cell {old!r}")
    for cell in hits:
        cell.text = new


def edit_heading(document: Disclosure, old: str, new: str) -> str:
    """Print another heading in the text than the contents page lists.  KeyError if there is none.

    Gives the heading as printed, without its ordinal.
    """
    for part in document.parts:
        if isinstance(part, Text) and part.style == "h1" and part.text.endswith(old):
            part.text = part.text.removesuffix(old) + new
            return part.text.partition("、")[2]
    raise KeyError(f"{document.doc_id}: no heading {old!r}")


def note(
    document: Disclosure,
    origin: str,
    what: str,
    identities: list[str],
    where: str,
    right: str,
    printed: str,
) -> None:
    """Remember an error for ``planted.yml``.

    `origin` is `planted`, or `as_published` for what a real publisher printed;
    `identities` are the ids that must FAIL, `id|what the instance is about`.
    """
    document.extra.setdefault("planted", []).append(
        {
            "origin": origin,
            "what": what,
            "where": where,
            "right": right,
            "printed": printed,
            "identities": identities,
        }
    )


def note_running_cost(document: Disclosure, origin: str) -> None:
    """Remember that a public institution states an operating cost of organs, as many do."""
    stated = next(s for s in document.stated if (s.pattern, s.slot) == ("N12.run", "amt"))
    note(
        document,
        origin,
        "事业单位列有机关运行经费（提示性）",
        ["TXT.RUNCOST.TERM"],
        where="N12.run",
        right="0.00",
        printed=stated.text,
    )


def slip(
    document: Disclosure,
    right_document: Disclosure,
    slot: tuple[str, str, str],
    what: str,
    identities: list[str],
) -> None:
    """Remember a slip of the narrative; the right number comes from the clean document."""

    def find(d: Disclosure) -> str:
        return next(s.text for s in d.stated if (s.pattern, s.item, s.slot) == slot)

    note(
        document,
        "planted",
        what,
        identities,
        where=f"{slot[0]}/{slot[1]}/{slot[2]}",
        right=find(right_document),
        printed=find(document),
    )
