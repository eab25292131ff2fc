"""The files that a detail page offers, by whatever means it offers them.

Plain links; ``onclick="downloadFj('name', './W0....pdf')"`` without href;
download scripts that name the file in a parameter; frames and viewers; an
address that is the page's only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from parsel import Selector

from extractors.portals.pages import (
    FILE_SUFFIXES,
    DetailPage,
    FileLink,
    absolute,
    clean,
    has_file_suffix,
    html_selector,
    is_file,
    parse_date,
)

_SUFFIX = "|".join(s[1:] for s in FILE_SUFFIXES)
_QUOTED_FILE = re.compile(
    rf"""(["'])((?:(?!\1).)+?\.(?:{_SUFFIX})(?:[?&][^"']*)?)\1""", re.IGNORECASE
)
_BARE_URL = re.compile(r"https?://[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x7e]+")
#: Where the text of an article stands, by id or class, in the CMS families seen.
_BODY = (
    "//*[contains(@class, 'TRS_Editor') or contains(@class, 'trs_editor_view')"
    " or contains(@class, 'article-content') or @id='zoom' or @id='Zoom' or @id='zoomcon'"
    " or @id='ivs_content' or self::ucapcontent]"
)
_LINKED = ("href", "data-href", "data-url", "data-file", "appendix-url")
#: 404 alone, not the 404 of 〔2024〕404号.
_SOFT_404 = re.compile(
    r"(?:^|[\s_|-])404(?:$|[\s_|-]|错误|页面|not)|页面不存在|页面没有找到|找不到(?:该|您|此|相关)?.{0,6}页面|页面已删除",
    re.IGNORECASE,
)


def meta_tags(selector: Selector) -> dict[str, str]:
    """Content of the page's meta tags by lower-case name (国办发〔2017〕47号: ArticleTitle,
    PubDate, ContentSource ...); some sites pad the names with blanks."""
    return {
        (m.attrib.get("name") or "").strip().lower(): clean(m.attrib.get("content"))
        for m in selector.xpath("//meta[@name]")
    }


def looks_missing(html: str) -> bool:
    """Whether a page that came with status 200 says that it does not exist."""
    if html.lstrip()[:1] in {"{", "["} or "<datastore" in html:
        return False  # data, not a page
    selector = html_selector(html)
    if meta_tags(selector).get("articletitle"):
        return False
    if _SOFT_404.search(clean(selector.xpath("string(//title)").get())):
        return True
    text = clean(selector.xpath("string(//body)").get())
    return len(text) < 200 and bool(_SOFT_404.search(text))


def parse_detail(html: str, url: str, body_html: str | None = None) -> DetailPage:
    """Files and frames of a detail page.

    ``body_html`` is the article where the page brings it as data instead of
    showing it; its links count as those of the page.
    """
    selector = html_selector(html)
    meta = meta_tags(selector)
    files: dict[str, FileLink] = {}
    frames: dict[str, None] = {}
    for part in [selector] + ([html_selector(body_html)] if body_html else []):
        for target, text in _links(part, url):
            if target not in files or not files[target].text:
                files[target] = FileLink(target, text)
        frames |= dict.fromkeys(_frames(part, url, whole=part is not selector))
    if not files:
        text = clean(selector.xpath(_BODY).xpath("string()").get())
        for match in _BARE_URL.findall(text):
            if is_file(match):
                files[match] = FileLink(match, meta.get("articletitle", ""))
            elif len(match) * 2 >= len(text):  # the address is all that the page says
                frames[match] = None
    title = meta.get("articletitle") or clean(selector.xpath("string(//title)").get())
    published = parse_date(meta.get("pubdate")) or _printed_date(selector)
    column = meta.get("columnname") or None
    return DetailPage(title or None, published, tuple(files.values()), tuple(frames), column)


def _links(selector: Selector, url: str) -> Iterator[tuple[str, str]]:
    for anchor in selector.xpath("//a | //*[@onclick]"):
        attributes = anchor.attrib
        text = clean(attributes.get("title")) or clean(anchor.xpath("string()").get())
        for name in _LINKED:
            href = attributes.get(name)
            target = absolute(url, href) if href else None
            # download.do?id=5 is a file as well, if that is what its text says.
            if target and (is_file(target) or (name == "href" and has_file_suffix(text))):
                yield target, text
        for name in ("onclick", "href"):
            script = attributes.get(name) or ""
            if name == "href" and not script.lower().startswith("javascript:"):
                continue
            yield from _from_script(script, text, url)
    for frame in selector.xpath("//iframe/@src | //embed/@src | //object/@data"):
        target = absolute(url, frame.get())
        if target is None:
            continue
        # viewer.html?file=/a/b.pdf shows the file that its parameter names.
        shown = dict(parse_qsl(urlsplit(target).query)).get("file", "")
        inner = absolute(target, shown) if has_file_suffix(urlsplit(shown).path) else None
        if inner or is_file(target):
            yield inner or target, ""


def _from_script(script: str, text: str, url: str) -> Iterator[tuple[str, str]]:
    """``downloadFj('name.pdf', './W0....pdf')``: the last quoted file is the address."""
    quoted = [m.group(2) for m in _QUOTED_FILE.finditer(script)]
    target = absolute(url, quoted[-1]) if quoted else None
    if target and is_file(target):
        yield target, text or quoted[0]


def _frames(selector: Selector, url: str, *, whole: bool) -> Iterator[str]:
    """Pages shown inside the article (not the login box of the page's head)."""
    region = selector if whole else selector.xpath(_BODY)
    for source in region.xpath(".//iframe/@src"):
        target = absolute(url, source.get())
        if target and not is_file(target) and "file" not in dict(parse_qsl(urlsplit(target).query)):
            yield target


def _printed_date(selector: Selector) -> date | None:
    """The date beside 发布日期, 发文日期 or 公开日期 of the info block."""
    label = (
        "//*[contains(text(), '发布日期') or contains(text(), '发布时间')"
        " or contains(text(), '发文日期') or contains(text(), '公开日期')]"
    )
    for node in selector.xpath(label)[:3]:
        own = clean(node.xpath("string()").get())
        after = clean(node.xpath("string(following::*[1])").get())
        if found := parse_date(own) or parse_date(after[:60]):
            return found
    return None
