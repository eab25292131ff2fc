"""One letter per unit: a single file with its pictures, to be sent, printed or saved as PDF.

A letter holds what the publisher has to answer and nothing else: errors and
notices that are not yet explained, never what the program may have misread.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from expectations.reports.documents import DocumentView
from expectations.reports.labels import SEVERITY, Words
from expectations.reports.render import to_answer
from expectations.reports.text import file_stem


@dataclass(slots=True)
class Letter:
    """One unit's letter; its documents are the worst first."""

    unit: str
    file: str
    documents: list[DocumentView]

    def _count(self, severity: str) -> int:
        return sum(
            to_answer(f) and f.finding.severity == severity
            for d in self.documents
            for f in d.findings
        )

    @property
    def n_errors(self) -> int:
        return self._count("error")

    @property
    def n_warnings(self) -> int:
        return self._count("warning")

    @property
    def total(self) -> int:
        """What is asked about, in all documents."""
        return self.n_errors + self.n_warnings

    @property
    def words(self) -> Words:
        """``错误 1 处、提示 2 处``."""
        found = [(SEVERITY["error"], self.n_errors), (SEVERITY["warning"], self.n_warnings)]
        return Words(
            "、".join(f"{w.zh} {n} 处" for w, n in found if n),
            ", ".join(f"{n} {w.en.lower()}{'' if n == 1 else 's'}" for w, n in found if n),
        )


def plan_letters(documents: list[DocumentView]) -> list[Letter]:
    """The letters to write, worst unit first; tells each document where its letter is."""
    units: dict[str, list[DocumentView]] = {}
    for document in documents:
        if any(to_answer(f) for f in document.findings):
            units.setdefault(document.name, []).append(document)
    letters: list[Letter] = []
    taken: set[str] = set()
    for unit, mine in units.items():
        stem = f"核对情况函-{file_stem(unit)}"
        if stem.casefold() in taken:
            stem += "-" + hashlib.sha256(unit.encode()).hexdigest()[:8]
        taken.add(stem.casefold())
        letter = Letter(unit, f"letters/{stem}.html", mine)
        for document in mine:
            document.letter = letter.file
        letters.append(letter)
    return sorted(letters, key=lambda x: (-x.n_errors, -x.n_warnings, x.unit))
