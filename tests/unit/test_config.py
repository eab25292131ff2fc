"""The strict YAML loader names file, line and key."""

from pathlib import Path

import pytest

from extractors.config import StrictModel, load_model, load_yaml
from extractors.errors import ConfigError


class Item(StrictModel):
    code: str
    count: int = 0


class Book(StrictModel):
    items: dict[str, Item]
    names: list[str] = []


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_file_is_read(tmp_path: Path) -> None:
    book = load_model(
        write(tmp_path, 'items:\n  a: {code: "0501", count: 2}\nnames: [甲, "no"]\n'), Book
    )
    assert book.items["a"].code == "0501"
    assert book.names == ["甲", "no"]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("a: 1\n301: x\n", 2, "quoted"),
        ("a: [x, no]\n", 1, "true or false"),
        ("a:\n  b: 05\n", 2, "leading zero"),
        ("a: 2026-01-01\n", 1, "date"),
        ("a: 1:30\n", 1, "base 60"),
        ("a: 1_000\n", 1, "underscore"),
        ("a: [1\n", 2, ""),
    ],
)
def test_traps_are_refused_with_their_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_yaml(path)
    assert f"{path}:{line}:" in str(caught.value)
    assert word in str(caught.value)


def test_quoted_traps_are_text(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, 'a: ["no", "05", "2026-01-01"]\n')) == {
        "a": ["no", "05", "2026-01-01"]
    }


def test_schema_errors_name_key_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'items:\n  a: {code: "1"}\n  b:\n    code: "2"\n    cuont: 3\n')
    with pytest.raises(ConfigError) as caught:
        load_model(path, Book)
    assert f"{path}:5:" in str(caught.value)
    assert "cuont" in str(caught.value)


def test_number_where_text_is_wanted_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "items:\n  a:\n    code: 301\n")
    with pytest.raises(ConfigError, match=r":3: items\.a\.code"):
        load_model(path, Book)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_yaml(tmp_path / "none.yml")
