"""The warehouse as it was known on a date."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import warehouse
from orchestration.settings import Settings
from orchestration.warehouse_macros import leaf_facts
from tests.support.facts_builder import sha

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")


def total(connection: duckdb.DuckDBPyConnection, source: str) -> Any:
    row = connection.execute(
        f"SELECT document_id, sum(amount_yuan) FROM {source} WHERE document_id IN (?, ?) GROUP BY 1",
        [sha("replaced1"), sha("replaced2")],
    ).fetchall()
    return dict(row)


def test_a_replaced_file_counts_until_its_successor_is_there(
    published: duckdb.DuckDBPyConnection,
) -> None:
    first, second = published.execute(
        "SELECT min(fetched_at)::DATE, max(fetched_at)::DATE FROM dim_document "
        "WHERE document_id IN (?, ?)",
        [sha("replaced1"), sha("replaced2")],
    ).fetchone() or (None, None)
    assert first < second
    before = total(published, f"fct_expenditure_as_known_on('{first}', basis := 'fetched')")
    after = total(published, f"fct_expenditure_as_known_on('{second}', basis := 'fetched')")
    assert before == {sha("replaced1"): Decimal(50000)}
    assert after == {sha("replaced2"): Decimal(60000)}
    assert total(published, "fct_expenditure_as_known_on('1999-01-01')") == {}


def test_after_everything_it_is_the_present(published: duckdb.DuckDBPyConnection) -> None:
    facts = leaf_facts(published)
    assert {"fct_revenue", "fct_three_public"} <= set(facts)
    for fact in facts:
        columns = [r[0] for r in published.execute(f"DESCRIBE {fact}").fetchall()]
        for one, other in (
            (fact, f"{fact}_as_known_on('2999-01-01')"),
            (f"{fact}_as_known_on('2999-01-01')", fact),
        ):
            missing = published.execute(
                f"SELECT {', '.join(columns)} FROM {one} EXCEPT ALL "
                f"SELECT {', '.join(columns)} FROM {other}"
            ).fetchall()
            assert missing == [], one


def test_the_macros_work_under_another_name_of_the_file(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "另一个名字.duckdb"
    shutil.copy(warehouse.published_path(settings), copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM documents_as_known_on('2999-01-01')")
        assert found.fetchone() != (0,)
