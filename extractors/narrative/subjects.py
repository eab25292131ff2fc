"""What an amount is an amount of, from the words before it.

Sentence patterns know whole sentences; this grammar knows words.  The subject of
an amount is cut into known words, *all* of it, or it is not understood: one
unknown word may turn 支出 into somebody else's.  The words' facets (book, flow,
kind, item ...) together name a concept, in the light of the section and of the
head: the figure whose parts the sentence tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.errors import ConfigError
from extractors.forms.vocab import code_books
from extractors.narrative.grammar import ORDINAL
from extractors.narrative.schema import ConceptRule, SubjectFile
from extractors.text import fold

#: A subject longer than this is a sentence, not a subject.
_LONGEST = 70
_YEAR = re.compile(r"(20\d\d)年(?:度)?")
_CODE = re.compile(r"\(?\d{3}(?:类)?\)?(?!\d)")
#: What the unit calls itself where its name is hidden (some may follow it: 本级, (机关)).
_MASK = re.compile(r"某{4,}(?:\((?:本级|机关|汇总)\))?")
_ORGAN = re.compile(r".*(?:[局委厅办院校会馆站队处所室社团部府]|中心|街道|[省市县区镇乡]级?)")
_BOUNDARY = re.compile(r"[。;,:!?]|(?<=[元%0-9])、")
_NAME = r"[^。,;:、\d\"]"
#: A functional item told with its parents: 教育支出(类)进修及培训(款)培训支出(项), "甲-乙-丙"科目,
#: (205类)…(08款)…(03项); and one told by its code, which goes up to the amount.
_ITEM = re.compile(
    rf'"?(?:{_NAME}{{2,24}}?\((?:\d{{3}})?类\)(?:支出)?)?(?:{_NAME}{{2,44}}?\(\d{{0,5}}款\))?(?:支出)?'
    rf'(?P<xiang>{_NAME}{{2,50}}?)\(\d{{0,7}}项\)"?(?:支出|科目|事务)?'
)
_DASHED = re.compile(rf'"{_NAME}{{2,24}}?-{_NAME}{{2,44}}?-(?P<xiang>{_NAME}{{2,50}}?)"(?:科目)?')
_CODED = re.compile(rf"\d{{7}}[-—]?(?P<xiang>{_NAME}{{2,50}}?)(?=为?$)")
#: The end of the names of a class (类) and of the one below it (款) in front of an item.
_CLASS_MARK = re.compile(r"\((?:\d{3})?类\)(?:支出)?")
_KUAN_MARK = re.compile(r"\(\d{0,5}款\)")
_LEAD = re.compile(
    rf"(?:{ORDINAL}|\d{{1,2}}[.、](?=\d{{7}}))?(?:其中|包括|分别是|即)?[:,]?(?:{ORDINAL})?"
)

Facets = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Concept:
    """What an amount was found to be: its rule and the canonical item, if it has one."""

    rule: ConceptRule
    item: str | None
    facets: Facets


@dataclass(frozen=True, slots=True)
class Word:
    """One known word: its regex and what it says (facet None: nothing)."""

    regex: re.Pattern[str]
    facet: str | None
    value: str


class SubjectGrammar:
    """The words and concepts of ``patterns/subjects.yml``, compiled.

    ``ignored`` are words (their regexes) and concepts (their names) that are left out:
    a bench asks with it what would be read without them.
    """

    def __init__(
        self, file: SubjectFile, books: Mapping[str, dict[str, str]],
        ignored: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._file = file
        self._ignored = ignored
        self._words = tuple(
            Word(_compile(source), facet, value)
            for source, facet, value in _sources(file, books)
            if source not in ignored
        )

        stems = (
            re.escape(fold(name).removesuffix("支出"))
            for code, name in code_books()["function"].names.items()
            if len(code) == 3 and "预算" not in name  # 国有资本经营预算支出 is a book's, too
        )
        self._class_words = re.compile(rf"(?:{'|'.join(sorted(stems))})(?:\(类\))?支出(?:总)?预算")
        self.head_keys = frozenset(c.key for c in file.concepts if c.head)
        heads = {head for c in file.concepts for head in c.heads}
        self.apart: dict[str, str | None] = {c.key: c.change_key for c in file.concepts if c.apart}
        self.weak_heads = frozenset(heads - self.head_keys)
        self.heads_of: dict[str, set[str]] = {}
        for concept in file.concepts:
            self.heads_of.setdefault(concept.key, set()).update(concept.heads)

    def names_class(self, text: str) -> bool:
        """Does a text speak of one class's expenditure (教育支出预算), not of all of it?"""
        return self._class_words.search(text) is not None

    def parse(
        self, subject: str, *, fiscal_year: int | None, unit: str | None
    ) -> tuple[Facets, tuple[str, ...]] | None:
        """Facets of a subject and the words it was cut into; None if a word is unknown.

        None also for another year than ``fiscal_year``, and for two values of one
        facet.  ``unit`` (folded) lets a short form of the unit's own name pass.
        """
        lead = _LEAD.match(subject)
        text = subject[lead.end() :] if lead else subject
        if len(text) > _LONGEST:
            return None
        words = self._cut(text, fiscal_year, unit)
        if words is None:
            return None
        facets: dict[str, str] = {}
        for word in words:
            if word.facet is None:
                continue
            if (
                word.facet == "book"
                and "book" in facets
                and "fiscal" in {facets["book"], word.value}
            ):
                if word.value != "fiscal":
                    facets["book"] = word.value
                continue
            if facets.setdefault(word.facet, word.value) != word.value:
                if word.facet == "phase" and "actual" in {facets["phase"], word.value}:
                    facets["phase"] = "actual"  # 一般公共预算…决算
                    continue
                return None
        return facets, tuple(w.regex.pattern for w in words)

    def _cut(self, text: str, fiscal_year: int | None, unit: str | None) -> list[Word] | None:
        """The cut of a text into the fewest words, by dynamic programming."""
        best: list[list[Word] | None] = [None] * (len(text) + 1)
        best[0] = []
        for i in range(len(text)):
            so_far = best[i]
            if so_far is None:
                continue
            for end, word in self._words_at(text, i, fiscal_year, unit):
                old = best[end]
                if old is None or len(old) > len(so_far) + 1:
                    best[end] = [*so_far, word]
        return best[len(text)]

    def _words_at(
        self, text: str, i: int, fiscal_year: int | None, unit: str | None
    ) -> Iterable[tuple[int, Word]]:
        year = _YEAR.match(text, i)
        if year is not None and (fiscal_year is None or int(year[1]) == fiscal_year):
            yield year.end(), _NOTHING
        for plain in (_MASK, _CODE):
            if (hit := plain.match(text, i)) is not None:
                yield hit.end(), _NOTHING
        for item in (_ITEM, _DASHED, _CODED):
            if (hit := item.match(text, i)) is not None and "xiang" not in self._ignored:
                yield hit.end(), Word(_ANY_ITEM, "xiang", hit["xiang"].strip("()"))
        for word in self._words:
            if (hit := word.regex.match(text, i)) is not None and hit.end() > i:
                yield hit.end(), word
        if i == 0 or (i <= 8 and _YEAR.fullmatch(text[:i].rstrip(","))):
            for end in range(i + 2, len(text) + 1):
                if _is_own_name(text[i:end], unit):
                    yield end, _NOTHING

    def resolve(
        self, facets: Facets, *, kind: str, section: str | None, heads: Sequence[str]
    ) -> Concept | None:
        """The first concept that these facets name here.

        ``heads`` are the figure whose parts are told, as ``key`` and ``key/item``.
        """
        implied = self._file.section_facets.get(section or "", {})
        for rule in self._file.concepts:
            if kind not in rule.kinds or section in rule.not_sections or rule.name in self._ignored:
                continue
            in_section, under_head = section in rule.sections, bool(set(rule.heads) & set(heads))
            if (rule.sections or rule.heads) and not (in_section or under_head):
                continue
            if rule.sections and not rule.heads and heads and not rule.head:
                continue  # parts of another figure
            asked = dict(facets)
            if not under_head and not rule.head:  # a whole figure names its book itself
                for name, value in implied.items():
                    asked.setdefault(name, value)
            if _fits(asked, facets, rule):
                return Concept(rule, self._item(rule, asked), facets)
        return None

    def _item(self, rule: ConceptRule, facets: Facets) -> str | None:
        if rule.item is None:
            return None
        value = facets[rule.item]
        return self._file.items.get(rule.item, {}).get(value, value)


