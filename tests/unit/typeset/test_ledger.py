"""The ledger: one set of lines, every printed number a sum of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.typeset import fonts, rows
from tests.typeset.invent import invented, scale_unit
from tests.typeset.ledger import department, ledger, ledger_of, rounded
from tests.typeset.speak import Speaker, growth, percent


def test_sample_figures_of_2024() -> None:
    kexin = ledger("kexin", 2024)
    assert rounded(kexin.total(), "万元") == Decimal("332.37")
    assert rounded(kexin.total(rows.gpb), "万元") == Decimal("332.27")
    assert rounded(kexin.total(rows.kind("personnel")), "万元") == Decimal("268.89")
    assert rounded(kexin.total(rows.kind("public_use")), "万元") == Decimal("23.66")
    assert rounded(kexin.total(rows.kind("basic")), "万元") == Decimal("292.54")


def test_a_year_is_the_prior_year_of_the_next() -> None:
    for name in ("kexin", "museum_records", "museum_science"):
        before, now = ledger(name, 2023), ledger(name, 2024)
        assert before.total() > 0
        assert before.total() == now.total(prior=True)
        for code in now.functions():
            test = rows.function(code)
            assert before.total(test) == now.total(test, prior=True)


def test_department_is_the_sum_of_its_units() -> None:
    whole = department("museum", 2024)
    assert len(whole.units) == 2
    assert whole.total() == sum(u.total() for u in whole.units)
    assert whole.facts["procurement"]["services"] == Decimal("156.70")


def test_unknown_code_is_refused() -> None:
    raw = {**invented("art")}
    raw["basic"] = [{"function": "2070109", "fund": "GPB.OWN", "items": {"39999": [1, 2]}}]
    with pytest.raises(ValueError, match="39999"):
        ledger_of(raw, 2024)


def test_invented_units_are_stable_and_different() -> None:
    assert scale_unit(3) == scale_unit(3)
    totals = {ledger_of(scale_unit(n), 2024).total() for n in range(40)}
    assert len(totals) == 40


def test_share_and_growth() -> None:
    assert percent(Decimal("332.27"), Decimal("332.37")) == Decimal("99.97")
    assert percent(Decimal(0), Decimal(0)) == Decimal("0.00")
    assert growth(Decimal("332.27"), Decimal("293.86")) == Decimal("13.07")
    assert growth(Decimal("0.10"), Decimal("2.20")) == Decimal("-95.45")
    with pytest.raises(ValueError, match="growth from 0"):
        growth(Decimal(1), Decimal(0))


def test_speaker_signs_changes_and_uses_every_slip() -> None:
    speaker = Speaker({("X", "甲", "delta"): "9.99"})
    said = speaker.say(
        "X", "{item}{dir}{delta}万元", item="甲", **speaker.change(Decimal("1.00"), Decimal("3.00"))
    )
    assert said == "甲减少9.99万元"
    delta = next(s for s in speaker.stated if s.slot == "delta")
    assert delta.value == Decimal("-9.99")
    speaker.check()
    with pytest.raises(ValueError, match="never printed"):
        Speaker({("Y", 0, "amt"): "1.00"}).check()


@pytest.mark.parametrize("room", [30, 47, 61, 88, 123])
def test_wrapped_lines_fit_and_keep_numbers_whole(room: float) -> None:
    try:
        fonts.fingerprints()
    except fonts.FontMissingError as e:
        pytest.skip(str(e))
    text = "增长10.00%，其中：（一）办公费1,234.56万元；文献资源的使用率（%）提高。"
    lines = fonts.wrap(text, 9, room)
    assert "".join(lines) == text
    assert all(fonts.width(line, 9) <= room + 0.01 for line in lines)
    if room > 60:
        assert any("10.00%" in line for line in lines)
        assert any("1,234.56" in line for line in lines)
        assert not [line for line in lines if line[0] in "，。；）%"]
