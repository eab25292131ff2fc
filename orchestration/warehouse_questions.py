"""The documented questions: SQL of ``dbt_project/analyses``, carried inside the snapshot.

A reader of the published file needs no checkout: the table ``question`` of the snapshot
holds the SQL of every question over the snapshot's own tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

_REFERENCE = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")
_NAME = re.compile(r"q(\d+)_(\w+)\Z")
_TITLES = re.compile(r"\A-- (?P<zh>.+)\n-- (?P<en>.+)\n")


@dataclass(frozen=True)
class Question:
    """One documented question: number, titles in both languages, SQL over the snapshot."""

    number: int
    name: str
    title_zh: str
    title_en: str
    sql: str


def parse_question(name: str, raw_code: str) -> Question:
    """A question from the text of an analysis.

    Raises ValueError unless the name is ``q<number>_<name>`` and the text begins with two
    comment lines, Chinese and English, and uses no Jinja beside ``ref``.
    """
    named, titles = _NAME.match(name), _TITLES.match(raw_code)
    if named is None or titles is None:
        raise ValueError(f"{name}: needs a numbered name and two comment lines")
    sql = _REFERENCE.sub(r"\1", raw_code)
    if "{{" in sql or "{%" in sql:
        raise ValueError(f"{name}: a question uses no Jinja beside ref()")
    return Question(int(named[1]), named[2], titles["zh"].strip(), titles["en"].strip(), sql)


def questions_of(manifest: Mapping[str, Any]) -> list[Question]:
    """The questions of a dbt manifest, by number.  Raises ValueError as parse_question."""
    found = [
        parse_question(node["name"], node["raw_code"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
    ]
    return sorted(found, key=lambda q: q.number)


def read_questions(connection: duckdb.DuckDBPyConnection) -> list[Question]:
    """The questions that an opened snapshot carries; none where it is older than they."""
    held = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'question' "
        "AND database_name = current_database()"
    ).fetchone()
    if held is None or not held[0]:
        return []
    rows = connection.execute(
        "SELECT question_no, question_name, title_zh, title_en, sql FROM question ORDER BY 1"
    ).fetchall()
    return [
        Question(int(n), str(name), str(zh), str(en), str(sql)) for n, name, zh, en, sql in rows
    ]
