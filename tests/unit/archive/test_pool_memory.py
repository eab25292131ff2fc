"""The readers do not grow with the number of documents, and are replaced before they could."""

import hashlib
import statistics
import sys
from pathlib import Path

import pytest

from extractors.parse import ParseResult, parse_documents
from extractors.store import FactsStore
from tests.bench.bench_crawler import child_rss_mb
from tests.typeset import backfill
from tests.typeset.fonts import FontMissingError

DOCUMENTS = 600


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_six_hundred_documents_are_read_in_the_memory_of_the_first(tmp_path: Path) -> None:
    try:
        data = backfill.small_pdf(0, 2024)
    except FontMissingError as error:
        pytest.skip(str(error))
    documents = []
    for n in range(DOCUMENTS):  # the same pages, each a file of its own
        path = tmp_path / f"{n}.pdf"
        path.write_bytes(data + b"\n%% %d\n" % n)
        documents.append((hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name))
    rss: list[float] = []

    def sample(_: ParseResult) -> None:
        if len(rss) % 5 == 0 or not rss:
            rss.append(child_rss_mb())
        else:
            rss.append(rss[-1])

    store = FactsStore(tmp_path / "facts")
    results = parse_documents(documents, store, workers=1, timeout_s=120, on_result=sample)
    assert [r.header.status for r in results] == ["ok"] * DOCUMENTS
    tenth = DOCUMENTS // 10
    early, late = statistics.median(rss[tenth : 2 * tenth]), statistics.median(rss[-tenth:])
    assert late < early * 1.1 + 5, rss[:: tenth // 2]
    assert max(rss) < early * 1.5 + 5, max(rss)
