"""What a portal discloses, before a family's markup is put around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import md5
from html import escape

from extractors.portals.loopback import query_name

ROBOTS = b"User-agent: *\nDisallow: /search/\n"
NOTICE = "演示门户：页面与文件由本项目生成，不是任何机关的网站。"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a notice; ``name`` is what the page calls it, with suffix."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return self.name[self.name.rfind(".") :].lower()


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the list and the page behind it.  ``published`` is yyyy-mm-dd."""

    title: str
    published: str
    number: int
    source: str
    files: tuple[Attachment, ...] = ()
    body: str = ""
    #: Rows whose page is gone; the list still shows them.
    is_dead: bool = False

    @property
    def day(self) -> str:
        return self.published.replace("-", "")

    @property
    def hash(self) -> str:
        """32 hex digits that name the page."""
        return digest(f"page {self.number}")


@dataclass(frozen=True, slots=True)
class Site:
    """A portal: its names, and its notices in the order of the list."""

    host: str
    title: str
    site_id: str = "9900000001"
    column: str = "部门（单位）预算"
    notices: tuple[Notice, ...] = ()
    per_page: int = 15
    extra: dict[str, bytes] = field(default_factory=dict)

    def chunks(self) -> list[tuple[Notice, ...]]:
        """The notices page by page; one empty page where there is none."""
        starts = range(0, max(1, len(self.notices)), self.per_page)
        return [self.notices[s : s + self.per_page] for s in starts]


def digest(text: str) -> str:
    """A stable hash in the style of these CMSs."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def query_file(path: str) -> str:
    """File under the portal's root that answers a path, with or without query."""
    plain, _, query = path.partition("?")
    return (query_name(plain, query) if query else plain).lstrip("/")


def head(site: Site, title: str, notice: Notice | None = None, more: str = "") -> str:
    """<head> with the page tags that public sites must carry (国办发〔2017〕47号)."""
    tags = {
        "SiteName": site.title,
        "SiteDomain": site.host,
        "SiteIDCode": site.site_id,
        "ColumnName": site.column,
        "ColumnType": site.column,
    }
    if notice:
        tags |= {
            "ArticleTitle": notice.title,
            "PubDate": f"{notice.published} 10:30",
            "ContentSource": notice.source,
        }
    lines = "\n".join(f'<meta name="{k}" content="{escape(v)}">' for k, v in tags.items())
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="UTF-8">\n'
        f"{lines}\n{more}<title>{escape(title)}</title>\n</head>\n"
    )


def link(href: str, text: str, attributes: str = "") -> str:
    """An anchor; ``attributes`` is put in as it is."""
    return f'<a href="{escape(href)}"{" " + attributes if attributes else ""}>{escape(text)}</a>'
