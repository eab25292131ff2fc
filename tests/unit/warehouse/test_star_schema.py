"""What an analyst gets: sums that equal the printed totals, one row per thing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.support.facts_builder import sha
from tests.support.sample_facts import CENTRE, DEPARTMENT, UNIT_ONE

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")

Connection = duckdb.DuckDBPyConnection


def one(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query, list(values)).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


FACTS = {
    "fct_revenue": ("T02", "332.37"),
    "fct_expenditure": ("T03", "332.37"),
    "fct_fiscal_expenditure": ("T05", "332.27"),
    # the leaves of the basic expenditure are 0.01 above the printed 292.54: rounding
    "fct_basic_expenditure": ("T06", "292.55"),
    "fct_project_expenditure": ("T07", "39.73"),
    "fct_three_public": ("T10", "1.89"),
    "fct_carry_over": ("T11", "0.10"),
}


@pytest.mark.parametrize("table", FACTS)
def test_sum_of_a_fact_is_the_printed_total(published: Connection, table: str) -> None:
    form, wan = FACTS[table]
    found = one(
        published,
        f"SELECT sum(amount_yuan), any_value(form_key) FROM {table} WHERE document_id = ?",
        sha("centre2024"),
    )
    assert found == (Decimal(wan) * 10000, form)


def test_every_fact_sums_to_its_total_within_rounding(published: Connection) -> None:
    beyond = published.execute(
        "SELECT * FROM fct_rounding_residual WHERE is_within_rounding = false"
    ).fetchall()
    assert beyond == []
    assert (
        one(published, "SELECT count(*) FROM fct_rounding_residual WHERE is_within_rounding") > 10
    )


def test_rounding_residual_is_told(published: Connection) -> None:
    assert one(
        published,
        "SELECT residual_yuan, tolerance_yuan FROM fct_rounding_residual "
        "WHERE document_id = ? AND form_key = 'T06'",
        sha("centre2024"),
    ) == (Decimal(-100), Decimal(200))


def test_two_breakdowns_side_by_side_count_once(published: Connection) -> None:
    """The department prints kinds and funds of one total, and the table again by unit."""
    assert published.execute(
        "SELECT expenditure_kind, sum(amount_yuan) FROM fct_expenditure "
        "WHERE document_id = ? GROUP BY 1 ORDER BY 1",
        [sha("department")],
    ).fetchall() == [("basic", Decimal(2000)), ("project", Decimal(1000))]


def test_of_which_rows_stay_out(published: Connection) -> None:
    assert published.execute(
        "SELECT item, amount_yuan FROM fct_three_public WHERE document_id = ? ORDER BY 1",
        [sha("department")],
    ).fetchall() == [("abroad", Decimal(10)), ("vehicle", Decimal(20))]


def test_department_and_its_units_count_once(published: Connection) -> None:
    rows = published.execute(
        "SELECT u.unit_name, f.scope, f.counts_in_total, sum(f.amount_yuan) "
        "FROM fct_expenditure f JOIN dim_unit u USING (unit_sk) "
        "WHERE f.unit_key IN (SELECT unit_key FROM dim_unit WHERE unit_name IN (?, ?)) "
        "GROUP BY ALL ORDER BY 2",
        [DEPARTMENT, UNIT_ONE],
    ).fetchall()
    assert rows == [
        (DEPARTMENT, "department", True, Decimal(3000)),
        (UNIT_ONE, "unit", False, Decimal(1000)),
    ]


def test_rows_of_a_department_know_their_unit(published: Connection) -> None:
    """Department = sum of its units, unit by unit, against the unit's own document."""
    assert published.execute(
        "SELECT u.unit_name, sum(f.amount_yuan) FROM fct_expenditure f "
        "JOIN dim_unit u ON u.unit_key = f.member_unit_key AND u.is_current "
        "WHERE f.document_id = ? GROUP BY 1 ORDER BY 2",
        [sha("department")],
    ).fetchall() == [(UNIT_ONE, Decimal(1000)), ("苏州市第二实验站", Decimal(2000))]


def test_a_table_without_totals_is_added_from_its_rows(published: Connection) -> None:
    assert published.execute(
        "SELECT function_code, amount_yuan FROM fct_expenditure WHERE document_id = ? ORDER BY 1",
        [sha("no_total")],
    ).fetchall() == [("2010301", Decimal(7)), ("2019877", Decimal(3))]


def test_an_unknown_code_is_not_in_the_loaded_version(published: Connection) -> None:
    assert one(
        published,
        "SELECT function_name, is_loaded, evidence FROM dim_function WHERE function_code = '2019877'",
    ) == ("未入库科目", False, "printed")


def test_a_file_at_two_addresses_counts_once(published: Connection) -> None:
    addresses = published.execute(
        "SELECT portal, is_canonical FROM dim_document WHERE document_id = ? ORDER BY 1",
        [sha("unit_one")],
    ).fetchall()
    assert addresses == [("demo", True), ("other", False)]
    assert (
        one(published, "SELECT count(*) FROM fct_cell WHERE document_id = ?", sha("unit_one")) == 9
    )


def test_a_replaced_file_is_kept_but_not_added(published: Connection) -> None:
    rows = published.execute(
        "SELECT file_name, version_no, is_current, supersedes_document_id, supersedes_basis "
        "FROM dim_document WHERE url LIKE '%replaced.pdf' ORDER BY fetched_at"
    ).fetchall()
    assert rows[0] == ("replaced1.pdf", 1, False, None, None)
    assert rows[1] == ("replaced2.pdf", 2, True, sha("replaced1"), "address")
    # a damaged download at the same address replaces nothing
    assert rows[2][0] == "unreadable.pdf"
    assert rows[2][3] is None
    assert one(
        published,
        "SELECT sum(amount_yuan) FROM fct_expenditure WHERE unit_key = "
        "(SELECT unit_key FROM dim_document WHERE document_id = ?)",
        sha("replaced2"),
    ) == Decimal(60000)
    assert (
        one(published, "SELECT count(*) FROM fct_cell WHERE document_id = ?", sha("replaced1")) == 6
    )


