"""The data dictionary of a published snapshot as one self-contained HTML page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import duckdb
import jinja2

from orchestration.warehouse_questions import read_questions


def _two(description: str) -> dict[str, str]:
    chinese, _, english = description.partition(" / ")
    return {"zh": chinese, "en": english}


def dictionary_html(connection: duckdb.DuckDBPyConnection) -> str:
    """The page, from the snapshot's own tables about itself; no script, nothing from outside."""
    columns: dict[str, list[dict[str, Any]]] = {}
    for table, name, kind, text in connection.execute(
        "SELECT table_name, column_name, data_type, description FROM data_dictionary "
        "ORDER BY table_name, column_no"
    ).fetchall():
        columns.setdefault(table, []).append({"name": name, "type": kind, **_two(text)})
    tables = [
        {"name": name, "n_rows": count, "columns": columns[name], **_two(text)}
        for name, text, count in connection.execute(
            "SELECT table_name, description, n_rows FROM table_dictionary "
            "ORDER BY table_name NOT LIKE 'fct%', table_name"
        ).fetchall()
    ]
    found = connection.execute("SELECT * FROM publication")
    names = [d[0] for d in found.description or ()]
    publication = dict(zip(names, found.fetchone() or (), strict=True))
    source = (files("orchestration") / "templates" / "dictionary.html.j2").read_text("utf-8")
    template = jinja2.Environment(autoescape=True).from_string(source)
    return template.render(
        tables=tables, publication=publication, questions=read_questions(connection)
    )
