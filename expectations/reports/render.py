"""Rendering of templates: escaping, both languages, and pages that are a single file."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import Markup, escape

from expectations.reports import labels
from expectations.reports.crops import CropImage
from expectations.reports.details import CheckRow, details_of
from expectations.reports.documents import STATUS_ORDER, DocumentView
from expectations.reports.model import form_words
from expectations.reports.records import IdentityNote
from expectations.reports.text import format_number, slug, without_controls
from expectations.reports.units import OUTCOMES
from expectations.reports.view import FindingView
from expectations.waivers import waiver_draft

HERE = Path(__file__).parent
STATIC = ("style.css", "app.js", "lang.js", "lists.js")


@cache
def environment(lang: str) -> jinja2.Environment:
    """The templates, compiled once; everything that comes from a document is escaped."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(
        t=_bilingual, labels=labels, lang_default=lang, inline=None, is_letter=False,
        outcomes=OUTCOMES,
        status_order=STATUS_ORDER, details_of=details_of, rule_rows=_rule_rows,
    )  # fmt: skip
    env.tests["to_answer"] = to_answer
    env.filters["count"] = _count
    env.filters["day"] = _day
    env.filters["numeral"] = _numeral
    env.filters["form_words"] = form_words
    env.filters["note_words"] = labels.note_words
    env.filters["own"] = _own
    env.filters["waiver_draft"] = _waiver_draft
    env.filters.update(number=format_number, slug=slug, words=_words, web=_web_address, path=quote)
    return env


def to_answer(finding: FindingView) -> bool:
    """Whether a unit is asked about the finding: an error or notice not yet explained."""
    return finding.finding.severity in {"error", "warning"} and not finding.is_waived


def _count(n: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{format_number(n)} {noun}{'' if n == 1 else 's'}"


def _day(day: date, lang: str) -> str:
    """``2024年2月5日``."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else str(day)


def _numeral(n: int) -> str:
    """``十二``: the ordinals of an official letter, up to 99; digits beyond."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    if tens > 9:
        return str(n)
    head = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones or not tens else "")


def _own(text: str) -> Markup:
    return _words(labels.place_words(text))


def _waiver_draft(finding: FindingView, document: DocumentView) -> str:
    return waiver_draft(document.document, [j.verdict for j in finding.judged])


@dataclass(frozen=True, slots=True)
class Inline:
    """Style and scripts of a page that is one file, and the hashes that its policy allows."""

    style: Markup
    lang_script: Markup
    app_script: Markup

    @property
    def style_hash(self) -> Markup:
        return Markup("'{}'").format(Markup(_digest(self.style)))  # noqa: S704 - our own digest

    @property
    def script_hashes(self) -> Markup:
        digests = (_digest(self.lang_script), _digest(self.app_script))
        return Markup(" ").join(Markup(f"'{d}'") for d in digests)  # noqa: S704 - our own digest


@cache
def inline() -> Inline:
    """The project's own style sheet and scripts, for pages that are one file."""
    css, app, lang = ((HERE / "static" / n).read_text(encoding="utf-8") for n in STATIC[:3])
    return Inline(Markup(css), Markup(lang), Markup(app))  # noqa: S704 - files of this package


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def with_data(images: dict[str, list[CropImage]], root: Path) -> dict[str, list[CropImage]]:
    """The images with their bytes in the page itself."""

    def embed(image: CropImage) -> CropImage:
        encoded = base64.b64encode((root / image.file).read_bytes()).decode()
        return replace(image, data=f"data:image/png;base64,{encoded}")

    return {key: [embed(i) for i in some] for key, some in images.items()}


def render(env: jinja2.Environment, template: str, name: str, **context: Any) -> str:
    """One page; ``name`` is its path below the site, by which links find the root."""
    root = "../" * name.count("/")
    return env.get_template(template).render(root=root, page_name=name, **context)


def _bilingual(zh: object, en: object) -> Markup:
    """Both languages in the page; the style sheet shows one."""
    if type(zh) is str and type(en) is str:
        return _both(zh, en)
    return _spans(_html(zh), _html(en))


@lru_cache(maxsize=20_000)
def _both(zh: str, en: str) -> Markup:
    """Labels come by the thousand on every page: made once."""
    return _spans(_escaped(zh), _escaped(en))


def _spans(zh: str, en: str) -> Markup:
    spans = f'<span lang="zh">{zh}</span><span lang="en">{en}</span>'
    return Markup(spans)  # noqa: S704 - both are escaped


def _html(value: object) -> str:
    return _escaped(value) if type(value) is str else str(escape(_plain(value)))


@lru_cache(maxsize=20_000)
def _escaped(text: str) -> str:
    return str(escape(without_controls(text)))


def _plain(value: object) -> object:
    """Text without marks that turn the direction of what follows; anything else as it is.

    A name with such a mark would turn the sentence around it and may look like another name.
    """
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return without_controls(str(value)) if is_text else value


def _words(words: labels.Words) -> Markup:
    return _bilingual(words.zh, words.en) if words.zh else Markup("")


@lru_cache(maxsize=10_000)
def _rule_ref(identity: IdentityNote, root: str, is_single: bool) -> str:
    """A rule in a long list; its sentence is put in by the script, from one file for all pages."""
    if is_single:
        return _bilingual(identity.zh, identity.en)
    name = _escaped(identity.id)
    return f'<a href="{root}identities/{slug(identity.id)}.html" data-rule="{name}">{name}</a>'


def _rule_rows(rows: list[CheckRow], root: str, is_single: bool, with_group: bool) -> Markup:
    """Rows of a table of rules: written by hand, as a page has hundreds of them."""
    parts = []
    for r in rows:
        group = f'<td class="who">{_words(r.group)}</td>' if with_group else ""
        vacuous = _bilingual(f"其中 {r.n_vacuous} 项两边都是空白", f"{r.n_vacuous} both blank")
        blank = f' <span class="muted">{vacuous}</span>' if r.n_vacuous else ""
        rule = _rule_ref(r.identity, root, is_single)
        parts.append(f'<tr>{group}<td>{rule}</td><td class="num">{r.n}{blank}</td></tr>')
    return Markup("\n".join(parts))  # noqa: S704 - every part is escaped


def _web_address(url: str | None) -> str | None:
    """The address where it is one of the web; never ``javascript:`` or a local file."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None
