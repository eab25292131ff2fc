"""TRS WCM: static pages, list pagination written by ``createPageHTML`` in the browser.

List: ``index.html``, then ``index_1.html`` ... ``index_{n-1}.html``, n being the
first number of the call (its arity differs by site, from 1 to 9).  Detail:
``t{yyyymmdd}_{id}.html`` with files beside it (``W0...`` or ``P0...``), linked by
href or only by an onclick handler.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from extractors.portals.pages import (
    FILE_SUFFIXES,
    DetailPage,
    FileLink,
    ListPage,
    ListRow,
    absolute,
    clean,
    is_file,
    parse_date,
)

_CALL = re.compile(r"createPageHTML\s*\(([^)]*)\)", re.IGNORECASE)
_DETAIL = re.compile(r"/t(20\d{6}|19\d{6})_\d+\.s?html?$", re.IGNORECASE)
_SUFFIX = "|".join(s[1:] for s in FILE_SUFFIXES)
_NUMBER = re.compile(r"(?<![\w'\"])\d+(?![\w'\"])")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
_QUOTED_FILE = re.compile(rf"['\"]([^'\"]+\.(?:{_SUFFIX}))['\"]", re.IGNORECASE)
_BARE_URL = re.compile(r"https?://[\x21-\x7e]+")


def parse_list(html: str, url: str) -> ListPage:
    """Rows of a list page (links to details and files) and the list's other pages."""
    selector = Selector(html)
    rows: dict[str, ListRow] = {}
    for anchor in selector.xpath("//a[@href]"):
        target = absolute(url, anchor.attrib["href"])
        if target is None or not (_DETAIL.search(urlsplit(target).path) or is_file(target)):
            continue
        title = clean(anchor.attrib.get("title")) or clean(anchor.xpath("string()").get())
        if not title or target in rows:
            continue
        row = anchor.xpath("ancestor::*[self::li or self::tr or self::dd][1]")
        printed = parse_date(row.xpath("string()").get()) if row else None
        rows[target] = ListRow(title, target, printed or _date_of_path(target))
    return ListPage(tuple(rows.values()), _other_pages(html, url))


def parse_detail(html: str, url: str) -> DetailPage:
    """Files of a detail page: by href, by onclick, or an address as its only text."""
    selector = Selector(html)
    meta = {
        (m.attrib.get("name") or "").lower(): m.attrib.get("content") or ""
        for m in selector.xpath("//meta[@name]")
    }
    files: dict[str, FileLink] = {}

    def add(href: str, text: str) -> None:
        target = absolute(url, href)
        if target and is_file(target) and target not in files:
            files[target] = FileLink(target, clean(text) or target.rsplit("/", 1)[-1])

    for anchor in selector.xpath("//a"):
        text = anchor.attrib.get("title") or anchor.xpath("string()").get() or ""
        add(anchor.attrib.get("href") or "", text)
        for script in (anchor.attrib.get("onclick"), anchor.attrib.get("href")):
            if script and ("onclick" in anchor.attrib or script.startswith("javascript:")):
                _from_script(script, text, add)
    if not files:
        body = selector.xpath("//*[contains(@class, 'TRS_Editor') or @id='zoom' or @id='Zoom']")
        for match in _BARE_URL.findall(clean(body.xpath("string()").get())):
            add(match, meta.get("articletitle", ""))
    title = clean(meta.get("articletitle")) or clean(selector.xpath("//title/text()").get())
    published = parse_date(meta.get("pubdate")) or _date_of_path(url)
    return DetailPage(title or None, published, tuple(files.values()))


def _from_script(script: str, text: str, add: object) -> None:
    """``downloadFj('name.pdf', './W0....pdf')``: the last quoted file is the address."""
    quoted = _QUOTED_FILE.findall(script)
    if quoted and callable(add):
        add(quoted[-1], text or quoted[0])


def _other_pages(html: str, url: str) -> tuple[str, ...]:
    # The page often defines the function too; its parameters hold no number.
    calls = (m.group(1) for m in _CALL.finditer(html))
    arguments = next((c for c in calls if _NUMBER.search(c)), None)
    if arguments is None:
        return ()
    numbers = _NUMBER.findall(arguments)
    words = _QUOTED.findall(arguments)
    extension = next((w for w in reversed(words) if re.fullmatch(r"s?html?", w)), None)
    path = urlsplit(url).path
    own = re.search(r"/([^/]*?)(?:_\d+)?\.(s?html?)$", path)
    names = [w for w in words if w != extension and re.fullmatch(r"\w+", w)]
    name = names[-1] if names and extension else own.group(1) if own else "index"
    extension = extension or (own.group(2) if own else "html")
    first = urljoin(url, f"{name}.{extension}")
    pages = [first] + [urljoin(url, f"{name}_{n}.{extension}") for n in range(1, int(numbers[0]))]
    return tuple(p for p in pages if urlsplit(p).path != path)


def _date_of_path(url: str) -> date | None:
    if match := _DETAIL.search(urlsplit(url).path):
        digits = match.group(1)
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None
    return None
