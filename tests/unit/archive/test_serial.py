import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.atomic import atomic_write
from extractors.contracts import FACT_RECORDS, RECORDS, DocumentFacts
from extractors.serial import (
    facts_from_json,
    facts_to_json,
    record_from_json,
    to_jsonable,
)
from tests.unit.archive.records import facts_of, records


@pytest.mark.parametrize("name", sorted(RECORDS))
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_every_record_survives_json_unchanged(name: str, data: Any) -> None:
    record = data.draw(records(RECORDS[name]))
    text = json.dumps(to_jsonable(record), ensure_ascii=False)
    again = record_from_json(RECORDS[name], json.loads(text))
    assert again == record


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_facts_survive_json_unchanged(data: Any) -> None:
    facts = DocumentFacts(data.draw(records(FACT_RECORDS["document"])))
    facts.cells = data.draw(st.lists(records(FACT_RECORDS["cell"]), max_size=2))
    facts.mentions = data.draw(st.lists(records(FACT_RECORDS["mention"]), max_size=2))
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_amounts_are_strings_in_plain_notation() -> None:
    from decimal import Decimal

    assert to_jsonable(Decimal("1E+3")) == "1000"
    assert to_jsonable(Decimal("0.10")) == "0.10"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), atomic_write(target) as stream:
        stream.write(b"half of the new")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_missing_field_is_refused() -> None:
    values = facts_to_json(facts_of("a" * 64))
    del values["document"][0]["unit_name"]
    with pytest.raises(KeyError):
        facts_from_json(values)
