"""What a list page and a detail page say, whichever CMS made them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

#: File types that are archived; only PDF is read today.
FILE_SUFFIXES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".rar", ".7z", ".ofd", ".wps")

_DATE = re.compile(r"(20\d\d|19\d\d)[-./年](\d{1,2})[-./月](\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)\s*(?:年|财年)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list page; ``url`` leads to a detail page or to a file."""

    title: str
    url: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of one list page and the addresses of the other pages of the list."""

    rows: tuple[ListRow, ...]
    other_pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file; ``text`` is its anchor text or published file name."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class DetailPage:
    """Files of one detail page."""

    title: str | None
    published_on: date | None
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file that a portal lists: what the archive is asked to keep."""

    portal: str
    url: str
    page_url: str
    title: str
    file_name: str
    fiscal_year: int | None
    published_on: date | None


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


def is_file(url: str) -> bool:
    """Whether an address leads to a file that is archived, by its path."""
    return urlsplit(url).path.lower().endswith(FILE_SUFFIXES)


def absolute(base: str, href: str) -> str | None:
    """Absolute http(s) address of a link without fragment; None for scripts and mail."""
    url = urljoin(base, href.strip().replace("\\", "/"))
    parts = urlsplit(url)
    return parts._replace(fragment="").geturl() if parts.scheme in {"http", "https"} else None
