"""A release: complete, valid, checked, and told apart from the one before."""

from __future__ import annotations

import csv
import hashlib
import html.parser
import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from frictionless import Package

from orchestration import warehouse
from orchestration.settings import Settings
from orchestration.warehouse_macros import leaf_facts
from orchestration.warehouse_package import tabular
from orchestration.warehouse_release import Release, release, versions
from tests.support.facts_builder import sha

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")
DAY = date(2026, 3, 1)


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Settings:
    """A deployment with this snapshot and no release."""
    (tmp_path / "warehouse").mkdir()
    shutil.copy(warehouse.published_path(settings), tmp_path / "warehouse")
    return Settings(home=tmp_path)


@pytest.fixture
def made(home: Settings) -> Release:
    return release(home, DAY)


def test_the_package_is_valid(made: Release) -> None:
    package = Package(str(made.folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    descriptor = json.loads((made.folder / "datapackage.json").read_text(encoding="utf-8"))
    model = descriptor["model"]
    assert model["measures"]["expenditure"]["factor"] == 1
    assert model["measures"]["printed_amount"]["factors"]["万元"] == 10_000
    resources = {r["name"]: r for r in descriptor["resources"]}
    for dimension in model["dimensions"].values():
        for attribute in dimension["attributes"].values():
            fields = {f["name"] for f in resources[attribute["resource"]]["schema"]["fields"]}
            assert attribute["source"] in fields
            assert attribute.get("parent", "parent") in {*dimension["attributes"], "parent"}
    kinds = {f["columnType"] for r in resources.values() if "schema" in r
             for f in r["schema"]["fields"] if "columnType" in f}  # fmt: skip
    assert {"value", "date:fiscal-year", "functional-classification:generic:code"} <= kinds


def test_the_validator_sees_a_changed_file(made: Release) -> None:
    path = made.folder / "csv" / "fct_expenditure.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x\n", encoding="utf-8")
    assert not Package(str(made.folder / "datapackage.json")).validate().valid


def test_every_copy_holds_the_same(made: Release) -> None:
    with duckdb.connect(str(made.folder / "mingzhang.duckdb"), read_only=True) as connection:
        tables = [
            r[0] for r in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        ]
        assert {p.stem for p in (made.folder / "parquet").iterdir()} == set(tables)
        assert {p.stem for p in (made.folder / "csv").iterdir()} == set(tabular(connection))
        for table in tables:
            parquet = (made.folder / "parquet" / f"{table}.parquet").as_posix().replace("'", "''")
            differ = connection.execute(
                f"SELECT count(*) FROM (FROM {table} EXCEPT ALL FROM read_parquet('{parquet}'))"
            ).fetchone()
            assert differ == (0,), table
        for fact in leaf_facts(connection):
            total = connection.execute(
                f"SELECT coalesce(sum(amount_yuan), 0) FROM {fact}"
            ).fetchone()
            with (made.folder / "csv" / f"{fact}.csv").open(encoding="utf-8", newline="") as stream:
                read = sum((Decimal(r["amount_yuan"]) for r in csv.DictReader(stream)), Decimal(0))
            assert total == (read,), fact


def test_the_checksums_hold_for_every_file(made: Release) -> None:
    lines = (made.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert set(listed) == there - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src") and value:
                self.addresses.append(value)


def test_the_dictionary_needs_nothing_from_outside(made: Release) -> None:
    text = (made.folder / "dictionary.html").read_text(encoding="utf-8")
    page = _Links()
    page.feed(text)
    assert all(a.startswith("#") and a[1:] in page.ids for a in page.addresses)
    assert "<script" not in text
    assert "末级" in text
    assert re.search(r"amount_yuan</code></td><td><code>decimal\(28,6\)", text)


def test_a_release_tells_what_is_new(settings: Settings, home: Settings, made: Release) -> None:
    assert "首次发行" in (made.folder / "CHANGES.md").read_text(encoding="utf-8")
    with pytest.raises(warehouse.WarehouseError, match="没有变化"):
        release(home, DAY)

    # the release before held one document less, and another as current
    old = made.folder / "parquet" / "dim_document.parquet"
    with duckdb.connect() as connection:
        quoted = old.as_posix().replace("'", "''")
        connection.execute(
            f"CREATE TABLE t AS SELECT * REPLACE (is_current OR document_id = '{sha('replaced1')}' "
            f"AS is_current) FROM '{quoted}' WHERE document_id <> '{sha('no_total')}'"
        )
        connection.execute(f"COPY t TO '{quoted}' (FORMAT parquet)")
    with (made.folder / "mingzhang.duckdb").open("ab") as stream:
        stream.write(b" ")
    second = release(home, DAY)
    assert second.version == "2026-03-01.1"
    assert second.previous == made.version
    assert versions(home) == [made.version, second.version]
    text = (second.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "新增文件 / new documents: 1" in text
    assert "上海市普陀区某某所 2024" in text
    assert "被替换的文件 / replaced documents: 1" in text
    assert list((home.home / "releases").glob(".*")) == []


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(warehouse.WarehouseError, match="还没有已发布的仓库"):
        release(Settings(home=tmp_path))
