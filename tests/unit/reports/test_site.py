"""The static site: what it says, what it must never say, and building it twice."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from expectations.catalogue import load_catalogue
from expectations.reports import IdentityNote, ReportError, ReportInput, Tally, build, labels
from expectations.reports.labels import identity_group
from expectations.waivers import DocumentScope, Waiver
from extractors.contracts import Attribution, Finding
from extractors.forms.vocab import vocabulary
from tests.unit.reports.conftest import BuiltSample
from tests.unit.reports.sample import fake_crop, sample_input, script_data, sha, verdict


class _Elements(HTMLParser):
    """Start tags with attributes, and ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _pages(root: Path) -> list[Path]:
    return sorted(root.rglob("*.html"))


def test_every_link_of_every_page_leads_somewhere(sample: BuiltSample) -> None:
    root = sample.built.out_dir
    checked = 0
    for page in _pages(root):
        for tag, attributes in _Elements(page.read_text(encoding="utf-8")).tags:
            address = attributes.get("href") if tag in {"a", "link"} else attributes.get("src")
            if not address or urlsplit(address).scheme:
                continue
            parts = urlsplit(address)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), f"{page.name}: {address}"
            if parts.fragment and target.suffix == ".html":
                assert f'id="{parts.fragment}"' in target.read_text(encoding="utf-8")
            checked += 1
    assert checked > 100


def test_pages_load_nothing_from_a_network(sample: BuiltSample) -> None:
    for page in _pages(sample.built.out_dir):
        for tag, attributes in _Elements(page.read_text(encoding="utf-8")).tags:
            if tag in {"script", "link", "img"}:
                address = attributes.get("src") or attributes.get("href") or ""
                scheme = urlsplit(address).scheme
                assert scheme == ("data" if tag == "img" and scheme else "")
                assert not address.startswith("//")


def test_pages_carry_no_inline_script_or_handler(sample: BuiltSample) -> None:
    """But for a letter, which is one file: there the policy names its two scripts by digest."""
    for page in _pages(sample.built.out_dir):
        html = page.read_text(encoding="utf-8")
        for tag, attributes in _Elements(html).tags:
            if "核对情况函-" in page.name and tag == "script":
                assert html.count("<script") == 2 and html.count("'sha256-") == 3
            else:
                assert tag not in {"script", "img"} or attributes.get("src"), page.name
            assert not any(name.startswith("on") for name in attributes), page.name
            assert not (attributes.get("href") or "").lower().startswith("javascript:")


def test_a_finding_shows_numbers_places_rule_cause_and_picture(sample: BuiltSample) -> None:
    page = sample.page("first")
    start = page.index('id="f1"')
    finding = page[start : page.index("</article>", start)]
    for text in ("错误", "254.53", "245.53", "+9.00", "±0.01", "301 工资福利支出", "人员经费",
                 "合计＝人员经费＋公用经费", "数字次序颠倒", "originals/", "#page=1"):  # fmt: skip
        assert text in finding, text
    image = re.search(r'<img src="\.\./(crops/[^"]+)" width="(\d+)"', finding)
    assert image is not None
    assert (sample.built.out_dir / image[1]).read_bytes().startswith(b"\x89PNG")
    assert int(image[2]) > 300


def test_names_that_differ_are_shown_character_by_character(sample: BuiltSample) -> None:
    assert "服务工作经<mark>历</mark>费" in sample.page("first")


def test_what_was_not_read_says_why_and_claims_nothing(sample: BuiltSample) -> None:
    page = sample.page("unread")
    assert "扫描件，没有文字" in page
    assert "全部页面是图片，没有文字，请提供原始电子版。" in page
    assert "相符 " not in page
    units = script_data(sample.read("data/units.js"))
    row = next(r for r in units["rows"] if "科技馆" in r[0])
    assert row[7] == 0


def test_unchecked_and_rounded_are_listed_with_reasons(sample: BuiltSample) -> None:
    page = sample.page("first")
    assert "没有找到这张表" in page
    rounded = page[page.index('id="rounded"') :]
    assert "292.54" in rounded and "292.55" in rounded and "−0.01" in rounded


