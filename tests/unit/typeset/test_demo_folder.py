"""The committed demo folder: what it holds is what the generator makes."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
import yaml

from extractors.portals.families import FAMILIES
from extractors.portals.registry_model import load_portals
from tests.typeset import bad_input, build, fonts, golden, portal
from tests.typeset.catalog import ENTRIES, INVENTED
from tests.typeset.kexin import SYNTHETIC_YEAR
from tests.typeset.portals import query_file

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "data" / "demo"
GOLDEN = ROOT / "tests" / "golden" / "demo"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DEMO / "manifest.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def same_fonts(manifest: dict[str, Any]) -> None:
    """Skip where other fonts, or another zlib, must give other bytes."""
    try:
        here = fonts.fingerprints()
    except fonts.FontMissingError as e:
        pytest.skip(str(e))
    if here != manifest["fonts_sha256"]:
        pytest.skip("other versions of the fonts are installed here")
    if manifest["zlib"] != zlib.ZLIB_RUNTIME_VERSION:
        pytest.skip("another zlib compresses to other bytes")


def _pdf(doc: dict[str, Any]) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument((DEMO / doc["file"]).read_bytes())


@pytest.mark.usefixtures("same_fonts")
def test_committed_folder_is_a_fresh_generation() -> None:
    fresh = build.files()
    committed = {
        p.relative_to(DEMO).as_posix(): p.read_bytes() for p in DEMO.rglob("*") if p.is_file()
    }
    assert sorted(committed) == sorted(fresh)
    assert [name for name, data in fresh.items() if committed[name] != data] == []


def test_golden_facts_are_fresh() -> None:
    committed = {p.stem: p.read_text("utf-8") for p in GOLDEN.glob("*.json")}
    assert sorted(committed) == sorted(e.doc_id for e in ENTRIES)
    assert [d for d, text in committed.items() if text != golden.dump(d)] == []


def test_folder_is_small() -> None:
    assert sum(p.stat().st_size for p in DEMO.rglob("*") if p.is_file()) < 3_000_000


def test_documents_open_and_every_font_is_embedded(manifest: dict[str, Any]) -> None:
    assert len(manifest["documents"]) >= 12
    for doc in manifest["documents"]:
        pdf = _pdf(doc)
        assert len(pdf) >= 10
        seen = 0
        for page in pdf:
            for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT]):
                font = pdfium_c.FPDFTextObj_GetFont(item.raw)
                assert pdfium_c.FPDFFont_GetIsEmbedded(font) == 1, doc["doc_id"]
                seen += 1
        assert seen > 100


def test_synthetic_documents_say_so_on_every_page(manifest: dict[str, Any]) -> None:
    for doc in manifest["documents"]:
        mark = SYNTHETIC_YEAR if doc["doc_id"] == "kexin_2023" else INVENTED
        assert doc["synthetic"] is (doc["doc_id"] != "kexin_2024")
        for page in _pdf(doc):
            text = re.sub(r"\s", "", page.get_textpage().get_text_range())
            assert (mark in text) is doc["synthetic"], doc["doc_id"]


def test_pages_of_both_orientations_and_rotation(manifest: dict[str, Any]) -> None:
    shapes = set()
    for doc in manifest["documents"]:
        for page in _pdf(doc):
            wide = page.get_width() > page.get_height()
            shapes.add((wide, page.get_rotation()))
    assert {(False, 0), (True, 0), (True, 90)} <= shapes


def test_printed_text_holds_the_golden_amounts(manifest: dict[str, Any]) -> None:
    """Every amount of the data is on a page, character for character."""
    for doc in manifest["documents"]:
        text = "".join(
            re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in _pdf(doc)
        )
        for grid in golden.expected_grids(doc["doc_id"]):
            for cell in grid["cells"]:
                if re.fullmatch(r"[\d,]+\.\d\d", cell["text"]):
                    assert cell["text"] in text


@pytest.mark.parametrize("demo", portal.DEMOS, ids=lambda d: d.cms)
def test_list_pages_lead_to_every_document(demo: portal.Demo, manifest: dict[str, Any]) -> None:
    """Read by the crawler's own families, from the files, without network."""
    entry = load_portals()[demo.portal_id]
    family = FAMILIES[entry.cms]

    def page(url: str) -> str | None:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        file = DEMO / demo.folder / query_file(path)
        return file.read_text("utf-8") if file.is_file() else None

    waiting, seen, rows = list(entry.entry_pages), set(), {}
    while waiting:
        url = waiting.pop()
        text = page(url)
        assert text is not None, url
        seen.add(url)
        found = family.list_page(text, url, entry)
        rows |= {r.url: r for r in found.rows}
        waiting += [u for u in (*found.other_pages, *found.maybe_pages) if u not in seen]
    missing = [r.title for url, r in rows.items() if page(url) is None]
    assert missing == ([portal.DEAD.title] if demo is portal.DEMOS[0] else [])
    linked, without = set(), []
    for url, row in rows.items():
        if (text := page(url)) is None:
            continue
        files = family.detail_page(text, url).files
        linked |= {demo.folder + urlsplit(f.url).path for f in files}
        without += [] if files else [row.title]
    assert without == ([portal.STUB.title] if demo is portal.DEMOS[0] else [])
    current = {
        d["file"]
        for d in manifest["documents"]
        if d["portal"] == demo.portal_id and not d["replaced_by"]
    }
    assert linked == current
    assert current


