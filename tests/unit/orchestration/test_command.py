"""The commands that need no warehouse."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from expectations.reports.labels import DOCUMENT_STATUS, STATUS_ADVICE
from extractors.contracts import Attribution, Finding, Severity
from orchestration.check import EXIT_FINDINGS, EXIT_OK, EXIT_UNCHECKED, check_files, check_json
from orchestration.cli.main import app
from tests.e2e.files import BAD_FILES, write_bad_files

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "data" / "demo"
runner = CliRunner()


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    text = (ROOT / "docs" / "reference" / "check.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.fixture(scope="module")
def sample() -> Path:
    documents = json.loads((DEMO / "manifest.json").read_text(encoding="utf-8"))["documents"]
    return DEMO / next(d["file"] for d in documents if d["doc_id"] == "kexin_2024")


def test_check_writes_the_json_of_the_schema(
    tmp_path: Path, sample: Path, schema: jsonschema.Draft202012Validator
) -> None:
    out = tmp_path / "check.json"
    done = runner.invoke(app, ["check", str(sample), "--json", str(out)])
    assert done.exit_code == EXIT_FINDINGS, done.output
    values = json.loads(out.read_text(encoding="utf-8"))
    schema.validate(values)
    (document,) = values["documents"]
    assert document["status"] == "ok"
    assert document["fiscal_year"] == 2024
    coverage = document["coverage"]
    share = (coverage["typed"] + coverage["explained"]) / coverage["amount_tokens_in_tables"]
    assert coverage["share"] == pytest.approx(share, abs=1e-6)
    assert {f["form"] for f in document["forms"]} >= {f"T{n:02d}" for n in range(1, 12)}
    # Names and telephones of persons stay in the file.
    personal = [a for a in document["attributes"] if a["is_personal"]]
    assert all(a["value_text"] is None and a["raw_text"] is None for a in personal)


def test_check_of_bad_files_is_typed_and_harms_nobody(
    tmp_path: Path, sample: Path, schema: jsonschema.Draft202012Validator
) -> None:
    write_bad_files(tmp_path)
    files = [tmp_path / name for name in BAD_FILES] + [sample]
    result = check_files(files, workers=2)
    assert result.exit_code == EXIT_UNCHECKED
    status = {f.document.file_name: str(f.document.status) for f in result.facts}
    assert status == {**BAD_FILES, sample.name: "ok"}
    assert all(f.document.reason for f in result.facts if f.document.status != "ok")
    schema.validate(check_json(result))


def test_check_of_a_folder_writes_one_page(tmp_path: Path, sample: Path) -> None:
    folder = tmp_path / "待公开"
    folder.mkdir()
    shutil.copy(sample, folder / "预算.PDF")
    (folder / "说明.txt").write_text("不是 PDF", encoding="utf-8")
    page = tmp_path / "结果.html"
    done = runner.invoke(app, ["check", str(folder), "--html", str(page)])
    assert done.exit_code == EXIT_FINDINGS, done.output
    assert "结果：文件 1 份，错误" in done.stdout and str(page) in done.stderr
    html = page.read_text(encoding="utf-8")
    assert html.count("data:image/png;base64,") >= 2
    assert "为什么应当如此" in html and "%E5%BE%85%E5%85%AC%E5%BC%80/" in html  # 待公开/


def test_check_says_why_files_were_not_checked(tmp_path: Path) -> None:
    write_bad_files(tmp_path)
    files = [str(tmp_path / name) for name in BAD_FILES]
    done = runner.invoke(app, ["check", *files, "--html", str(tmp_path / "out")])
    assert done.exit_code == EXIT_UNCHECKED, done.output
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for name, status in BAD_FILES.items():
        assert name in done.stdout and name in html
        assert DOCUMENT_STATUS[status].zh in done.stdout
        assert STATUS_ADVICE[status].zh in done.stdout and STATUS_ADVICE[status].zh in html
    assert f"{len(BAD_FILES)} 份没有核对，没有结论" in done.stdout


@pytest.mark.parametrize(
    ("severity", "attribution", "code"),
    [
        (Severity.ERROR, Attribution.PUBLISHER, EXIT_FINDINGS),
        (Severity.ERROR, Attribution.EXTRACTION, EXIT_OK),
        (Severity.WARNING, Attribution.PUBLISHER, EXIT_OK),
    ],
)
def test_only_a_publishers_error_fails_the_check(
    severity: Severity, attribution: Attribution, code: int
) -> None:
    from expectations.judge import JudgeResult
    from orchestration.check import CheckResult

    finding = Finding("a" * 64, "r", severity, attribution, "一句", "one", None, None, ("x",))
    assert CheckResult([], JudgeResult([], [finding])).exit_code == code


def test_tables_prints_the_grids(sample: Path) -> None:
    done = runner.invoke(app, ["tables", str(sample)])
    assert done.exit_code == 0, done.output
    pages = json.loads(done.stdout)["pages"]
    tables = [t for p in pages for t in p["tables"]]
    assert len(tables) >= 15
    for table in tables:
        covered = sum(c["row_span"] * c["col_span"] for c in table["cells"])
        assert covered == table["n_rows"] * table["n_cols"]
        assert all(len(c["bbox"]) == 4 for c in table["cells"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "no-such.pdf"], "找不到文件"),
        (["check", "tests/unit/reports"], "没有找到 PDF 文件"),
        (["tables", "no-such.pdf"], "找不到文件"),
        (["ingest", "no-such-folder"], "找不到"),
        (["run", "--portal", "999999_x"], "没有门户"),
        (["run", "--years", "abc"], "看不懂年度"),
        (["query", "SELECT 1"], "请先运行"),
        (["report"], "请先运行"),
        (["serve"], "请先运行"),
    ],
)
def test_errors_say_what_to_do_next(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path))
    done = runner.invoke(app, arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_tables_of_what_is_no_pdf(tmp_path: Path) -> None:
    write_bad_files(tmp_path)
    done = runner.invoke(app, ["tables", str(tmp_path / "网页.pdf")])
    assert done.exit_code == 2
    assert "网页.pdf" in done.stderr


def test_explain_accounts_for_every_table(sample: Path) -> None:
    done = runner.invoke(app, ["explain", str(sample)])
    assert done.exit_code == 0, done.output
    assert "T05" in done.output
    assert "表内数字" in done.output
    assert "读出" in done.output and "怎么办" in done.output  # the summary says what to do
    assert "说明文字" in done.output
    assert "各来源收入" in done.output  # concepts go by their names
    assert "in.total" in done.output and "合计" in done.output


def test_explain_can_be_limited_to_problems_and_pages(sample: Path) -> None:
    problems = runner.invoke(app, ["explain", str(sample), "--problems"])
    assert problems.exit_code == 0, problems.output
    assert "说明文字" not in problems.output.split("怎么办")[1].split("\n\n", 1)[1]
    assert "T05#1" not in problems.output
    page = runner.invoke(app, ["explain", str(sample), "--page", "1"])
    assert page.exit_code == 0
    assert "T05#1" not in page.output
