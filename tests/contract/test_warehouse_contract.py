"""The record contracts, the dbt project and the data dictionary say the same."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from extractors.contracts import RECORDS, EvidenceItem, RowKind, arrow_schema

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"
VOCABULARY = ROOT / "extractors" / "forms" / "vocabulary"
TYPES = {"decimal(28,6)", "varchar", "integer", "double", "boolean", "date"}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROJECT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mart_models() -> dict[str, dict[str, Any]]:
    models = {}
    for path in sorted((PROJECT / "models" / "marts").rglob("*__models.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            models[model["name"]] = model
    return models


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


MARTS = mart_models()
GENERATOR = script("generate_staging")


def test_staging_is_what_the_contracts_say() -> None:
    stale = [
        str(path.relative_to(PROJECT))
        for path, content in GENERATOR.generated().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != content
    ]
    assert stale == [], "run dbt_project/scripts/generate_staging.py"
    expected = {p for p in GENERATOR.generated() if "staging" in p.parts}
    on_disk = set((PROJECT / "models" / "staging").rglob("*.*"))
    assert on_disk == expected


@pytest.mark.parametrize("record", [r for r in RECORDS if r != "judged"])
def test_a_mart_holds_every_column_of_the_record(record: str) -> None:
    mart, left_out = GENERATOR.HELD_IN[record]
    columns = {c["name"]: c for c in MARTS[mart]["columns"]}
    for name, description, kind in GENERATOR.record_columns(record):
        if name in left_out:
            continue
        assert name in columns, f"{mart} lacks {record}.{name}"
        if mart == "dim_document":
            continue
        assert columns[name]["description"] == description
        expected = "timestamp" if kind == "timestamp with time zone" else kind
        assert columns[name]["data_type"] == expected


def test_evidence_is_held_operand_by_operand() -> None:
    columns = [c["name"] for c in MARTS["fct_verdict_evidence"]["columns"]]
    assert [f.name for f in arrow_schema(EvidenceItem)] == columns[
        -len(arrow_schema(EvidenceItem)) :
    ]


@pytest.mark.parametrize("mart", MARTS)
def test_every_mart_column_is_described_in_two_languages(mart: str) -> None:
    model = MARTS[mart]
    for text in [model["description"], *(c["description"] for c in model["columns"])]:
        chinese, _, english = text.partition(" / ")
        assert re.search(r"[一-鿿]", chinese), text
        assert re.search(r"[A-Za-z]{2}", english), text
    assert all(c["data_type"] for c in model["columns"])


def test_money_is_decimal_everywhere() -> None:
    for model in MARTS.values():
        for column in model["columns"]:
            if column["name"].endswith("_yuan"):
                assert column["data_type"] == "decimal(28,6)", (model["name"], column["name"])


def test_marts_are_tables_under_contract() -> None:
    config = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    marts = config["models"]["mingzhang"]["marts"]
    assert marts["+materialized"] == "table"
    assert marts["+contract"] == {"enforced": True}
    assert config["flags"]["send_anonymous_usage_stats"] is False
    on_disk = {p.stem for p in (PROJECT / "models" / "marts").rglob("*.sql")}
    assert on_disk == set(MARTS)


def test_seeds_hold_the_readers_vocabulary() -> None:
    measures = yaml.safe_load((VOCABULARY / "measures.yml").read_text(encoding="utf-8"))["measures"]
    rows = yaml.safe_load((VOCABULARY / "rows.yml").read_text(encoding="utf-8"))["blocks"]
    forms = yaml.safe_load((VOCABULARY / "forms.yml").read_text(encoding="utf-8"))["forms"]
    stale = "run dbt_project/scripts/make_seeds.py"
    assert {
        r["measure_key"]: (r["part_of"], r["fund"], r["vintage"], r["expenditure_kind"])
        for r in seed("seed_measures")
    } == {
        key: tuple(m.get(k) or "" for k in ("part_of", "fund", "vintage", "expenditure_kind"))
        for key, m in measures.items()
    }, stale
    assert [(r["form_key"], r["form_name"]) for r in seed("seed_forms")] == [
        (key, form["zh"]) for key, form in forms.items()
    ], stale
    funds = {r["fund"] for r in seed("seed_funds")}
    named = {m.get("fund") for m in measures.values()} | {f.get("fund") for f in forms.values()}
    named |= {r.get("fund") for block in rows.values() for r in block.values()}
    assert named - {None} <= funds
    facts = {r["fact_table"] for r in seed("seed_forms")} - {""}
    assert facts <= set(MARTS)


def test_accepted_values_are_those_of_the_contract() -> None:
    column = next(c for c in MARTS["fct_cell"]["columns"] if c["name"] == "row_kind")
    values = column["data_tests"][0]["accepted_values"]["arguments"]["values"]
    assert values == [k.value for k in RowKind]


def test_codes_of_the_seeds_are_text_with_parents() -> None:
    functions = {r["function_code"] for r in seed("seed_functions")}
    assert {"2060501", "20605", "206"} <= functions
    assert all(re.fullmatch(r"\d{3}(\d{2}){0,2}", code) for code in functions)
    divisions = {r["division_code"]: r for r in seed("seed_divisions")}
    assert all(re.fullmatch(r"\d{6}", code) for code in divisions)
    orphans = [
        c for c, r in divisions.items() if r["parent_code"] and r["parent_code"] not in divisions
    ]
    assert orphans == []
    assert divisions["710000"]["division_name"] == "台湾省"


def test_the_data_dictionary_is_up_to_date() -> None:
    generator = script("data_dictionary")
    assert generator.TARGET.read_text(encoding="utf-8") == generator.dictionary(), (
        "run dbt_project/scripts/data_dictionary.py"
    )


def test_the_diagram_is_up_to_date_and_shows_every_mart() -> None:
    generator = script("schema_diagram")
    text = generator.TARGET.read_text(encoding="utf-8")
    assert text == generator.diagram(), "run dbt_project/scripts/schema_diagram.py"
    for mart in MARTS:
        assert f"  {mart} {{" in text
    assert "dim_function ||--o{ fct_expenditure : function_key" in text


def test_the_facts_that_may_be_added_up_are_named_once() -> None:
    tagged = {n for n, m in MARTS.items() if "leaf_fact" in m.get("config", {}).get("tags", [])}
    built = {
        path.stem
        for path in (PROJECT / "models" / "marts").rglob("*.sql")
        if "{{ leaf_fact(" in path.read_text(encoding="utf-8")
    }
    question = (PROJECT / "analyses" / "q16_facts_against_totals.sql").read_text(encoding="utf-8")
    assert tagged == built == set(re.findall(r"amount_yuan from {{ ref\('(\w+)'\)", question))
    assert tagged == {r["fact_table"] for r in seed("seed_forms")} - {""}


@pytest.mark.parametrize("layer", ["intermediate", "staging", "marts"])
def test_every_model_is_described(layer: str) -> None:
    on_disk = {p.stem for p in (PROJECT / "models" / layer).rglob("*.sql")}
    described: dict[str, str] = {}
    for path in (PROJECT / "models" / layer).rglob("*__models.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            described[model["name"]] = model["description"]
    assert set(described) == on_disk
    for text in described.values():
        assert re.search(r"[一-鿿].* / .*[A-Za-z]", text), text
