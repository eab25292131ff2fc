"""Recognising a form by the title that stands above the table, or by its header words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.forms.labels import chinese_only
from extractors.forms.title_words import features, form_of_words
from extractors.forms.vocab import allowed, remembered, vocabulary
from extractors.text import fold

_CN = "一二三四五六七八九十百"
#: The number of a table, not the 一 of 一般公共预算.
_NO = rf"(?:\d{{1,3}}|\([\d{_CN}]{{1,3}}\)|[{_CN}]{{1,3}})(?!般)(?:[-—]\d{{1,2}})?"
_NUMBER = re.compile(
    rf"(?:(?:附|公开|预算|决算|财预|财决|部门)*(?:附件|表)?{_NO}表"
    rf"|(?:附|公开|预算公开)?(?:附件|表){_NO}(?!\d)|附(?:[表件][:]|{_NO}))[:、.\s-]*"
)
_ORDINAL = re.compile(
    rf"(?:[{_CN}]+[、.,:]|\([{_CN}]+\)、?|\(\d+\)|\d{{1,2}}[、.,．](?!\d)|\d{{1,2}}(?=[^\d年]))"
)
_YEAR = re.compile(r"^.{0,40}?(?:19|20)\d\d年(?:度)?")
_ENTITIES = (
    "预算单位", "市级部门综合预算", "部门综合预算", "省级部门", "市级部门", "区级部门", "县级部门",
    "市直部门", "区直部门", "部门(单位)", "部门预算", "单位预算", "本部门", "本单位", "部门",
    "单位",
)  # fmt: skip
#: A body's own name in front of the title of its form.
_BODY = re.compile(
    r"[\u4e00-\u9fff()]{3,30}?(?:委员会|办公室|办公厅|法院|检察院|研究院|中心|政府|局|厅|委|院|校"
    r"|署|部|社|团|馆|站|所|队)(?:\(本级\)|本级|机关)?(?=(?:部门|单位|预算单位)?"
    r"(?:收支|收入|支出|财政拨款|一般公共预算|政府性基金|国有资本|三公|项目支出|基本支出|政府采购))"
)
_TAIL = re.compile(
    r"(?:(?<=表)\([\d一二三四五六七八九十]{1,3}\)|(?<=表)[\d一二三四五六七八九十]{1,2}$"
    r"|(?:金额|货币)?单位:?(?:人民币)?(?:百万|亿|万|千)?元|\((?:续|续表|空表|预算表?\d+|公开\d*表?|表\d+|草案|万元|元)\)|续表|[。;；,，、])+$"
)
_BY = re.compile(r"(?<=表)[-—]+(按.{2,12})$")
_QUOTE = re.compile("[\"'「」『』《》]")
_PUBLIC_TAIL = re.compile(r"(?:信息)?公开(?=表$)")


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A recognised title: the form, and the printed words as far as they were stripped.

    ``is_exact`` is False where the words were read one by one, because the vocabulary
    has no pattern for the whole title.
    """

    form: str
    cleaned: str
    is_exact: bool = True


@lru_cache(maxsize=8192)
def candidates(text: str) -> tuple[str, ...]:
    """The printed title, stripped step by step, most words first."""
    s = chinese_only(_QUOTE.sub("", fold(text)))
    s = s.replace("〔", "(").replace("〕", ")")
    out: list[str] = []

    def add(value: str) -> None:
        if value and value not in out:
            out.append(value)

    s = _BY.sub(r"(\1)", _TAIL.sub("", s))
    add(s)
    stripped = s
    for _ in range(3):
        before = stripped
        for pattern in (_NUMBER, _ORDINAL):
            match = pattern.match(stripped)
            if match and match.end() < len(stripped):
                stripped = stripped[match.end() :]
        if stripped == before:
            break
    add(stripped)
    year = _YEAR.match(stripped)
    if year:
        stripped = stripped[year.end() :]
        add(stripped)
    body = _BODY.match(stripped)
    if body:
        stripped = stripped[body.end() :]
        add(stripped)
    for _ in range(2):
        for word in _ENTITIES:
            if stripped.startswith(word) and len(stripped) > len(word) + 2:
                stripped = stripped[len(word) :]
                add(stripped)
                break
    # 收支总表（预算01表）, 收支总表公开表
    add(_PUBLIC_TAIL.sub("", stripped))
    return tuple(out)


@remembered(8192)
def match_title(text: str, doc_kind: str | None = None) -> TitleMatch | None:
    """The form whose title this line is, or None.

    A title of the other kind of document (budget against final account) is no
    match where ``doc_kind`` is known.
    """
    if len(text) > 90 or "表" not in text:
        return None
    forms = vocabulary().forms
    for cleaned in candidates(text):
        for form, pattern, name in vocabulary().titles:
            kind = forms[form].doc_kind
            if doc_kind and kind and kind != doc_kind:
                continue
            if pattern.fullmatch(cleaned) and allowed(name, cleaned):
                return TitleMatch(form, cleaned)
    for cleaned in candidates(text):
        said = form_of_words(cleaned, doc_kind)
        if said is not None and allowed(f"title_words/{said}", cleaned):
            return TitleMatch(said, cleaned, is_exact=False)
        if said is None and features(cleaned):
            return None  # 单位资金支出表 is known word by word, and no 支出表
    return None


def match_signature(header: str, body: str, doc_kind: str | None) -> str | None:
    """The one form whose header words all stand in ``header``; None where none or two do."""
    found = []
    for form, spec in vocabulary().forms.items():
        if not spec.signature or (doc_kind and spec.doc_kind and spec.doc_kind != doc_kind):
            continue
        words_stand = all(re.search(word, header) for word in spec.signature)
        if not allowed(f"signature/{form}", form):
            continue
        if any(re.search(word, header) or re.search(word, body) for word in spec.absent):
            continue
        if words_stand and all(re.search(word, f"{header}|{body}") for word in spec.content):
            found.append(form)
    return found[0] if len(found) == 1 else None
