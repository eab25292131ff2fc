"""The title of a form read word by word, where no pattern of the vocabulary fits it whole.

Every place prints its own titles, but from the same few words: the book (一般公共预算,
政府性基金 ...), the side (收入, 支出, 收支), the kind (基本, 项目), the classification (功能,
经济).  A title that consists of such words says which form it is; one that holds any
other word says nothing.  Only a table of performance targets may have the name of a
project in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError
from extractors.forms.vocab import FOLDER, vocabulary


class Rule(StrictModel):
    """Features that a title of ``form`` has, and features that it may have ("*": any)."""

    form: str
    all: list[str]
    may: list[str] = Field(default_factory=list)

    def fits(self, said: frozenset[str]) -> bool:
        """Whether the rule accounts for every feature of a title."""
        if not said.issuperset(self.all):
            return False
        return "*" in self.may or said.issubset({*self.all, *self.may, "budget"})


class TitleWordsFile(StrictModel):
    """vocabulary/title_words.yml"""

    words: dict[str, list[str]]
    forms: list[Rule]


@dataclass(frozen=True)
class TitleWords:
    """The words as one pattern, a group per feature, and the rules."""

    word: re.Pattern[str]
    rules: tuple[Rule, ...]


@cache
def title_words() -> TitleWords:
    """The checked words.  ConfigError for a feature or form that does not exist."""
    path = FOLDER / "title_words.yml"
    file = load_model(path, TitleWordsFile)
    for rule in file.forms:
        if rule.form not in vocabulary().forms:
            raise ConfigError(f"{path}:1: form {rule.form} is not in vocabulary/forms.yml")
        if unknown := {*rule.all, *rule.may} - {*file.words, "*"}:
            raise ConfigError(f"{path}:1: {rule.form}: no words for {unknown.pop()}")
    parts = [f"(?P<{name}>{'|'.join(patterns)})" for name, patterns in file.words.items()]
    return TitleWords(re.compile("|".join(parts)), tuple(file.forms))


#: What the words in front of 绩效 say about a table of targets.
_IN_FRONT = (("whole", "整体"), ("transfer", "转移支付"), ("project", "项目"))


def features(title: str) -> frozenset[str] | None:
    """The features of a cleaned title; None where any of its words is not known."""
    if not title.rstrip(")").endswith("表") and "表(" not in title:
        return None
    found: set[str] = set()
    at = title.rfind("绩效") if "绩效" in title else 0
    if at:  # the name of a project stands in front, and may be anything
        found = {name for name, words in _IN_FRONT if re.search(words, title[:at])}
    while at < len(title):
        match = title_words().word.match(title, at)
        if match is None or match.end() == at:
            return None
        found.add(str(match.lastgroup))
        at = match.end()
    return frozenset(found - {"plain"})


def form_of_words(title: str, doc_kind: str | None) -> str | None:
    """The form whose rule fits the words of ``title``, or None.

    Where the kind of the document is not known the title must say it is a final
    account (决算); a title that says neither is one of a budget.
    """
    said = features(title)
    if not said:
        return None
    if doc_kind == "final_account" and "budget" not in said:
        said |= {"final"}
    forms = vocabulary().forms
    for rule in title_words().rules:
        kind = forms[rule.form].doc_kind
        if doc_kind and kind and kind != doc_kind:
            continue
        if rule.fits(said):
            return rule.form
    return None
