"""The benchmark that leaves a place out, down to whom the findings blame."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.narrative.subjects import class_above
from tests.bench.bench_findings import MODES, compare, forgets, judged, read_all
from tests.support.places import typeset_places

PLACES = {"甲": "scopes_budget", "乙": "told_in_parts_budget", "丙": "signs_budget"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return typeset_places(tmp_path_factory.mktemp("places"), PLACES)


def test_no_vocabulary_that_is_left_out_accuses_a_publisher(folder: Path) -> None:
    bench = read_all(sorted(folder.glob("*/*.pdf")), None)
    assert bench.whole.accusations() == {}
    for mode in MODES:
        left = judged(bench.read(mode))
        assert compare(bench.whole, left) == ([], []), mode


def test_a_tenth_is_forgotten_and_the_same_tenth_again() -> None:
    words = [f"word {n}" for n in range(2000)]
    gone = {w for w in words if forgets("gaps-1", w)}
    assert 140 < len(gone) < 260
    assert gone == {w for w in words if forgets("gaps-1", w)}
    assert gone != {w for w in words if forgets("gaps-2", w)}


def test_the_class_above_an_item_is_read_from_its_subject() -> None:
    def above(subject: str) -> str | None:
        span = class_above(subject)
        return None if span is None else subject[slice(*span)]

    assert above("1.林业和草原(款)一般行政管理事务(项)支出") == "林业和草原"
    assert above("农林水支出(类)水利(款)一般行政管理事务(项)") == "水利"
    assert above("农林水支出(类)支出林业和草原(02款)行政运行(01项)") == "林业和草原"
    assert above("行政运行(项)") is None
