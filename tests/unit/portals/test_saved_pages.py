"""The families on pages of real portals, which are not part of the project."""

import os
from pathlib import Path

import pytest

from extractors.encoding import decode_page
from extractors.portals.families import FAMILIES
from extractors.portals.pages import file_name_of, stable_url
from extractors.portals.registry_model import Portal
from tests.unit.portals.mocks import portal_of

SHARED = os.environ.get("MINGZHANG_SHARED")
SAMPLES = Path(SHARED or ".") / "portals" / "samples"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="MINGZHANG_SHARED has no portals/samples"),
]


def text(prefix: str) -> str:
    (file,) = SAMPLES.glob(f"{prefix}_*")
    return decode_page(file.read_bytes())


@pytest.mark.parametrize(
    ("prefix", "cms", "rows", "others", "maybe"),
    [
        ("A1", "trs", 15, 2, 0),
        ("B1", "ucap", 81, 0, 0),
        ("C1", "hanweb", 0, 0, 2),
        ("C2", "hanweb", 63, 0, 3),
        ("D1", "gkmlpt", 0, 1, 0),
    ],
)
def test_lists(prefix: str, cms: str, rows: int, others: int, maybe: int) -> None:
    portal = Portal.model_validate(portal_of(cms))
    url = f"http://{cms}.mock.example/a/gkmlpt/index{'' if cms == 'gkmlpt' else '.html'}"
    page = FAMILIES[cms].list_page(text(prefix), url, portal)
    assert (len(page.rows), len(page.other_pages), len(page.maybe_pages)) == (rows, others, maybe)
    assert all(r.title for r in page.rows)


@pytest.mark.parametrize(
    ("prefix", "cms", "name"),
    [
        ("A2", "trs", "重庆市财政局2026年部门预算情况说明.pdf"),
        ("A3", "trs", "天津市交通运输委员会.rar"),
        ("A4", "trs", "2026年二级预算单位预算公开.rar"),
        ("B2", "ucap", "苏州市科技局本级2026年度整体预算绩效目标表.xlsx"),
        ("C3", "platform", "宁波市民政局本级2026年单位预算公开表.pdf"),
        ("D2", "gkmlpt", "附件：2025年服务贸易发展扶持计划（服务贸易创新发展扶持项目）下达明细表.xlsx"),
        ("E1", "platform", "2026年度郑州市工业和信息化局部门预算公开.pdf"),
        ("E2", "platform", "昆明市审计局（汇总）2026年预算公开目录附表.xlsx"),
        ("E3", "platform", "2026030315232396577365.rar"),
    ],
)  # fmt: skip
def test_details(prefix: str, cms: str, name: str) -> None:
    url = "http://h.example/a/b.html"
    page = FAMILIES[cms].detail_page(text(prefix), url)
    (file,) = page.files
    assert file_name_of(file.url, file.text) == name
    assert page.title
    signed = stable_url(file.url, url, name) != file.url
    assert signed == (prefix == "E1")
