"""What a list page and a detail page say, whichever CMS made them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from parsel import Selector
from w3lib.url import safe_url_string

#: File types that are archived.  PDF is read; containers are opened; the rest is kept.
FILE_SUFFIXES = (
    ".pdf", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".zip", ".rar", ".7z",
)  # fmt: skip

_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-./年](\d{1,2})[-./月](\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)\s*(?:年|财年)")
_SPACE = re.compile(r"\s+")
_NOT_A_NAME = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")
#: Query parameters under which download scripts name the file.
_NAME_KEYS = ("wjmc", "showname", "filename", "file", "name", "wjcflj")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list page; ``url`` leads to a detail page or to a file."""

    title: str
    url: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of one list page and the addresses of the other pages of the list.

    ``maybe_pages`` may turn out to hold nothing, which is no fault: parts of the
    page that are loaded apart, and the page after the last of a list that does
    not say how long it is.
    """

    rows: tuple[ListRow, ...]
    other_pages: tuple[str, ...] = ()
    maybe_pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file; ``text`` is its anchor text or published file name."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class DetailPage:
    """Files of one detail page, and pages that it shows inside itself or only names."""

    title: str | None
    published_on: date | None
    files: tuple[FileLink, ...]
    frames: tuple[str, ...] = ()
    #: Name of the column that the page stands in; some say the year only there.
    column: str | None = None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file that a portal lists: what the archive is asked to keep.

    ``url`` is the file's stable identity.  Where the portal signs its addresses
    anew at each load, that is the page with the file's name as fragment, and
    ``fetch_url`` is today's address.
    """

    portal: str
    url: str
    page_url: str
    title: str
    file_name: str
    fiscal_year: int | None
    published_on: date | None
    fetch_url: str | None = None

    @property
    def address(self) -> str:
        """The address to ask for the bytes."""
        return self.fetch_url or self.url


def html_selector(text: str) -> Selector:
    """A page as HTML, also where it is empty (parsel would take ``{`` or ``12`` for JSON)."""
    return Selector(text if text.strip() else "<html></html>", type="html")


def clean(text: str | None) -> str:
    """White space unified, ends stripped."""
    return _SPACE.sub(" ", text or "").strip()


def parse_date(text: str | None) -> date | None:
    """First calendar date in a text; None where there is none (31 June is none)."""
    for match in _DATE.finditer(unicodedata.normalize("NFKC", text or "")):
        year, month, day = (int(g) for g in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def fiscal_year_of(*texts: str | None) -> int | None:
    """The year that a title states (2026年度部门预算), from the first text that has one."""
    for text in texts:
        if match := _YEAR.search(unicodedata.normalize("NFKC", text or "")):
            return int(match.group(1))
    return None


def has_file_suffix(text: str) -> bool:
    """Whether a name or path ends as a file that is archived."""
    return text.lower().endswith(FILE_SUFFIXES)


def is_file(url: str) -> bool:
    """Whether an address leads to a file that is archived: by its path, or by the
    parameter of a download script (``downfile.jsp?filename=ec74.xlsx``)."""
    parts = urlsplit(url)
    if has_file_suffix(unquote(parts.path)):
        return True
    return any(k.lower() in _NAME_KEYS and has_file_suffix(v) for k, v in parse_qsl(parts.query))


def name_in_url(url: str) -> str:
    """The file name that an address carries, the readable one where it carries two."""
    parts = urlsplit(url)
    named = {k.lower(): v for k, v in parse_qsl(parts.query)}
    for key in _NAME_KEYS:
        if has_file_suffix(named.get(key, "")):
            return re.split(r"[\\/]", named[key])[-1]
    return unquote(parts.path).rsplit("/", 1)[-1]


def file_name_of(url: str, text: str) -> str:
    """Published name of a linked file: the link's text, with the suffix that the address has.

    A text such as 附件 or 点击下载 names nothing; then it is the name in the address.
    """
    in_url = name_in_url(url)
    title = _NOT_A_NAME.sub("_", clean(text))[-150:]
    if has_file_suffix(title):
        return title
    generic = re.fullmatch(r"(?:附件\d*|点击?下载|下载|查看|详见附件|[\d.\s、:：-]*)", title)
    if not title or generic:
        return in_url
    suffix = in_url[in_url.rfind(".") :].lower() if has_file_suffix(in_url) else ""
    return title + suffix


def is_signed(url: str) -> bool:
    """Whether an address carries a token beside the file's own path.

    ``/attachment/预算.pdf?dY7Hnqo...`` is another address at each load; the path
    already names the file, so whatever follows cannot.
    """
    parts = urlsplit(url)
    return bool(parts.query) and has_file_suffix(unquote(parts.path))


def stable_url(url: str, page_url: str, file_name: str) -> str:
    """Identity of a listed file: its address, or page and file name where that is signed."""
    if not is_signed(url):
        return url
    return f"{page_url}#{quote(file_name)}"


def absolute(base: str, href: str) -> str | None:
    """Absolute http(s) address of a link, escaped, without fragment; None for scripts and mail."""
    if not href.strip():
        return None
    try:
        url = urljoin(base, href.strip().replace("\\", "/"))
        parts = urlsplit(url)
    except ValueError:  # http://[broken
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return str(safe_url_string(parts._replace(fragment="").geturl()))
