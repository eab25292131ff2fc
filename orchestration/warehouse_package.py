"""``datapackage.json`` of a release: a Frictionless (Fiscal) Data Package.

The facts that may be added up and their dimensions are tabular resources (CSV with schema,
keys and foreign keys); every table is also there as Parquet, as a plain file with its hash.
Fiscal properties follow the Fiscal Data Package: ``columnType`` on fields, and ``model`` with
measures (currency, factor) and dimensions (hierarchies by ``parent``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from extractors.money import YUAN_PER
from orchestration.warehouse_macros import leaf_facts

#: Tabular resources of a release beside the leaf facts: table -> its primary key.
_TABULAR: dict[str, tuple[str, ...]] = {
    "dim_division": ("division_code",),
    "dim_document": ("document_key",),
    "dim_economic": ("economic_key",),
    "dim_fiscal_year": ("fiscal_year",),
    "dim_form": ("form_key",),
    "dim_function": ("function_key",),
    "dim_fund": ("fund_key",),
    "dim_project": ("project_key",),
    "dim_unit": ("unit_sk",),
    "fct_rounding_residual": ("document_id", "form_key", "table_no"),
}
#: Key column -> the dimension that it refers to.
REFERENCES = {
    "document_key": "dim_document",
    "economic_key": "dim_economic",
    "form_key": "dim_form",
    "function_key": "dim_function",
    "fund_key": "dim_fund",
    "project_key": "dim_project",
    "unit_sk": "dim_unit",
}
#: Meaning of a column in the Fiscal Data Package.
COLUMN_TYPES = {
    "amount_yuan": "value",
    "fiscal_year": "date:fiscal-year",
    "phase": "phase:id",
    "function_code": "functional-classification:generic:code",
    "function_name": "functional-classification:generic:label",
    "economic_code": "economic-classification:generic:code",
    "economic_name": "economic-classification:generic:label",
    "unit_key": "administrative-classification:generic:code",
    "unit_name": "administrative-classification:generic:label",
    "division_code": "geo:target:code",
    "division_name": "geo:target:label",
    "fund_key": "fin-source:generic:code",
    "fund_name": "fin-source:generic:label",
    "project_key": "activity:generic:project:code:part",
    "project_name": "activity:generic:project:label",
}
#: One printed money unit in yuan: what ``amount`` of fct_cell is to be multiplied by.
FACTORS = {unit: int(yuan) for unit, yuan in YUAN_PER.items()}

_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE": "number",
}


def tabular(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """Tabular resources of a release of this snapshot: table -> its primary key."""
    leaves = dict.fromkeys(leaf_facts(connection), ("document_id", "cell_id"))
    return dict(sorted((_TABULAR | leaves).items()))


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _field(name: str, kind: str, nullable: str, description: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "type": "number" if kind.startswith("DECIMAL") else _TYPES[kind],
        "description": description,
    }
    if name == "fiscal_year":
        field["type"] = "year"
    if nullable == "NO":
        field["constraints"] = {"required": True}
    if column_type := COLUMN_TYPES.get(name):
        field["columnType"] = column_type
    if name.endswith("_yuan"):
        field |= {"currency": "CNY", "factor": 1}
    return field


def _schema(
    connection: duckdb.DuckDBPyConnection, table: str, primary_key: tuple[str, ...]
) -> dict[str, Any]:
    columns = connection.execute(
        "SELECT column_name, data_type, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END, comment "
        "FROM duckdb_columns() WHERE database_name = current_database() AND table_name = ? "
        "ORDER BY column_index",
        [table],
    ).fetchall()
    names = {c[0] for c in columns}
    references = [
        {"fields": [key], "reference": {"resource": target, "fields": [key]}}
        for key, target in REFERENCES.items()
        if key in names and target != table
    ]
    return {
        "fields": [_field(*c) for c in columns],
        "primaryKey": list(primary_key),
        "missingValues": [""],
        **({"foreignKeys": references} if references else {}),
    }


def _file(folder: Path, path: Path) -> dict[str, Any]:
    return {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }


def _model(facts: list[str]) -> dict[str, Any]:
    """Measures with currency and factor, dimensions with their hierarchies."""

    def attribute(table: str, field: str, **more: str) -> dict[str, Any]:
        return {"resource": table, "source": field, **more}

    return {
        "measures": {
            fact.removeprefix("fct_"): {
                "resource": fact,
                "source": "amount_yuan",
                "currency": "CNY",
                "factor": 1,
                "direction": "revenue" if fact == "fct_revenue" else "expenditure",
                "phaseField": "phase",
            }
            for fact in facts
        }
        | {
            "printed_amount": {
                "resource": "fct_cell_parquet",
                "source": "amount",
                "currency": "CNY",
                "factorField": "money_unit",
                "factors": FACTORS,
                "additive": False,
            }
        },
        "dimensions": {
            "date": {
                "dimensionType": "datetime",
                "primaryKey": ["year"],
                "attributes": {"year": attribute("dim_fiscal_year", "fiscal_year")},
            },
            "functional_classification": {
                "dimensionType": "classification",
                "classificationType": "functional",
                "primaryKey": ["item"],
                "attributes": {
                    "class": attribute("dim_function", "class_code"),
                    "section": attribute("dim_function", "section_code", parent="class"),
                    "item": attribute("dim_function", "function_code", parent="section"),
                    "name": attribute("dim_function", "function_name", labelfor="item"),
                },
            },
            "economic_classification": {
                "dimensionType": "classification",
                "classificationType": "economic",
                "primaryKey": ["code"],
                "attributes": {
                    "class": attribute("dim_economic", "class_code"),
                    "code": attribute("dim_economic", "economic_code", parent="class"),
                    "name": attribute("dim_economic", "economic_name", labelfor="code"),
                },
            },
            "administrative_classification": {
                "dimensionType": "entity",
                "primaryKey": ["unit"],
                "attributes": {
                    "department": attribute("dim_unit", "department_unit_key"),
                    "unit": attribute("dim_unit", "unit_key", parent="department"),
                    "name": attribute("dim_unit", "unit_name", labelfor="unit"),
                },
            },
            "location": {
                "dimensionType": "location",
                "primaryKey": ["division"],
                "attributes": {
                    "parent": attribute("dim_division", "parent_division_code"),
                    "division": attribute("dim_division", "division_code", parent="parent"),
                    "name": attribute("dim_division", "division_name", labelfor="division"),
                },
            },
        },
    }


def package_descriptor(
    connection: duckdb.DuckDBPyConnection, folder: Path, version: str
) -> dict[str, Any]:
    """The descriptor of the files that lie in ``folder`` (``csv/`` and ``parquet/``)."""
    about = dict(
        connection.execute("SELECT table_name, description FROM table_dictionary").fetchall()
    )
    resources: list[dict[str, Any]] = [
        {
            "name": table,
            "title": about[table],
            "type": "table",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            **_file(folder, folder / "csv" / f"{table}.csv"),
            "schema": _schema(connection, table, primary_key),
        }
        for table, primary_key in tabular(connection).items()
    ]
    resources += [
        {
            "name": f"{path.stem}_parquet",
            "title": about.get(path.stem, path.stem),
            "type": "file",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            **_file(folder, path),
        }
        for path in sorted((folder / "parquet").glob("*.parquet"))
    ]
    return {
        "name": "mingzhang",
        "title": "明账：公开的预算与决算 / Mingzhang: disclosed budgets and final accounts",
        "profile": "data-package",
        "version": version,
        "countryCode": "CN",
        "granularity": "aggregated",
        "keywords": ["budget", "fiscal", "China", "预算", "决算"],
        "model": _model(leaf_facts(connection)),
        "resources": resources,
    }
