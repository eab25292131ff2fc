"""How the running text was read: which figures as what, which sentences not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from extractors.contracts import DocumentFacts
from extractors.narrative.reader import UNREAD
from extractors.narrative.schema import load_names

_NUMBERS = frozenset("-−0123456789")


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """One concept and how many of its numbers the text tells."""

    key: str
    zh: str
    numbers: int
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnreadSentence:
    """A sentence with amounts that nothing reads."""

    page: int
    section: str | None
    amounts: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class TextAccount:
    """The text of a document: amounts of money in it, and what they were read as."""

    amounts: int
    unread_amounts: int
    concepts: tuple[ConceptLine, ...]
    unread: tuple[UnreadSentence, ...]
    statements: tuple[tuple[int, str], ...]


def explain_text(facts: DocumentFacts) -> TextAccount:
    """The account of a document's text, from its facts alone."""
    names = load_names()
    numbers = [m for m in facts.mentions if m.role != "text" and m.raw_text[:1] in _NUMBERS]
    money = [m for m in numbers if m.value_yuan is not None]
    unread = [m for m in money if m.pattern == UNREAD]
    counts = Counter(m.pattern for m in numbers if m.pattern != UNREAD)
    concepts = tuple(
        ConceptLine(
            key,
            names.get(key, names.get(key.removesuffix("_change"), key)),
            n,
            tuple(sorted({m.page for m in numbers if m.pattern == key})),
        )
        for key, n in sorted(counts.items())
    )
    left: dict[tuple[int, str], list[str]] = {}
    sections: dict[tuple[int, str], str | None] = {}
    for m in unread:
        left.setdefault((m.page, m.sentence), []).append(m.raw_text)
        sections[(m.page, m.sentence)] = m.section
    said = dict.fromkeys(
        (m.page, m.value_text or "")
        for m in facts.mentions
        if m.slot == "statement" and m.value_text
    )
    return TextAccount(
        amounts=len(money),
        unread_amounts=len(unread),
        concepts=concepts,
        unread=tuple(
            UnreadSentence(page, sections[page, sentence], tuple(amounts), sentence)
            for (page, sentence), amounts in left.items()
        ),
        statements=tuple(said),
    )
