"""The catalogue loads, and bad YAML is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from expectations.address import AddressError, parse_address
from expectations.catalogue import FOLDER, ConfigError, load_catalogue

HEAD = "version: 1\nidentities:\n"
GOOD = (
    "  - {id: A.B, kind: sum, severity: error, zh: 甲, en: a, why: 因为, "
    "reported: 'T05[T].total', computed: 'T05[<T>].total'}\n"
)


def write(folder: Path, text: str, name: str = "a.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_project_catalogue() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.identities) >= 240
    for identity in catalogue.identities:
        assert identity.zh and identity.en and identity.why
        assert identity.version >= 1


def test_a_good_file(tmp_path: Path) -> None:
    (identity,) = load_catalogue(write(tmp_path, HEAD + GOOD)).identities
    assert identity.forms == ("T05",)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + GOOD.replace("why: 因为", "why: 因为, colour: red"), "colour"),
        (HEAD + GOOD.replace("why: 因为", "why: 因为, why: 又"), "why"),
        (HEAD + GOOD.replace("severity: error", "severity: fatal"), "severity"),
        (HEAD + GOOD.replace("kind: sum", "kind: ratio"), "whole"),
        (HEAD + GOOD.replace("T05[T].total", "T05 T total"), "cannot read"),
        (HEAD + GOOD.replace("'T05[<T>].total'", "'T02[T].$item|NOWHERE'"), "NOWHERE"),
        (HEAD + GOOD.replace("why: 因为", "why: 因为, each: {pairs: [[abroad, 30212]]}"), "each"),
        (HEAD + GOOD.replace("why: 因为", "why: 因为, each: {rows: T05, row: '(?!T).*'}"), "look"),
        (HEAD + GOOD.replace("why: 因为", "why: no"), "no"),
        (HEAD + GOOD + GOOD, "already defined"),
        ("identities: [", "a.yml"),
    ],
)
def test_faults_are_refused_with_file_and_line(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_catalogue(write(tmp_path, text))
    assert "a.yml:" in str(caught.value)
    assert what in str(caught.value)


def test_one_id_in_two_files(tmp_path: Path) -> None:
    write(tmp_path, HEAD + GOOD)
    with pytest.raises(ConfigError, match=r"b\.yml:3.*already defined.*a\.yml:3"):
        load_catalogue(write(tmp_path, HEAD + GOOD, "b.yml"))


@pytest.mark.parametrize(
    ("text", "mode", "sign", "optional"),
    [
        ("T02[T].total", "key", 1, 0),
        ("-T02[<$row>].$column?", "parts", -1, 1),
        ("T07[$row#*].total??", "projects", 1, 2),
        ("T05[~$item@7].total", "name", 1, 0),
        ("T07[~~$item].total", "like", 1, 0),
        ("N07.alloc[$row.*].amt", "dotted", 1, 0),
        ("T05[@leaf].@label", "leaf", 1, 0),
        ("P2*[*].performance.unit_name", "all", 1, 0),
    ],
)
def test_addresses(text: str, mode: str, sign: int, optional: int) -> None:
    address = parse_address(text)
    assert (address.row.mode, address.sign, address.optional) == (mode, sign, optional)


def test_parts_except() -> None:
    column = parse_address("T02[T].<total-fiscal,gpb>").column
    assert (column.mode, column.prefix, column.excluded) == ("parts", "total", ("fiscal", "gpb"))


@pytest.mark.parametrize("text", ["T02", "T02[].total", "T02[$nobody].total", "T02[T]"])
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressError):
        parse_address(text)


def test_every_why_is_said_in_english_and_every_english_is_used() -> None:
    catalogue = load_catalogue()
    assert all(i.why_en for i in catalogue.identities)
    whys = yaml.safe_load((FOLDER / "whys.yml").read_text("utf-8"))["whys"]
    assert whys.keys() == {i.why for i in catalogue.identities}


def test_every_legal_ground_is_said_in_both_languages() -> None:
    grounded = [i for i in load_catalogue().identities if i.legal]
    assert grounded
    for identity in grounded:
        assert identity.legal_zh is not None and identity.legal_en is not None
        assert re.fullmatch(
            r"《中华人民共和国.+》（\d{4}年）第[一二三四五六七八九十]+条", identity.legal_zh
        )
        assert re.fullmatch(r"[A-Z][A-Za-z' ]+ \(\d{4}\), Article \d+", identity.legal_en)
    laws = yaml.safe_load((FOLDER / "laws.yml").read_text("utf-8"))["laws"]
    assert laws.keys() == {i.legal.law for i in grounded if i.legal}


def test_an_unknown_law_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown law 某法"):
        load_catalogue(
            write(
                tmp_path,
                HEAD + GOOD.replace("why: 因为", "why: 因为, legal: {law: 某法, article: 1}"),
            )
        )


def test_a_retired_id_is_never_used_again(tmp_path: Path) -> None:
    known = load_catalogue().by_id
    retired = yaml.safe_load((FOLDER / "retired.yml").read_text("utf-8"))["retired"]
    assert retired and not retired.keys() & known.keys()
    write(
        tmp_path, "version: 1\nretired:\n  A.B: {version: 1, zh: 停用, en: gone}\n", "retired.yml"
    )
    with pytest.raises(ConfigError, match=r"A\.B was retired"):
        load_catalogue(write(tmp_path, HEAD + GOOD))
