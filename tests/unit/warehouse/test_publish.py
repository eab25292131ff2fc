"""The snapshot: replaced as a whole, never locked, never half."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.contracts import RECORDS, arrow_schema
from orchestration import warehouse
from orchestration.settings import Settings

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")

READER = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    before = connection.execute("SELECT sum(amount_yuan) FROM fct_expenditure").fetchone()
    print("open", flush=True)
    sys.stdin.readline()
    after = connection.execute("SELECT sum(amount_yuan) FROM fct_expenditure").fetchone()
    print(before == after and before[0] is not None, flush=True)
"""


def test_a_reader_is_undisturbed_by_a_publication(settings: Settings) -> None:
    path = warehouse.published_path(settings)
    identity = path.stat().st_ino
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        assert reader.stdout.readline().strip() == "open"
        result = warehouse.publish(settings)
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == "True"
    assert result.rows["fct_cell"] > 0
    assert path.stat().st_ino != identity
    assert [p.name for p in path.parent.glob(".candidate*")] == []


LOOPING_READER = """
import sys, time, duckdb
opened = 0
print("ready", flush=True)
while not sys.stdin.closed and opened < 100000:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        tables, = connection.execute("SELECT n_tables FROM publication").fetchone()
        found, = connection.execute("SELECT count(*) FROM table_dictionary").fetchone()
        assert tables == found, (tables, found)
    opened += 1
    if opened == 1:
        print("opened", flush=True)
    import os
    if os.path.exists(sys.argv[2]):
        break
print(opened, flush=True)
"""


def test_readers_open_the_snapshot_all_through_a_rebuild(
    settings: Settings, tmp_path: Path
) -> None:
    """Another process opens and closes it again and again while dbt, judge and publication run."""
    done = tmp_path / "done"
    command = [
        sys.executable,
        "-c",
        LOOPING_READER,
        str(warehouse.published_path(settings)),
        str(done),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "ready"
        assert reader.stdout.readline().strip() == "opened"
        try:
            warehouse.build(
                settings, select=["fct_cell", "dim_document"], exclude=["resource_type:test"]
            )
            warehouse.run_judge(settings)
            warehouse.publish(settings)
        finally:
            done.touch()
        out, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        assert int(out.strip()) > 3


def test_the_snapshot_holds_tables_only_with_their_descriptions(settings: Settings) -> None:
    with duckdb.connect(str(warehouse.published_path(settings)), read_only=True) as connection:
        kinds = connection.execute(
            "SELECT DISTINCT table_type FROM information_schema.tables"
        ).fetchall()
        assert kinds == [("BASE TABLE",)]
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL "
            "AND NOT internal AND database_name = current_database()"
        ).fetchall()
        assert bare == []
        described = connection.execute(
            "SELECT count(*) FROM data_dictionary WHERE description LIKE '% / %'"
        ).fetchone()
        total = connection.execute("SELECT count(*) FROM data_dictionary").fetchone()
        assert described == total
        tags = connection.execute(
            "SELECT tags FROM duckdb_databases() WHERE database_name = current_database()"
        ).fetchone()
        assert tags is not None
        assert tags[0].get("storage_version", "v1.0.0+").startswith("v1.0")


def test_the_working_file_in_use_is_said_plainly(settings: Settings) -> None:
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('x', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(warehouse.working_path(settings))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(warehouse.WarehouseError, match="工作库正被另一进程使用"):
            warehouse.run_judge(settings)
        other.communicate("\n")


def test_an_incomplete_warehouse_is_not_published(settings: Settings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "warehouse" / "dbt").mkdir(parents=True)
    shutil.copy(warehouse.working_path(settings), home / "warehouse")
    manifest = json.loads(
        (settings.home / "warehouse" / "dbt" / "manifest.json").read_text(encoding="utf-8")
    )
    node = dict(next(n for n in manifest["nodes"].values() if n["name"] == "fct_cell"))
    manifest["nodes"]["model.mingzhang.fct_lost"] = node | {"name": "fct_lost"}
    (home / "warehouse" / "dbt" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    snapshot = home / "warehouse" / "mingzhang.duckdb"
    snapshot.write_bytes(b"old")
    with pytest.raises(warehouse.WarehouseError, match="fct_lost"):
        warehouse.publish(Settings(home=home))
    assert snapshot.read_bytes() == b"old"
    assert sorted(p.name for p in snapshot.parent.iterdir()) == [
        "dbt",
        "mingzhang.duckdb",
        "working.duckdb",
    ]


def _parts(settings: Settings) -> dict[str, bytes]:
    folder = settings.home / "verdicts" / "current"
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_the_verdict_parquet_has_the_contract_schema(settings: Settings) -> None:
    for name in ("verdict", "finding"):
        files = list((settings.home / "verdicts" / "current").glob(f"{name}_*.parquet"))
        assert len(files) > 1
        for path in files:
            assert pq.read_schema(path).equals(arrow_schema(RECORDS[name]))


def test_building_and_judging_again_gives_the_same(settings: Settings) -> None:
    assert warehouse.run_judge(settings)["documents_judged"] == 0
    before = _parts(settings)
    warehouse.build(settings, exclude=["tag:oversight", "resource_type:test"])
    assert warehouse.run_judge(settings)["documents_judged"] == 0
    assert _parts(settings) == before
    shutil.rmtree(settings.home / "verdicts" / "current")
    assert warehouse.run_judge(settings)["documents_kept"] == 0
    assert _parts(settings) == before


def test_nothing_read_yet_builds_an_empty_warehouse(tmp_path: Path) -> None:
    empty = Settings(home=tmp_path)
    warehouse.build(empty, exclude=["resource_type:test"])
    with duckdb.connect(str(warehouse.working_path(empty)), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM marts.fct_cell").fetchone() == (0,)


def test_dbt_unit_tests_pass(settings: Settings) -> None:
    result = warehouse.build(settings, command="test", select=["test_type:unit"])
    assert result.statuses["pass"] >= 6
