"""The benchmark that leaves a place out, on two typeset places."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.ablation import MODES, Score, lens_for, read_left, read_whole
from tests.bench.bench_cells import draw
from tests.bench.bench_forms import sums
from tests.support.places import typeset_places

PLACES = {"甲": "central_budget", "乙": "southwest_budget"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return typeset_places(tmp_path_factory.mktemp("places"), PLACES)


def test_what_is_left_is_never_more_and_never_something_else(folder: Path) -> None:
    corpus = read_whole(sorted(folder.glob("*/*.pdf")), None, sums)
    scores = {}
    for mode in MODES:
        left = read_left(corpus, mode, None, sums)
        scores[mode] = score = Score()
        for path, document in left.items():
            score.add(corpus.whole[path], document)
        assert score.other_form == 0, mode
        assert score.differs == 0, mode
        assert score.documents == len(PLACES)
    assert scores["plain"].same >= scores["strict"].same >= scores["wordings"].same
    assert scores["untitled"].same_form < scores["plain"].same_form


def test_a_lens_leaves_out_what_only_one_family_uses() -> None:
    uses = {"A": {("funds/GPB/0", "甲"), ("kinds/basic/0", "乙")}, "B": {("funds/GPB/0", "丙")}}
    strict, wordings = lens_for("strict", "A", uses), lens_for("wordings", "A", uses)
    assert strict("funds/GPB/0", "甲")
    assert not strict("kinds/basic/0", "乙")
    assert wordings("funds/GPB/0", "丙")
    assert not wordings("funds/GPB/0", "甲")
    assert not lens_for("plain", "A", uses)("families/A", "A")


def test_the_sample_of_cells_is_drawn_evenly_and_again_the_same(folder: Path) -> None:
    paths = sorted(folder.glob("*/*.pdf"))
    first, again = draw(paths, 20, 4, None), draw(paths, 20, 4, None)
    assert [d.cell.cell_id for d in first] == [d.cell.cell_id for d in again]
    assert [d.path.parent.name for d in first].count("甲") == 10
    assert all(d.cell.amount is not None and not d.cell.is_blank for d in first)
