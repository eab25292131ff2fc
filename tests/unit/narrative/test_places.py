"""Squashing keeps the way back: every number is found where it is printed."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extractors.layout import BBox, Paragraph
from extractors.narrative.squashed import squash_paragraph
from extractors.text import fold
from tests.unit.narrative.paper import PER_LINE, SIZE, read, typeset

#: Characters that meet in budget text: full and half width, radicals, quotation marks, spaces.
ALPHABET = "收支预算１２３4５.,，。：（）()％%“”\"' 　\t\u00a0⻚⾏⽀万元亿㎡①Ⅲ…—\u200b"


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_every_squashed_character_points_to_its_source(text: str) -> None:
    paragraph = typeset([text])[0] if text else Paragraph(0, "", ())
    squashed = squash_paragraph(paragraph)
    assert squashed.text == fold(text)
    assert len(squashed.origins) == len(squashed.ends) == len(squashed.text)
    assert list(squashed.origins) == sorted(squashed.origins)
    for i in range(len(squashed.text)):
        source = text[squashed.origins[i] : squashed.ends[i]]
        assert squashed.text[i] in fold(source)


@given(
    lead=st.text(alphabet=" 　\t", max_size=7),
    gap=st.sampled_from(["", " ", "　", "\u00a0 "]),
    whole=st.integers(0, 9_999_999),
    cents=st.integers(0, 99),
    fill=st.integers(0, 90),
)
def test_an_amount_is_located_at_its_own_characters(
    lead: str, gap: str, whole: int, cents: int, fill: int
) -> None:
    number = f"{whole:,}.{cents:02d}"
    text = f"{lead}{'某' * fill}。本单位收支总预算{gap}{number}{gap}万元。"
    mentions, _ = read(text)
    (mention,) = [m for m in mentions if m.slot == "amt"]
    assert mention.value == Decimal(f"{whole}.{cents:02d}")
    assert mention.raw_text == number
    start = text.index(number)
    assert mention.x0 == start % PER_LINE * SIZE
    assert mention.top == start // PER_LINE * SIZE
    fits = min(len(number), PER_LINE - start % PER_LINE)
    assert mention.x1 == (start % PER_LINE + fits) * SIZE
    assert mention.bottom == mention.top + SIZE


def test_a_number_on_the_next_page_has_that_page() -> None:
    filler = ["某" * 30 + "。"] * 30
    mentions, _ = read(*filler, "本单位收支总预算1.00万元。")
    assert [m.page for m in mentions if m.slot == "amt"] == [2]


def test_combining_marks_stay_with_their_base() -> None:
    box = (1, BBox(0, 0, 1, 1))
    squashed = squash_paragraph(Paragraph(0, "e\u0301万", (box, box, box)))
    assert squashed.text == "é万"
    assert squashed.ends == (2, 3)


def test_places_must_match_the_text() -> None:
    try:
        squash_paragraph(Paragraph(3, "甲乙", ((1, BBox(0, 0, 1, 1)),)))
    except ValueError as error:
        assert "paragraph 3" in str(error)
    else:
        raise AssertionError("a paragraph without places was accepted")
