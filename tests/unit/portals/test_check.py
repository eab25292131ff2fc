"""``mingzhang portal check``: a registry entry tried on saved pages, without network."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.errors import ConfigError
from extractors.portals.check import check_fixture, fixture_entry
from orchestration.cli.main import app

FIXTURES = Path(__file__).parent / "fixtures"
TRS = FIXTURES / "000000_trs"
LIST_URL = "http://trs.mock.example/czyjs/bmys/index.html"


@pytest.mark.parametrize("folder", sorted(FIXTURES.iterdir()), ids=lambda f: f.name)
def test_a_fixture_is_read_as_it_says(folder: Path) -> None:
    assert check_fixture(folder) == []


def test_there_is_a_fixture_of_each_family() -> None:
    found = {fixture_entry(f).cms for f in FIXTURES.iterdir()}
    assert found == {"trs", "ucap", "hanweb", "gkmlpt", "platform"}


def test_differences_are_named_one_by_one(tmp_path: Path) -> None:
    folder = tmp_path / TRS.name
    shutil.copytree(TRS, folder)
    page = folder / "list_1.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("示例市第1局2024年", "示例市第9局2024年"), encoding="utf-8")
    differences = check_fixture(folder)
    assert len(differences) == 2
    assert "应有而没有" in differences[0]
    assert "示例市第9局2024年部门预算公开" in differences[1]
    with pytest.raises(ConfigError, match="registry"):
        shutil.copytree(TRS, tmp_path / "440100_none")
        (tmp_path / "440100_none" / "000000_trs.yml").unlink()
        check_fixture(tmp_path / "440100_none")


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["portal", *map(str, arguments)])
    return done.exit_code, done.output


def entry(folder: Path, cms: str = "trs") -> Path:
    path = folder / "440100_new.yml"
    layout = 'layout: {rows: "//ul/li/a"}\n' if cms == "platform" else ""
    path.write_text(
        f'id: "440100_new"\ntitle: 广州市新门户\nlevel: city\ncms: {cms}\n'
        f"hosts: [trs.mock.example]\nentry_pages: [{LIST_URL}]\nverified: false\n{layout}",
        encoding="utf-8",
    )
    return path


def test_a_newcomer_writes_one_yaml_and_gets_the_fixture_written(tmp_path: Path) -> None:
    file = entry(tmp_path)
    code, output = run("check", file)
    assert code == 0
    assert "广州市" in output and "未核对" in output and "下一步" in output
    fixture = tmp_path / "440100_new"
    code, output = run(
        "check", file, "--page", TRS / "list_1.html", "--url", LIST_URL,
        "--page", TRS / "detail.html", "--url", "http://trs.mock.example/czyjs/bmys/202402/t1.html",
        "--kind", "list", "--kind", "detail", "--write", fixture,
    )  # fmt: skip
    assert code == 0, output
    assert "示例市第1局2024年部门预算公开" in output
    code, output = run("check", file, "--fixture", fixture)
    assert (code, "一致" in output) == (0, True)
    (fixture / "list_1.html").write_text("<html>改版</html>", encoding="utf-8")
    code, output = run("check", file, "--fixture", fixture)
    assert (code, "应有而没有" in output) == (1, True)


@pytest.mark.parametrize(
    ("cms", "html", "hint"),
    [
        ("ucap", None, "按 trs（2 条） 有"),
        ("trs", "<html><a href='/x/show-123.jhtml'>某局2024年预算</a></html>", "platform"),
        ("trs", "<html><script>var a</script></html>", "没有链接"),
        ("trs", "<html><title>404</title></html>", "不存在"),
        (
            "trs",
            "<ul><li><a href='http://sjj.example/a/t20240201_1.html'>某局2024年预算</a></li></ul>",
            "登记之外的主机",
        ),
    ],
)
def test_what_does_not_work_is_explained(
    tmp_path: Path, cms: str, html: str | None, hint: str
) -> None:
    page = TRS / "list_1.html"
    if html is not None:
        page = tmp_path / "page.html"
        page.write_text(html, encoding="utf-8")
    _, output = run("check", entry(tmp_path, cms), "--page", page, "--url", LIST_URL)
    assert hint in output


def test_a_faulty_entry_is_told_with_its_line(tmp_path: Path) -> None:
    file = entry(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + "delay: 3\n", encoding="utf-8")
    code, output = run("check", file)
    assert code == 2
    assert "440100_new.yml:8: delay" in output


def test_the_registry_can_be_listed() -> None:
    code, output = run("list")
    assert code == 0
    assert "000000_demo" in output
