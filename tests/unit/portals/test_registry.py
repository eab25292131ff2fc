from datetime import date
from pathlib import Path

import pytest

from extractors.errors import ConfigError
from extractors.portals.divisions import divisions, level_of
from extractors.portals.registry_model import ExpectedDocuments, Season, load_portals

GOOD = """\
id: "{id}"
title: 某门户
level: city
cms: trs
hosts: [h.example]
entry_pages: [http://h.example/a/index.html]
verified: false
"""


def write(folder: Path, text: str, name: str = "440100_a") -> None:
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def test_every_portal_of_the_project_loads() -> None:
    portals = load_portals()
    assert "000000_demo" in portals
    real = {k: p for k, p in portals.items() if p.level != "demo"}
    assert len(real) >= 25
    assert {p.cms for p in real.values()} == {"trs", "ucap", "hanweb", "gkmlpt", "platform"}
    for portal in real.values():
        assert portal.politeness.delay_s >= 1
        assert portal.politeness.concurrency == 1
        assert portal.note, f"{portal.id} does not say what its address rests on"
        place = divisions()[portal.division][:2]
        assert place in portal.title, f"{portal.id}: {portal.division} is {place}"


def test_a_deployment_adds_its_own(tmp_path: Path) -> None:
    write(tmp_path, GOOD.format(id="440100_a"))
    assert load_portals(tmp_path)["440100_a"].politeness.delay_s == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.format(id="440100_b"), "file's name"),
        (GOOD.format(id="440100_a") + "delay: 3\n", "delay"),
        (GOOD.format(id="440100_a") + 'title: "二"\n', "twice"),
        (GOOD.format(id="440100_a").replace('"440100_a"', "440100"), "id"),
        (GOOD.format(id="440100_a").replace("[h.example]", "[127.0.0.1]"), "address"),
        (GOOD.format(id="440100_a").replace("http://h.", "http://i."), "host"),
        (GOOD.format(id="440100_a").replace("[http://h", "[ftp://h"), "http"),
        (GOOD.format(id="440100_a") + "politeness: {concurrency: 50}\n", "concurrency"),
        (
            GOOD.format(id="440100_a") + 'politeness: {user_agent: "Mozilla/5.0 Mingzhang"}\n',
            "brow",
        ),
        (GOOD.format(id="440100_a") + "expected_documents: {minimum: 9, maximum: 3}\n", "less"),
        (GOOD.format(id="440100_a") + "tls: [{host: x.example, reason: old}]\n", "reason|hosts"),
        (GOOD.format(id="440100_a") + "tls: [{host: x.example, reason: 旧版协议}]\n", "hosts"),
        (GOOD.format(id="440100_a") + 'layout: {rows: "//a"}\n', "layout"),
        (GOOD.format(id="440100_a").replace("trs", "platform"), "layout"),
        (
            GOOD.format(id="440100_a").replace("trs", "platform") + 'layout: {rows: "//a[["}\n',
            "rows",
        ),
        (GOOD.format(id="440100_a").replace("false", "true"), "verified_on"),
        (
            GOOD.format(id="440100_a")
            + 'seasons: [{kind: budget, start: "02-30", end: "03-01"}]\n',
            "seasons.0.start",
        ),
        (GOOD.format(id="440100_a") + "seasons: [{kind: budget, start: 2}]\n", "seasons.0"),
        (GOOD.format(id="440100_a").replace("level: city", "level: county"), "code of city"),
    ],
)
def test_a_faulty_entry_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=problem) as error:
        load_portals(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / '440100_a.yml'}:")


def test_a_code_that_no_place_has_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD.format(id="449900_a"), "449900_a")
    with pytest.raises(ConfigError, match="GB/T 2260"):
        load_portals(tmp_path)


def test_seasons(tmp_path: Path) -> None:
    write(tmp_path, GOOD.format(id="440100_a"))
    usual = load_portals(tmp_path)["440100_a"]
    assert [usual.in_season(date(2026, m, 10)) for m in (2, 6, 9, 12)] == [True, False, True, False]
    over_new_year = Season(kind="budget", start="12-15", end="02-28")
    days = [date(2025, 12, 15), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [over_new_year.contains(d) for d in days] == [True, True, True, False]


def test_expected_counts() -> None:
    expected = ExpectedDocuments(minimum=5, maximum=10)
    assert [expected.judge(n) for n in (4, 5, 10, 11)] == ["too_few", "ok", "ok", "too_many"]


def test_levels_of_codes() -> None:
    codes = {"000000": "demo", "100000": "central", "310000": "province", "441900": "city"}
    assert {c: level_of(c) for c in codes} == codes
    assert level_of("110101") == "county"
    assert len(divisions()) > 3400
    assert divisions()["650100"] == "乌鲁木齐市"


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD.format(id="000000_demo"), "000000_demo")
    with pytest.raises(ConfigError, match="twice"):
        load_portals(tmp_path)
