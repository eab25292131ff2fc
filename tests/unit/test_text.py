"""The same words compare equal, however the PDF producer encoded them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.text import fold, normalise, squash


def test_radicals_and_full_width_become_the_characters_they_stand_for() -> None:
    assert normalise("⼀般公共预算⽀出") == "一般公共预算支出"
    assert normalise("⻘海⻝品⻓期") == "青海食品长期"
    assert normalise("２０２４年（类）") == "2024年(类)"


def test_squash_removes_every_space_and_fold_unifies_quotes() -> None:
    assert squash("合 \u3000计\n") == "合计"
    assert fold("“三公”经费") == fold('"三公"经费') == '"三公"经费'


def test_invisible_characters_do_not_make_a_name_differ() -> None:
    assert squash("信息\u200b中心\ufeff") == "信息中心"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    for function in (normalise, squash, fold):
        assert function(function(text)) == function(text)
