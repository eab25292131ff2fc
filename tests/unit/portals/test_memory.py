"""The crawler does not grow with the number of documents."""

import sys
from pathlib import Path

import pytest

from extractors.portals.runner import Crawl
from tests.bench.bench_crawler import Sampler, make_site

DOCUMENTS = 250


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_stays_where_it_is(tmp_path: Path) -> None:
    portal = make_site(tmp_path, DOCUMENTS, kilobytes=200)
    crawl = Crawl(str(tmp_path / "archive"), tmp_path / "work", tmp_path / "logs", tmp_path)
    files = crawl.list_files(portal).files
    sampler = Sampler()
    fetched = crawl.fetch(portal, files, sampler)
    assert len(fetched.outcomes) == DOCUMENTS
    # 250 files of 200 kB are 50 MB: whoever kept them would grow by 25 over these samples.
    assert sampler.growth_mb() < 8, sampler.rss
