from pathlib import Path

import pytest

from extractors.errors import ConfigError
from extractors.portals.registry_model import load_portals

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
    assert all(p.verified or p.politeness.delay_s >= 1 for p in portals.values())


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
    ],
)
def test_a_faulty_entry_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=problem):
        load_portals(tmp_path)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD.format(id="000000_demo"), "000000_demo")
    with pytest.raises(ConfigError, match="twice"):
        load_portals(tmp_path)
