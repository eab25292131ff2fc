"""Every number in a table is typed, explained or listed."""

from hypothesis import given
from hypothesis import strategies as st

from extractors.audit import audit
from extractors.forms import read_forms
from tests.unit.forms.tables import budget, layout, table


def run(*tables: object) -> tuple[int, int, int, list[tuple[str, str]]]:
    done = audit("0" * 64, read_forms(layout(*tables), budget()))  # type: ignore[arg-type]
    return done.tokens, done.typed, done.explained, [(t.raw_text, t.why) for t in done.unexplained]


def test_codes_column_numbers_and_amounts() -> None:
    text = """
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    ※ | ※ | 1 | 2 | 3
    2010301 | 行政运行 | 1,234.50 | 1,234.50 | 0.00
    """
    assert run(table(text, "支出总表", "单位：万元")) == (7, 3, 4, [])


def test_an_unread_column_is_listed_with_its_place() -> None:
    text = """
    科目编码 | 科目名称 | 合计 | 莫名其妙
    201 | 一般公共服务支出 | 5.00 | 7
    """
    tokens, typed, explained, left = run(table(text, "支出总表", "单位：万元"))
    assert (tokens, typed, explained) == (3, 1, 1)
    assert left == [("7", "列未识别")]


def test_an_amount_of_an_unknown_column_is_kept_but_not_typed() -> None:
    text = """
    科目编码 | 科目名称 | 合计 | 莫名其妙
    201 | 一般公共服务支出 | 5.00 | 7.00
    """
    assert run(table(text, "支出总表", "单位：万元")) == (3, 1, 2, [])


def test_an_unknown_table_counts_against_coverage_but_its_prose_does_not() -> None:
    text = """
    甲 | 乙 | 说明
    x | 1,234.00 | 预计完成20次，其中2026年10次
    """
    _, typed, explained, left = run(table(text, "某种从未见过的表"))
    assert (typed, explained) == (0, 3)
    assert left == [("1,234.00", "表未识别")]


@given(
    st.lists(
        st.lists(st.text("0123456789.,-%一二合计单位 ", max_size=8), min_size=3, max_size=3),
        min_size=1,
        max_size=6,
    )
)
def test_the_books_always_balance(rows: list[list[str]]) -> None:
    text = "\n".join(" | ".join(cell.strip() or "x" for cell in row) for row in rows)
    tokens, typed, explained, left = run(table("科目编码 | 科目名称 | 合计\n" + text, "支出总表"))
    assert tokens == typed + explained + len(left)


def test_codes_of_units_in_performance_tables_are_codes() -> None:
    text = """
    单位编码 | 单位名称 | 项目名称 | 一级指标 | 三级指标
    201056 | 某办公室 | 运行经费 | 产出指标 | 办事次数
    201056 | 某办公室 | 运行经费 | 产出指标 | 办事次数
    说明 | 777888.12 |  |  |
    """
    _, _, explained, left = run(table(text, "项目支出绩效目标表", "单位：万元"))
    assert explained == 2
    assert [raw for raw, _ in left] == ["777888.12"]
