"""Each CMS family on its mock portal, through the real crawler: list, archive, again."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractors.archive import Archive
from extractors.portals.registry_model import Portal
from extractors.portals.runner import Crawl
from tests.typeset.portals import BUILDERS, Attachment, Notice, Site, write
from tests.unit.portals.mocks import portal_of

PDF = b"%%PDF-1.4 demo %d\n%%%%EOF"
N = 40


def notices(n: int = N) -> tuple[Notice, ...]:
    out = []
    for k in range(n):
        year = 2022 + k % 3
        unit = f"示例市第{k + 1}局"
        name = f"{unit}{year}年部门预算公开.pdf"
        files = (Attachment(name, PDF % k),) if k != 7 else ()
        out.append(
            Notice(
                f"{unit}{year}年部门预算公开",
                f"{year}-02-{k % 28 + 1:02d}",
                1000000 + k,
                f"示例市第{k % 4 + 1}部门",
                files,
                body="现将预算公开如下。",
                is_dead=k == 9,
            )
        )
    return tuple(out)


@pytest.mark.parametrize("cms", sorted(BUILDERS))
def test_a_family_lists_archives_and_knows_what_it_has(cms: str, tmp_path: Path) -> None:
    site = Site(f"{cms}.mock.example", "示例门户", notices=notices(), per_page=6)
    write(tmp_path / "site", BUILDERS[cms](site))
    portal = Portal.model_validate(portal_of(cms))
    crawl = Crawl(str(tmp_path / "archive"), tmp_path / "work", tmp_path / "logs", tmp_path, "r1")

    listed = crawl.list_files(portal)
    kinds = Counter(o.error_kind for o in listed.outcomes)
    assert kinds == {"no_files": 1, "http_404": 1}, listed.outcomes
    assert len(listed.files) == N - 2
    by_name = {f.file_name: f for f in listed.files}
    first = by_name["示例市第1局2022年部门预算公开.pdf"]
    assert first.title == "示例市第1局2022年部门预算公开"
    assert (first.fiscal_year, first.published_on) == (2022, date(2022, 2, 1))
    assert Counter(f.fiscal_year for f in listed.files) == {2022: 13, 2023: 12, 2024: 13}

    fetched = crawl.fetch(portal, listed.files)
    assert Counter((o.status, o.error_kind) for o in fetched.outcomes) == {("ok", None): N - 2}
    archive = Archive(tmp_path / "archive")
    versions = list(archive.versions(portal.id))
    assert {archive.get(v.acquisition.document_id) for v in versions} == {
        PDF % k for k in range(N) if k not in (7, 9)
    }
    assert {v.file_name for v in versions} == set(by_name)

    again = crawl.fetch(portal, crawl.list_files(portal).files)
    assert Counter(o.status for o in again.outcomes) == {"unchanged": N - 2}
    assert len(list(archive.versions(portal.id))) == N - 2
