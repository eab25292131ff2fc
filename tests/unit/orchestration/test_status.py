"""What ``mingzhang status`` counts, and when its exit code asks for a person."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.archive import Archive
from extractors.contracts import DocumentFacts, DocumentStatus, Outcome
from extractors.store import FactsStore
from orchestration.cli import status
from orchestration.cli.main import app
from orchestration.portal_state import remember_listing
from orchestration.settings import Settings

NOW = datetime(2026, 2, 16, 2, tzinfo=UTC)


def read(settings: Settings, document_id: str, status: DocumentStatus) -> None:
    facts = DocumentFacts.unread(document_id, "x.pdf", status, "原因")
    FactsStore(settings.facts).write(
        facts, attempts=1, duration_s=0.1, finished_at=NOW, run_id=None
    )


@pytest.fixture
def filled(settings: Settings, registry: object) -> Settings:
    archive = Archive(settings.archive)
    put = {"portal": "000000_a", "fiscal_year": 2026, "file_name": "x.pdf"}
    first, _ = archive.put(b"%PDF-1 one", url="http://a.example/1.pdf", **put)
    archive.put(b"%PDF-1 two", url="http://a.example/2.pdf", **put)
    # The same bytes at two addresses: two versions, one document.
    archive.put(b"%PDF-1 one", url="http://a.example/1b.pdf", **put)
    read(settings, first.acquisition.document_id, DocumentStatus.OK)
    outcome = Outcome(
        portal="000000_a",
        fiscal_year=2026,
        subject="http://a.example/3.pdf",
        stage="fetch",
        status="blocked",
        error_kind="http_403",
        message="网站拒绝访问",
        duration_s=0.1,
        code_version="1",
        run_id=None,
        finished_at=NOW,
    )
    FactsStore(settings.facts).outcome_log("000000_a").add([outcome])
    return settings


def test_counts_by_portal_and_year(filled: Settings, tmp_path: Path) -> None:
    out = tmp_path / "status.json"
    done = CliRunner().invoke(app, ["status", "--json", str(out)])
    assert done.exit_code == 0, done.output
    (row,) = json.loads(out.read_text(encoding="utf-8"))["partitions"]
    assert (row["portal"], row["fiscal_year"]) == ("000000_a", 2026)
    counts = {k: row[k] for k in ("listed", "archived", "read", "unread", "failed", "blocked")}
    assert counts == {
        "listed": 0,
        "archived": 3,
        "read": 1,
        "unread": 0,
        "failed": 0,
        "blocked": 1,
    }
    assert row["last_success"] == NOW.isoformat()


def test_what_asks_for_a_person_is_said_and_is_the_exit_code(filled: Settings) -> None:
    remember_listing(filled, "000000_a", 1, None)
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 1
    assert "000000_a 列出 1 份，应至少 2份" in done.output


def test_a_crash_of_the_program_has_a_code_of_its_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Settings) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("orchestration.cli.status.collect_status", broken)
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 70
    assert "程序出错，结果不可用" in done.stderr
    assert "boom" in done.stderr  # with the traceback, for the report of the fault


def test_an_interruption_is_no_result(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.cli.status.collect_status", interrupted)
    assert CliRunner().invoke(app, ["status"]).exit_code == 130


def test_many_portals_fit_an_eighty_column_terminal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = [
        status.StatusRow(
            f"{430100 + n}_bmyjs_long",
            year,
            Counter(listed=1234, archived=1234, read=1230, blocked=4 * (n == 3 and year == 2024)),
            NOW,
        )
        for n in range(30)
        for year in range(2018, 2026)
    ]
    status._print(rows, [], every_year=False)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    shown = [line.split()[0] for line in lines if line.strip()]
    assert sum("bmyjs_long" in word for word in shown) == 30
    assert [word for word in shown if word.isdigit()] == ["2024"]  # the one that wants a look
    status._print(rows, [], every_year=True)
    assert capsys.readouterr().out.count("2024") == 30