_ANY_ITEM = re.compile("xiang")
_NOTHING = Word(re.compile(""), None, "")


def _fits(asked: Facets, named: Facets, rule: ConceptRule) -> bool:
    for facet, allowed in rule.has.items():
        if facet not in asked or not _among(asked[facet], allowed):
            return False
    return all(
        facet in rule.has or _among(value, rule.may.get(facet, []))
        for facet, value in named.items()
    )


def _among(value: str, allowed: str | list[str]) -> bool:
    return allowed == "any" or value == allowed or (isinstance(allowed, list) and value in allowed)


def _is_own_name(text: str, unit: str | None) -> bool:
    """Is it a short form of the unit's name (省厅 of 某省某厅), its characters in their order?"""
    if unit is None or len(text) > len(unit) or not _ORGAN.fullmatch(text):
        return False
    rest = iter(unit)
    return all(ch in rest for ch in text)


def _sources(
    file: SubjectFile, books: Mapping[str, dict[str, str]]
) -> Iterable[tuple[str, str | None, str]]:
    for source in file.neutral:
        yield source, None, ""
    for facet, values in file.facets.items():
        for value, sources in values.items():
            for source in sources:
                yield source, facet, value
    for facet, book in file.vocabularies.items():
        if book not in books:
            raise ConfigError(f"subjects.yml: vocabulary {book} does not exist")
        for value, source in books[book].items():
            yield source, facet, value
    for facet, scheme in file.classifications.items():
        names = code_books()[scheme.scheme].names
        for printed in sorted({fold(n) for c, n in names.items() if len(c) == scheme.digits}):
            stem = printed.removesuffix("支出")
            yield rf"{re.escape(stem)}(?:\(类\))?(?:支出)?(?:\(类\))?", facet, printed


def _compile(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ConfigError(f"subjects.yml: {source}: {error}") from error


def class_above(subject: str) -> tuple[int, int] | None:
    """Where a subject names the class (款) that its item stands below; None where it does not.

    One name (一般行政管理事务) stands below many classes.
    """
    mark = _KUAN_MARK.search(subject)
    if mark is None:
        return None
    lead = _LEAD.match(subject)
    starts = [hit.end() for hit in _CLASS_MARK.finditer(subject, 0, mark.start())]
    start = max([lead.end() if lead else 0, *starts])
    return (start, mark.start()) if mark.start() - start > 1 else None


def subject_before(text: str, start: int) -> tuple[int, str]:
    """The words before ``text[start]`` back to the last mark that ends a clause, with their start.

    A bracket that is closed again belongs to the subject; one still open starts it.
    """
    depth, i = 0, start
    while i > 0:
        ch = text[i - 1]
        if ch == ")":
            depth += 1
        elif ch == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and _BOUNDARY.match(text, i - 1):
            break
        i -= 1
    return i, text[i:start]
