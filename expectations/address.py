"""Addresses: how an identity names the printed facts it speaks of.

Every fact of a document stands in one grid (see :mod:`expectations.facts`): a
*form* (T02, N02.src, P2 ...), a *row* and a *column*.  An address selects facts
of that grid for one instance of an identity::

    T02[T].total              one cell
    T02[$row].<fiscal>        the printed parts of column `fiscal`, same row
    T02[<$row>].$column       the printed parts of the row, same column
    T02[T].<total-fiscal,gpb> the parts of `total` except `fiscal` and `gpb`
    T07[$row#*].total         the project rows below a classification code
    T05[~$item@7].total       the row named like the item, with a 7-digit code
    T07[~~$item].total        the row whose project name is most like the item
    N07.alloc[$row.*].amt     the rows below: 0.0, 0.1 ... of 0
    T02[T].$item|SOURCE       a key looked up in the map SOURCE
    T06[@leaf].total          every leaf row;  N02.src[*].amt  every row
    -T09[T].total             subtracted
    T09[T].total?             zero where the form is printed but not this row or column
    T09[T].total??            zero where the form is not printed either
    P2*[self].performance.x   in all tables of the form, not only the instance's
    T07[$row].@project        a text: @project, @label (of a row), @item (of a sentence)
    100                       a constant

Variables: $row, $column, $code (digits of the row), $item (its label or the thing
that a sentence is about), $a and $b (a pair).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"(?P<sign>[+-]?)(?P<form>[A-Za-z][A-Za-z0-9_.]*)(?P<all>\*?)\[(?P<row>[^\]]+)\]\."
    r"(?P<column>[^?]+)(?P<optional>\?{0,2})"
)
_TEMPLATE = re.compile(
    r"(?P<prefix>[^$|#@~*<>]*)(?:\$(?P<variable>row|column|a|b|item|code))?(?P<suffix>[A-Za-z0-9_.]*)"
)
_CONSTANT = re.compile(r"[+-]?\d+(?:\.\d+)?")


class AddressError(ValueError):
    """An address that does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Key:
    """How one axis of an address is resolved for an instance.

    ``mode``: key (one key) | parts (printed parts of a key) | projects (project
    rows below a code) | dotted (rows below a match) | name (the row of that label) |
    like (the row of the nearest project name) | leaf | all.  The key
    itself is ``prefix + value of variable + suffix``, looked up in ``map``.
    """

    mode: str
    prefix: str = ""
    variable: str | None = None
    suffix: str = ""
    map: str | None = None
    digits: int | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """One term of an identity: facts selected by form, row and column, with a sign."""

    text: str
    form: str
    row: Key
    column: Key
    sign: int = 1
    optional: int = 0
    constant: str | None = None
    all_tables: bool = False


def _key(text: str) -> Key:
    if text == "*":
        return Key("all")
    if text == "@leaf":
        return Key("leaf")
    if text in {"@item", "@label", "@project"}:
        return Key("key", text)
    mode = "key"
    excluded: tuple[str, ...] = ()
    digits: int | None = None
    if text.startswith("<") and text.endswith(">"):
        mode, text = "parts", text[1:-1]
        text, _, rest = text.partition("-")
        excluded = tuple(x for x in rest.split(",") if x)
    elif text.endswith(".*"):
        mode, text = "dotted", text[:-2]
    elif text.startswith("~~"):
        mode, text = "like", text[2:]
    elif text.endswith("#*"):
        mode, text = "projects", text[:-2]
    elif text.startswith("~"):
        mode, text = "name", text[1:]
        text, _, count = text.partition("@")
        digits = int(count) if count else None
    text, _, mapping = text.partition("|")
    match = _TEMPLATE.fullmatch(text)
    if match is None or not text:
        raise AddressError(f"cannot read the key {text!r}")
    return Key(
        mode,
        match["prefix"],
        match["variable"],
        match["suffix"],
        mapping or None,
        digits,
        excluded,
    )


def parse_address(text: str) -> Address:
    """Read one address; AddressError says what does not fit the grammar."""
    squeezed = text.replace(" ", "")
    if _CONSTANT.fullmatch(squeezed):
        return Address(text, "", Key("key"), Key("key"), 1, 0, squeezed)
    match = _ADDRESS.fullmatch(squeezed)
    if match is None:
        raise AddressError(f"cannot read the address {text!r}")
    return Address(
        text,
        match["form"],
        _key(match["row"]),
        _key(match["column"]),
        -1 if match["sign"] == "-" else 1,
        len(match["optional"]),
        all_tables=bool(match["all"]),
    )
