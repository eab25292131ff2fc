"""Pages that are one file: the check of an agency, and the letters."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from expectations.reports import ReportInput, Tally, build, build_check_page
from expectations.reports.text import file_stem
from expectations.waivers import DocumentScope, Waiver
from tests.unit.reports.conftest import BuiltSample
from tests.unit.reports.sample import fake_crop, sample_input, sha


def _only(data: ReportInput, *names: str) -> ReportInput:
    wanted = {sha(n) for n in names}
    return ReportInput(
        documents=[d for d in data.documents if d.document_id in wanted],
        form_tables=[t for t in data.form_tables if t.document_id in wanted],
        tallies=[t for t in data.tallies if t.document_id in wanted],
        verdicts=[v for v in data.verdicts if v.document_id in wanted],
        findings=[f for f in data.findings if f.document_id in wanted],
        identities=data.identities,
        run=data.run,
    )


def _assert_self_contained(html: str) -> None:
    """Nothing is loaded, and the policy allows exactly what stands in the page."""
    assert not re.search(r'<(script|link|img|iframe)[^>]+(src|href)="(?!data:)', html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None and "default-src 'none'" in policy[1]
    blocks = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", html, flags=re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]


def test_the_check_of_one_file_is_one_page_with_pictures(tmp_path: Path) -> None:
    data, pdf = sample_input()
    source = tmp_path / "待公开" / "预算 1#.pdf"
    source.parent.mkdir()
    source.write_bytes(pdf)
    page = build_check_page(
        _only(data, "first"), tmp_path / "结果.html", pdf_path=lambda d: source, crop=fake_crop
    )
    html = page.read_text(encoding="utf-8")
    _assert_self_contained(html)
    assert page == tmp_path / "结果.html"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["待公开", "结果.html"]
    assert "公开前自查" in html and 'id="d1-f1"' in html and "data:image/png;base64," in html
    # The agency sees its doubtful ones too, said as what they are.
    assert 'id="d1-rf1"' in html and "未认定为单位差错" in html
    link = re.search(r'href="([^"#]+)#page=1"', html)
    assert link is not None and (tmp_path / unquote(link[1])).read_bytes() == pdf


def test_the_check_of_several_files_lists_them_first(tmp_path: Path) -> None:
    data, _ = sample_input()
    page = build_check_page(data, tmp_path / "out", pdf_path=lambda d: None, crop=fake_crop)
    html = page.read_text(encoding="utf-8")
    _assert_self_contained(html)
    assert sorted(p.name for p in page.parent.iterdir()) == [
        "findings.csv", "findings.xlsx", "index.html",
    ]  # fmt: skip
    assert "核对了 4 份文件：3 份读取成功，1 份没有读取" in html
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert {"d1", "d2", "d3", "d4"} <= set(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in html, anchor
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert "全部页面是图片，没有文字，请提供原始电子版。" in html
    assert "请提供由 Word、Excel 等直接导出的 PDF" in html


def test_hostile_content_of_a_check_is_text(tmp_path: Path) -> None:
    data, _ = sample_input()
    page = build_check_page(_only(data, "hostile"), tmp_path / "x.html", pdf_path=lambda d: None)
    html = page.read_text(encoding="utf-8")
    _assert_self_contained(html)
    assert html.count("<script") == 2 and "<img" not in html


def test_a_page_cannot_be_written_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="out"):
        build_check_page(ReportInput([]), tmp_path / "out", pdf_path=lambda d: None)


def _letters(sample: BuiltSample) -> dict[str, str]:
    folder = sample.built.out_dir / "letters"
    return {
        p.name: p.read_text(encoding="utf-8")
        for p in folder.glob("*.html")
        if p.name != "index.html"
    }


def test_a_letter_is_one_file_named_after_the_unit(sample: BuiltSample) -> None:
    letters = _letters(sample)
    letter = letters["核对情况函-乌鲁木齐科技信息服务中心.html"]
    for one in letters.values():
        _assert_self_contained(one)
    assert "254.53" in letter and "245.53" in letter and "data:image/png" in letter
    assert "合计列就是人员经费与公用经费两列之和。" in letter
    assert "file:" not in letter and "originals/" not in letter
    href = re.search(
        r'href="\.\./(letters/[^"]+)"[^>]*><span lang="zh">核对情况函</span>',
        sample.page("first").split("<main")[1],
    )
    assert href is not None and unquote(href[1]).endswith("中心.html")
    assert "核对情况函-" not in unquote(sample.page("clean"))
    assert "核对情况函-" not in unquote(sample.page("unread"))


def test_a_letter_holds_only_what_the_publisher_must_answer(sample: BuiltSample) -> None:
    text = "".join(_letters(sample).values())
    assert "项目支出的增长率" not in text  # waits in the review queue
    assert "程序可能读错" not in text


def test_a_hostile_name_makes_a_harmless_file_name(sample: BuiltSample) -> None:
    names = [p.name for p in (sample.built.out_dir / "letters").iterdir()]
    hostile = next(n for n in names if "alert" in n)
    assert not set(hostile) & set('<>:"/\\|?*=\u202e😀')
    assert ".." not in hostile


def test_waived_findings_are_not_asked_about(tmp_path: Path) -> None:
    data, _ = sample_input()
    waivers = [
        Waiver(identity=i, scope=DocumentScope(document=sha("first")), reason="已公开更正说明",
               evidence="更正说明网页", approver="预算科", approved_on=date(2026, 1, 1),
               expires=date(2026, 12, 31))
        for i in ("T07.PROJ.NAME", "T06.ROW.TOTAL", "T06.HIER.CLASS")
    ]  # fmt: skip
    build(data, tmp_path, pdf_path=lambda d: None, waivers=waivers)
    assert not (tmp_path / "letters" / "核对情况函-乌鲁木齐科技信息服务中心.html").exists()


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("某市财政局(本级)", "某市财政局(本级)"),
        ("../../etc/passwd", "etcpasswd-"),
        ("局" * 90, "局" * 40 + "-"),
    ],
)
def test_file_names_are_short_and_plain(name: str, stem: str) -> None:
    assert file_stem(name).startswith(stem) and len(file_stem(name)) <= 49


@pytest.mark.parametrize(
    ("name", "answer", "css"),
    [
        ("first", "公开前有 2 处需要核对", "error"),
        ("clean", "可以公开：没有发现问题", "ok"),
        ("hostile", "公开前有 1 处需要核对", "warning"),
        ("unread", "没有核对：", "unread"),
    ],
)
def test_the_check_answers_first_whether_to_publish(
    tmp_path: Path, name: str, answer: str, css: str
) -> None:
    data, _ = sample_input()
    page = build_check_page(_only(data, name), tmp_path / "x.html", pdf_path=lambda d: None)
    html = page.read_text(encoding="utf-8")
    box = html[html.index('<div class="verdict') :]
    assert box.startswith(f'<div class="verdict {css}">')
    assert answer in box[: box.index("</div>")]
    assert ("怎么办：" in html) == (name == "unread")


def test_the_check_is_no_all_clear_where_much_was_not_checked(tmp_path: Path) -> None:
    data, _ = sample_input()
    only = _only(data, "clean")
    only.tallies.append(Tally(sha("clean"), "X.T03.T05", "NOT_EVALUABLE", "form_missing", False, 9))
    page = build_check_page(only, tmp_path / "x.html", pdf_path=lambda d: None)
    html = page.read_text(encoding="utf-8")
    assert "可以公开" not in html and "但没有核对全" in html and "没能核对 9 项" in html


def test_a_letter_asks_politely_and_says_how_to_answer(sample: BuiltSample) -> None:
    letter = next((sample.built.out_dir / "letters").glob("核对情况函-乌鲁木齐科技信息*.html"))
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", "", letter.read_text("utf-8"))
    for part in ("关于核实预决算公开有关内容的函", "（错误 2 处）", "（一）", "第 1 页", "人员经费", "254.53",
                 "245.53", "T06.ROW.TOTAL", "合计＝人员经费＋公用经费", "书面回复", "读取有误", "核实情况回复单"):  # fmt: skip
        assert part in text, part
    assert "6.49" not in text  # what may be our own misreading is never sent
