"""Words of the cell above in front of a code."""

import pytest

from extractors.forms.labels import late_code


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("缴费30109-职业年金缴费", ("缴费", "30109-职业年金缴费")),
        ("缴20费80支50出6-职业年金", ("缴费支出", "2080506-职业年金")),
        ("支21出10199-其他支出", ("支出", "2110199-其他支出")),
        ("30109-职业年金缴费", None),
        ("第3次普查-经费", None),
        ("2024年项目-经费", None),
        ("项目二期-经费", None),
        ("十四五规划2025-评估", None),
    ],
)
def test_late_codes(text: str, got: tuple[str, str] | None) -> None:
    assert late_code(text) == got
