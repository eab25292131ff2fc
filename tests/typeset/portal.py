"""The demo portals: which document stands on which, and what else their lists hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from .catalog import ENTRIES, Entry
from .portals import BUILDERS, Attachment, Notice, Site, gkmlpt, query_file, trs, ucap


@dataclass(frozen=True, slots=True)
class Demo:
    """One demo portal: ``folder`` under data/demo, and the documents that it lists."""

    portal_id: str
    folder: str
    cms: str
    title: str
    doc_ids: tuple[str, ...]
    per_page: int = 3

    @property
    def host(self) -> str:
        """As in the registry."""
        return f"{self.portal_id.removeprefix('000000_').replace('_', '-')}.mingzhang.example"


DEMOS = (
    Demo(
        "000000_demo",
        "portal",
        "trs",
        "示例市财政预决算公开平台",
        ("kexin_2024", "kexin_2023", "art_2024", "art_2024_v1"),
    ),
    Demo(
        "000000_demo_ucap",
        "portal_ucap",
        "ucap",
        "示例市文博局",
        tuple(
            f"{name}_{year}"
            for name in ("museum", "museum_records", "museum_science")
            for year in (2023, 2024)
        ),
    ),
    Demo(
        "000000_demo_gkmlpt",
        "portal_gkmlpt",
        "gkmlpt",
        "示例市文化局政府信息公开",
        ("library_2024", "science_2024", "records_2024"),
    ),
)

#: A row of the first portal whose page is gone (404), and one whose page has no file.
DEAD = Notice(
    "示例市已撤并单位2023年单位预算公开", "2023-02-28", 9099, "示例市财政局", is_dead=True
)
STUB = Notice(
    "关于2024年部门预算公开时间的通知",
    "2024-03-01",
    10099,
    "示例市财政局",
    body="各部门、各单位应当自批复之日起二十日内公开预算。",
)


def demo_of(e: Entry) -> Demo:
    """The portal that lists a document; KeyError where none does."""
    for demo in DEMOS:
        if e.doc_id in demo.doc_ids:
            return demo
    raise KeyError(e.doc_id)


def _notice(e: Entry, data: bytes = b"") -> Notice:
    unit = e.title.split("20")[0]
    file = Attachment(f"{e.title}.pdf", data)
    return Notice(e.title, e.published, e.number, unit, (file,), body=f"现将{e.title}。")


def pdf_path(e: Entry) -> str:
    """Path of the document under data/demo; an earlier edition has ``_v1``."""
    demo, notice = demo_of(e), _notice(e)
    if demo.cms == "trs":
        path = f"/{trs.folder(notice)}/{trs.file_name(notice, 0)}"
    else:
        path = {"ucap": ucap, "gkmlpt": gkmlpt}[demo.cms].file_path(notice, 0)
    whole = PurePosixPath(demo.folder + path)
    return str(whole.with_stem(whole.stem + "_v1") if e.replaced_by else whole)


def page_path(e: Entry) -> str:
    """Path of the page that links to the document, under data/demo."""
    demo, notice = demo_of(e), _notice(e)
    if demo.cms == "trs":
        return f"{demo.folder}/{trs.folder(notice)}/{trs.page_name(notice)}"
    return demo.folder + {"ucap": ucap, "gkmlpt": gkmlpt}[demo.cms].page_path(notice)


def files(pdfs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path under data/demo -> bytes of every page and document; ``pdfs`` by doc_id."""
    out: dict[str, bytes] = {}
    for demo in DEMOS:
        listed = [e for e in ENTRIES if e.doc_id in demo.doc_ids]
        notices = [_notice(e, pdfs[e.doc_id]) for e in listed if not e.replaced_by]
        if demo is DEMOS[0]:
            notices += [DEAD, STUB]
        notices.sort(key=lambda n: (n.published, -n.number), reverse=True)
        site = Site(demo.host, demo.title, notices=tuple(notices), per_page=demo.per_page)
        for path, data in BUILDERS[demo.cms](site).items():
            out[f"{demo.folder}/{query_file(path)}"] = data
        for e in listed:
            if e.replaced_by:
                out[pdf_path(e)] = pdfs[e.doc_id]
    return out
