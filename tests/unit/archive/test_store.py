from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.contracts import Acquisition, Outcome, arrow_schema
from extractors.store import MAX_ATTEMPTS, PARTITION_RECORDS, FactsStore, OutcomeLog
from tests.unit.archive.records import facts_of

NOW = datetime(2024, 3, 1, tzinfo=UTC)
DOC = "ab" * 32


def acquisition(document_id: str = DOC, year: int | None = 2024) -> Acquisition:
    return Acquisition(
        portal="p",
        fiscal_year=year,
        url=f"http://h.example/{document_id[:4]}.pdf",
        page_url=None,
        title="t",
        published_on=None,
        fetched_at=NOW,
        document_id=document_id,
        size_bytes=1,
        content_type="application/pdf",
    )


def outcome(status: str = "ok", subject: str = "u", minutes: int = 0) -> Outcome:
    return Outcome(
        portal="p",
        fiscal_year=2024,
        subject=subject,
        stage="fetch",
        status=status,
        error_kind=None,
        message=None,
        duration_s=0.1,
        code_version="1",
        run_id=None,
        finished_at=NOW + timedelta(minutes=minutes),
    )


def save(store: FactsStore, document_id: str = DOC, status: str = "ok", attempts: int = 1) -> None:
    store.write(
        facts_of(document_id, status),
        attempts=attempts,
        duration_s=1.0,
        finished_at=NOW,
        run_id="r",
    )


def test_facts_come_back_and_are_keyed_by_version(tmp_path: Path) -> None:
    store = FactsStore(tmp_path, "7")
    save(store)
    assert store.read(DOC) == facts_of(DOC)
    header = store.header(DOC)
    assert header is not None
    assert header.is_final
    assert (header.status, header.attempts, header.run_id) == ("ok", 1, "r")
    assert FactsStore(tmp_path, "8").read(DOC) is None
    assert FactsStore(tmp_path, "8").header(DOC) is None


@pytest.mark.parametrize(("attempts", "final"), [(1, False), (MAX_ATTEMPTS, True)])
def test_a_crash_is_tried_again_but_not_for_ever(
    tmp_path: Path, attempts: int, final: bool
) -> None:
    store = FactsStore(tmp_path)
    save(store, status="crashed", attempts=attempts)
    header = store.header(DOC)
    assert header is not None
    assert header.is_final is final


def test_a_partition_has_every_record_with_its_schema(tmp_path: Path) -> None:
    store = FactsStore(tmp_path)
    save(store)
    assert store.write_partition("p", 2024, [acquisition()])
    from extractors.contracts import RECORDS

    for name in PARTITION_RECORDS:
        path = store.partition_path(name, "p", 2024)
        assert pq.read_schema(path).equals(arrow_schema(RECORDS[name])), name
    read = pq.read_table(store.partition_path("document", "p", 2024), partitioning=None)
    assert read.column("document_id").to_pylist() == [DOC]
    parsed = pq.read_table(store.partition_path("outcome", "p", 2024), partitioning=None)
    assert parsed.column("stage").to_pylist() == ["parse"]


def test_an_unchanged_partition_is_left_alone(tmp_path: Path) -> None:
    store = FactsStore(tmp_path)
    save(store)
    store.write_partition("p", 2024, [acquisition()])
    path = store.partition_path("cell", "p", 2024)
    before = path.stat().st_mtime_ns
    assert not store.write_partition("p", 2024, [acquisition()])
    assert path.stat().st_mtime_ns == before
    store.outcome_log("p").add([outcome("failed")])
    assert store.write_partition("p", 2024, [acquisition()])


def test_a_partition_that_lost_its_documents_goes(tmp_path: Path) -> None:
    store = FactsStore(tmp_path)
    save(store)
    store.write_partition("p", None, [acquisition(year=None)])
    assert store.partition_path("cell", "p", None).parent.name == "fiscal_year=unknown"
    store.drop_partition("p", None)
    assert not list((tmp_path / "parquet").rglob("*.parquet"))
    assert store.write_partition("p", None, [acquisition(year=None)])


def test_the_log_holds_news_only(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "p.jsonl")
    assert log.add([outcome("ok")]) == 1
    assert log.add([outcome("unchanged", minutes=1), outcome("ok", minutes=2)]) == 0
    assert log.add([outcome("failed", minutes=3)]) == 1
    assert log.latest()["fetch", "u"].status == "failed"
    assert log.add([outcome("ok", minutes=4)]) == 1
    assert log.latest()["fetch", "u"].finished_at == NOW + timedelta(minutes=4)


def test_a_line_cut_by_a_kill_is_dropped(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "p.jsonl")
    log.add([outcome("ok", "u1")])
    with log.path.open("ab") as stream:
        stream.write(b'{"portal": "p", "fisc')
    assert list(log.latest()) == [("fetch", "u1")]
    log.add([outcome("ok", "u2")])
    assert list(log.latest()) == [("fetch", "u1"), ("fetch", "u2")]
