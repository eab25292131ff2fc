"""Rows that cross classifications: function x economic class, government x department class."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.forms.columns import Block, codes_dominate
from extractors.forms.labels import bare_code, is_total, late_code, split_code
from extractors.forms.view import View


@dataclass(frozen=True, slots=True)
class Crossing:
    """The columns of a block that carry codes, from left to right."""

    columns: tuple[int, ...] = ()

    @classmethod
    def of(cls, view: View, block: Block) -> Crossing:
        """The code columns of ``block``; none where 类, 款 and 项 stand in columns of their own."""
        if any(column.role == "part" for column in block.labels):
            return cls()
        named = [c.c for c in block.labels if c.role in {"code", "name"}]
        return cls(tuple(c for c in named if codes_dominate(view, c)))

    def mended(self, texts: dict[str, list[str]]) -> dict[str, list[str]]:
        """Label texts by role, without words of the row above in front of their codes."""
        if not self.columns:
            return texts
        out = dict(texts)
        for role in ("code", "name"):
            if role in out:
                out[role] = [late[1] if (late := late_code(t)) else t for t in out[role]]
        return out

    def lacks_code(self, view: View, r: int) -> bool:
        """Whether a row of a crossed table is short of a code, so that its key would mean more.

        Blank cells on the right make a sum over those classes; a blank cell on the
        left of a code, or words without a code, do not.
        """
        if len(self.columns) < 2:
            return False
        blank_seen = False
        for c in self.columns:
            text = view.texts[r][c]
            if not text:
                blank_seen = True
            elif is_total(text):
                return False
            elif not (bare_code(text) or split_code(text) or late_code(text)) or blank_seen:
                return True
        return False