def test_doubtful_findings_are_only_in_the_review_queue(sample: BuiltSample) -> None:
    sentence = "项目支出的增长率印为 6.49%"
    for page in _pages(sample.built.out_dir):
        inside = page.parent.name == "review" and page.name != "index.html"
        assert (sentence in page.read_text(encoding="utf-8")) == inside, page
    assert sentence not in sample.read("data/findings.js")
    assert sentence in sample.read("data/review.js")
    review = sample.read(f"review/{sha('first')[:16]}.html")
    assert "程序可能读错，未认定为单位差错" in review
    # A doubtful failure is not counted as 不符 either: two of three failures are the publisher's,
    # and one check more fails for the cause of the first.
    assert '<b>3</b> <span lang="zh">不符' in sample.page("first")
    assert "<b>1</b>" in sample.page("first").split("待复核")[0].rsplit("<li>", 1)[1]


def test_no_page_blames_a_unit(sample: BuiltSample) -> None:
    for page in _pages(sample.built.out_dir):
        assert "单位错误" not in page.read_text(encoding="utf-8")


def test_identity_pages_say_why_and_who_fails(sample: BuiltSample) -> None:
    page = sample.read("identities/T06.ROW.TOTAL.html")
    assert "合计列就是人员经费与公用经费两列之和。" in page
    assert "Total = personnel + public use" in page
    assert f"documents/{sha('first')[:16]}.html#f1" in page


def test_data_scripts_cannot_be_left_early(sample: BuiltSample) -> None:
    for path in (sample.built.out_dir / "data").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert "<" not in text and ">" not in text
        script_data(text)


def test_building_again_changes_no_page_and_renders_no_picture_twice(tmp_path: Path) -> None:
    data, _ = sample_input()
    calls: list[int] = []

    def crop(document_id: str, page: int, boxes: object) -> bytes:
        calls.append(page)
        return fake_crop(document_id, page, ())

    build(data, tmp_path, pdf_path=lambda d: None, crop=crop)
    first = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".xlsx"}
    n = len(calls)
    assert n > 0
    build(data, tmp_path, pdf_path=lambda d: None, crop=crop)
    assert len(calls) == n
    assert first == {
        p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".xlsx"
    }


def test_stale_pages_go_and_files_of_others_stay(tmp_path: Path) -> None:
    data, _ = sample_input()
    mine = tmp_path / "documents" / "note.txt"
    build(data, tmp_path, pdf_path=lambda d: None)
    mine.write_text("keep", encoding="utf-8")
    gone = tmp_path / "documents" / f"{sha('hostile')[:16]}.html"
    assert gone.is_file()
    build(
        ReportInput(documents=[d for d in data.documents if d.document_id != sha("hostile")]),
        tmp_path,
        pdf_path=lambda d: None,
    )
    assert not gone.exists()
    assert mine.read_text(encoding="utf-8") == "keep"


def test_a_manifest_from_elsewhere_deletes_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "report-files.json").write_text('["../outside.txt"]', encoding="utf-8")
    build(ReportInput(documents=[]), site, pdf_path=lambda d: None)
    assert outside.exists()


def test_a_page_that_cannot_be_rendered_is_reported_not_fatal(tmp_path: Path) -> None:
    data, _ = sample_input()

    def crop(document_id: str, page: int, boxes: object) -> bytes:
        if page == 1:
            raise IndexError("page 1 of 0")
        return b"not a picture"

    built = build(data, tmp_path, pdf_path=lambda d: None, crop=crop)
    assert ("IndexError: page 1 of 0" in {why for _, _, why in built.crop_failures}) and (
        "not a PNG image" in {why for _, _, why in built.crop_failures}
    )
    page = (tmp_path / "documents" / f"{sha('first')[:16]}.html").read_text(encoding="utf-8")
    assert "<img" not in page and "254.53" in page


def test_an_empty_report_is_still_a_report(tmp_path: Path) -> None:
    built = build(ReportInput(documents=[]), tmp_path, pdf_path=lambda d: None)
    assert "共收到 0 份公开文件" in built.index.read_text(encoding="utf-8")


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("x", encoding="utf-8")
    with pytest.raises(ReportError, match="不是文件夹"):
        build(ReportInput(documents=[]), target, pdf_path=lambda d: None)