def test_an_attachment_with_other_forms_is_no_version(published: Connection) -> None:
    assert one(
        published,
        "SELECT is_current, version_no FROM dim_document WHERE document_id = ?",
        sha("attachment"),
    ) == (True, 1)


def test_restatement_names_the_cells_that_changed(published: Connection) -> None:
    rows = published.execute(
        "SELECT row_key, column_key, old_raw_text, new_raw_text, change_yuan "
        "FROM fct_restatement WHERE document_id = ? ORDER BY 1, 2",
        [sha("replaced2")],
    ).fetchall()
    assert [r[:2] for r in rows] == [
        ("2010301", "basic"),
        ("2010301", "total"),
        ("T", "basic"),
        ("T", "total"),
    ]
    assert {r[2:] for r in rows} == {("5.00", "6.00", Decimal(10000))}


def test_a_unit_keeps_its_key_over_a_new_name(published: Connection) -> None:
    spans = published.execute(
        "SELECT unit_name, valid_from_year, valid_to_year, is_current FROM dim_unit "
        "WHERE unit_key = (SELECT unit_key FROM dim_unit WHERE unit_name = ?) ORDER BY 2",
        [CENTRE],
    ).fetchall()
    assert spans == [("乌鲁木齐科技情报中心", 2023, 2023, False), (CENTRE, 2024, None, True)]


def test_a_fact_joins_the_span_of_its_year(published: Connection) -> None:
    rows = published.execute(
        "SELECT f.fiscal_year, u.unit_name, sum(f.amount_yuan) FROM fct_expenditure f "
        "JOIN dim_unit u USING (unit_sk) WHERE u.unit_code = '123001' GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert rows == [
        (2023, "乌鲁木齐科技情报中心", Decimal(2960600)),
        (2024, CENTRE, Decimal(3323700)),
    ]


def test_a_slip_in_a_form_head_is_an_alias(published: Connection) -> None:
    assert one(
        published,
        "SELECT a.alias_kind, u.unit_name FROM dim_unit_alias a "
        "JOIN dim_unit u ON u.unit_key = a.unit_key AND u.is_current WHERE printed_name = ?",
        "乌鲁木齐科技信服务中心",
    ) == ("typo", CENTRE)


def test_divisions_are_found_in_names(published: Connection) -> None:
    rows = dict(
        published.execute(
            "SELECT unit_name, division_name FROM dim_unit JOIN dim_division USING (division_code)"
        ).fetchall()
    )
    assert rows[CENTRE] == "乌鲁木齐市"
    assert rows["上海市普陀区某某所"] == "普陀区"
    assert rows[DEPARTMENT] == "苏州市"
    assert (
        one(published, "SELECT division_name FROM dim_division WHERE division_code = '710000'")
        == "台湾省"
    )


def test_a_project_with_one_character_more_is_the_same(published: Connection) -> None:
    rows = published.execute(
        "SELECT count(DISTINCT project_key), count(DISTINCT printed_name) FROM dim_project_alias "
        "WHERE printed_name LIKE '%科技统计与文献%'"
    ).fetchall()
    assert rows == [(1, 2)]


def test_personal_data_stays_in_the_archive(published: Connection) -> None:
    assert one(
        published,
        "SELECT value_text, raw_text, is_personal FROM fct_attribute "
        "WHERE attribute = 'performance.contact'",
    ) == (None, "", True)
    assert (
        one(
            published,
            "SELECT count(*) FROM fct_attribute WHERE is_personal "
            "AND (value_text IS NOT NULL OR raw_text <> '' OR value_number IS NOT NULL)",
        )
        == 0
    )
    # mobile numbers, and fixed lines with or without their area code in brackets
    telephone = re.compile(
        r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|0[1-9]\d{1,2}[-—－ ]?[2-9]\d{6,7}|[(（]0[1-9]\d{1,2}[)）][2-9]\d{6,7})(?![0-9A-Za-z])"
    )
    assert telephone.search("联系电话：010-88886666")
    for table, column in published.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE data_type LIKE 'VARCHAR%' AND column_name NOT LIKE '%\\_key' ESCAPE '\\' "
        "AND column_name NOT LIKE '%document_id'"
    ).fetchall():
        for (value,) in published.execute(
            f"SELECT DISTINCT {column}::VARCHAR FROM {table} WHERE {column} IS NOT NULL"
        ).fetchall():
            assert not telephone.search(value), (table, column, value)
            assert "张三" not in value, (table, column, value)


def test_no_float_holds_money(published: Connection) -> None:
    assert (
        published.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE data_type IN ('DOUBLE', 'FLOAT') "
            "AND column_name NOT IN ('x0', 'x1', 'top', 'bottom', 'duration_s')"
        ).fetchall()
        == []
    )


def test_verdicts_reach_the_marts(published: Connection) -> None:
    assert one(published, "SELECT count(*) FROM fct_verdict WHERE verdict = 'PASS'") > 50
    assert (
        one(
            published,
            "SELECT count(*) FROM fct_verdict_evidence e ANTI JOIN fct_verdict v USING (verdict_key)",
        )
        == 0
    )
    assert (
        one(
            published,
            "SELECT count(*) FROM fct_verdict v WHERE n_evidence <> (SELECT count(*) "
            "FROM fct_verdict_evidence e WHERE e.verdict_key = v.verdict_key)",
        )
        == 0
    )
