"""广东 gkmlpt: a shell with window._CONFIG, a JSON interface, articles as data."""

from __future__ import annotations

import json
from html import escape

from .site import NOTICE, ROBOTS, Notice, Site, head, link

SID, COLUMN_ID = "757043", 3630
BASE = "/slwhj"
ENTRY = f"{BASE}/gkmlpt/index"


def page_path(notice: Notice) -> str:
    n = notice.number
    return f"{BASE}/gkmlpt/content/{n // 1000000}/{n // 1000}/post_{n}.html"


def file_path(notice: Notice, n: int) -> str:
    number = notice.number
    return f"/attachment/0/{number // 1000}/{number}/{number * 10 + n}{notice.files[n].suffix}"


def _config(site: Site, detail: object) -> str:
    tree = [
        {"id": 3633, "name": "政府信息公开指南", "parent": 0, "jump_url": None, "children": []},
        {
            "id": 3625,
            "name": "组织机构",
            "parent": 0,
            "jump_url": "",
            "children": [{"id": 3636, "name": "领导分工", "parent": 3625, "children": []}],
        },
        {"id": COLUMN_ID, "name": "财政预决算", "parent": 0, "jump_url": None, "children": []},
    ]
    return (
        f"<script>\nwindow._CONFIG = {{\n    APP_URL: 'http://{site.host}{BASE}',\n"
        f"    SID: '{SID}',\n    DETAIL: {json.dumps(detail)},\n    TREE: {json.dumps(tree)},\n"
        "    SERVICE_AREA_ID: ''\n};\n</script>\n"
    )


def _article(site: Site, notice: Notice) -> dict[str, object]:
    return {
        "id": notice.number,
        "title": notice.title,
        "url": f"http://{site.host}{page_path(notice)}",
        "display_publish_time": f"{notice.published} 10:30:00",
        "publisher": notice.source,
    }


def _detail(site: Site, notice: Notice) -> str:
    links = "".join(
        f"<p>附件：{link(file_path(notice, n), f.name, 'class=&quot;nfw-cms-attachment&quot;')}</p>"
        for n, f in enumerate(notice.files)
    )
    detail = _article(site, notice) | {"content": f"<p>{escape(notice.body)}</p>{links}"}
    return head(site, notice.title) + f"<body>{NOTICE}{_config(site, detail)}</body></html>\n"


def pages(site: Site) -> dict[str, bytes]:
    """Every answer of the portal; the page after the last is asked for and is empty."""
    shell = head(site, site.title) + f"<body>{NOTICE}{_config(site, None)}</body></html>\n"
    out = {"/robots.txt": ROBOTS, ENTRY: shell.encode()}
    chunks = site.chunks()
    for k, chunk in enumerate([*chunks, ()], 1):
        answer = {"articles": [_article(site, n) for n in chunk], "total": len(site.notices)}
        path = f"{BASE}/gkmlpt/api/all/{COLUMN_ID}?page={k}&sid={SID}"
        out[path] = json.dumps(answer).encode()
    for notice in site.notices:
        if notice.is_dead:
            continue
        out[page_path(notice)] = _detail(site, notice).encode()
        for n, file in enumerate(notice.files):
            out[file_path(notice, n)] = file.data
    return out | site.extra