def test_a_waived_finding_is_shown_as_explained_and_not_counted(tmp_path: Path) -> None:
    data, _ = sample_input()
    waiver = Waiver(
        identity="T07.PROJ.NAME",
        scope=DocumentScope(document=sha("first")),
        reason="项目名称以批复文件为准，已公开更正说明",
        evidence="更正说明网页",
        approver="预算科",
        approved_on=date(2026, 1, 1),
        expires=date(2026, 12, 31),
    )
    old = waiver.model_copy(update={"expires": date(2026, 2, 1), "identity": "T06.ROW.TOTAL"})
    built = build(data, tmp_path, pdf_path=lambda d: None, waivers=[waiver, old])
    page = (tmp_path / "documents" / f"{sha('first')[:16]}.html").read_text(encoding="utf-8")
    assert "已公开更正说明" in page
    assert "发现 1 处错误" in page
    assert '<b>3</b> <span lang="zh">不符' in page  # the verdict itself stays what it is
    assert "有 1 项豁免已过期、尚未生效或没有用到" in built.index.read_text(encoding="utf-8")
    assert "已过期，不再生效" in (tmp_path / "waivers.html").read_text(encoding="utf-8")


def test_original_links_can_point_to_an_archive(tmp_path: Path) -> None:
    data, pdf = sample_input()
    source = tmp_path / "归档 1" / "a#b.pdf"
    source.parent.mkdir()
    source.write_bytes(pdf)
    build(data, tmp_path / "site", pdf_path=lambda d: source, originals="link")
    page = (tmp_path / "site" / "documents" / f"{sha('first')[:16]}.html").read_text(
        encoding="utf-8"
    )
    match = re.search(r'href="([^"]+)#page=1"', page)
    assert match is not None
    assert (tmp_path / "site" / "documents" / unquote(match[1])).resolve() == source.resolve()
    assert not (tmp_path / "site" / "originals").exists()


def test_publisher_findings_only_reach_the_lists(sample: BuiltSample) -> None:
    publisher = [f for f in sample.data.findings if f.attribution == Attribution.PUBLISHER]
    assert sample.built.n_findings == len(publisher) == 3
    assert sample.built.n_review == 1


def test_a_document_mostly_unchecked_is_never_called_clean(tmp_path: Path) -> None:
    data, _ = sample_input()
    clean = sha("clean")
    gaps = Tally(clean, "X.T03.T05", "NOT_EVALUABLE", "form_missing", False, 5)
    one = ReportInput(
        documents=[d for d in data.documents if d.document_id == clean],
        tallies=[*(t for t in data.tallies if t.document_id == clean), gaps],
        run=data.run,
    )
    build(one, tmp_path, pdf_path=lambda d: None)
    page = (tmp_path / "documents" / f"{clean[:16]}.html").read_text(encoding="utf-8")
    assert "还有 5 项没有结论，不能说全部相符" in page
    assert "已核对的内容全部相符。" not in page
    units = (tmp_path / "data" / "units.js").read_text(encoding="utf-8")
    assert script_data(units)["rows"][0][8] == 1


def test_remarks_of_the_review_queue_are_grouped_by_rule(tmp_path: Path) -> None:
    data, _ = sample_input()
    rule = "CLS.BASICITEM"
    data.identities[rule] = IdentityNote(
        rule, "运行类科目只列基本支出", "Running items are basic", "info"
    )
    for n in range(30):
        data.verdicts.append(
            verdict(sha("clean"), rule, "FAIL", instance=str(n), severity="info", reported=f"{n}.5",
                    computed="0", difference=Decimal(n), unit="万元", root_cause=f"R{n}",
                    attribution="undetermined")
        )  # fmt: skip
        data.findings.append(
            Finding(sha("clean"), f"R{n}", "info", "undetermined", f"第 {n} 句。", "One.", None, None,
                    (f"{rule}[{n}]",))
        )  # fmt: skip
    built = build(data, tmp_path, pdf_path=lambda d: None)
    assert built.n_review == 31
    queue = (tmp_path / "review" / "index.html").read_text(encoding="utf-8")
    group = queue[queue.index("供参考：与通常做法不同") :]
    assert group.count("运行类科目只列基本支出") == 1 and ">30</td>" in group
    run = script_data((tmp_path / "data" / "run.js").read_text(encoding="utf-8"))
    assert run["review"] == 1  # what somebody has to look at
    page = (tmp_path / "review" / f"{sha('clean')[:16]}.html").read_text(encoding="utf-8")
    assert page.count("<article") == 0 and page.count("<tr id=") == 30
    assert 'class="chip error"' not in page and "<img" not in page


def test_every_form_of_the_vocabulary_has_words_in_both_languages() -> None:
    missing = [key for key in vocabulary().forms if key not in labels.FORM]
    assert missing == []


def test_no_rule_of_the_catalogue_is_about_something_else() -> None:
    other = [i.id for i in load_catalogue().identities if identity_group(i.id).zh == "其他"]
    assert other == []