def test_the_demo_covers_years_and_families(manifest: dict[str, Any]) -> None:
    assert {d["fiscal_year"] for d in manifest["documents"]} == {2023, 2024}
    assert {d["portal"] for d in manifest["documents"]} == {d.portal_id for d in portal.DEMOS}
    assert len({d.cms for d in portal.DEMOS}) == 3
    for demo in portal.DEMOS:
        entry = load_portals()[demo.portal_id]
        assert (entry.cms, entry.loopback) == (demo.cms, f"demo/{demo.folder}")
        assert entry.hosts == [demo.host]


def test_replaced_file_stands_beside_its_successor(manifest: dict[str, Any]) -> None:
    by_id = {d["doc_id"]: d for d in manifest["documents"]}
    old = [d for d in by_id.values() if d["replaced_by"]]
    assert len(old) == 1
    new = by_id[old[0]["replaced_by"]]
    assert old[0]["file"] == new["file"].replace(".pdf", "_v1.pdf")
    assert old[0]["sha256"] != new["sha256"]


def test_planted_errors_name_documents_and_identities(manifest: dict[str, Any]) -> None:
    planted = yaml.safe_load((DEMO / "planted.yml").read_text("utf-8"))
    ids = {d["doc_id"] for d in manifest["documents"]}
    with_planted = set()
    for document in planted["documents"]:
        assert document["document"] in ids
        for error in document["errors"]:
            assert error["right"] != error["printed"]
            assert error["identities"]
            if error["origin"] == "planted":
                with_planted.add(document["document"])
    within = {"library_2024", "science_2024", "records_2024", "art_2024", "art_2024_v1"}
    assert with_planted == within | {"museum_2024"}


def test_missing_font_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYPESET_CJK_FONT", "/nowhere/font.ttf")
    fonts.font_file.cache_clear()
    try:
        with pytest.raises(fonts.FontMissingError, match="TYPESET_CJK_FONT"):
            fonts.font_file("CJK")
    finally:
        fonts.font_file.cache_clear()


@pytest.mark.usefixtures("same_fonts")
def test_bad_input_is_bad() -> None:
    for data in (bad_input.empty_file(), bad_input.html_as_pdf(), bad_input.encrypted()):
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(data)
    assert len(pypdfium2.PdfDocument(bad_input.encrypted(), password="secret")) == 1
    scan = pypdfium2.PdfDocument(bad_input.scan())
    assert scan[0].get_textpage().count_chars() == 0
    assert (
        "会议日程"
        in pypdfium2.PdfDocument(bad_input.unknown_form())[0].get_textpage().get_text_range()
    )
    assert bad_input.truncated().startswith(b"%PDF")


def test_file_without_pages() -> None:
    with pytest.raises(pypdfium2.PdfiumError):  # pdfium refuses what has no page
        pypdfium2.PdfDocument(bad_input.no_pages())
