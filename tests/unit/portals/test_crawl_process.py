"""Several crawls in one process: each gets its own answers, and a broken one is said."""

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.portals import crawl_process, runner
from extractors.portals.registry_model import Portal
from extractors.portals.runner import Crawl, CrawlError
from tests.support.mock_server import Answer, MockServer, serve
from tests.unit.portals.mocks import portal_of

LIST = "/czyjs/bmys/index.html"
FILES = 60


@pytest.fixture(autouse=True)
def no_crawl_left() -> Iterator[None]:
    yield
    runner.end_crawls()


@pytest.fixture
def mock() -> Iterator[MockServer]:
    rows = "".join(f'<li><a href="{n}.pdf">甲局2024年预算{n}</a></li>' for n in range(FILES))
    with serve({LIST: f"<html><ul>{rows}</ul></html>".encode()}) as server:
        yield server


def portals(n: int) -> list[Portal]:
    patience = {"delay_s": 0.0, "concurrency": 4, "retries": 0, "timeout_s": 8.0}
    entry = portal_of("trs", politeness=patience)
    return [Portal.model_validate(entry | {"id": f"000000_side{k}"}) for k in range(n)]


def crawl_of(folder: Path, mock: MockServer) -> Crawl:
    crawl = Crawl(str(folder / "archive"), folder / "work", folder / "logs", folder)
    return replace(crawl, stand_in=mock.url)


def test_listings_begun_ahead_are_asked_for_once_and_kept_apart(
    tmp_path: Path, mock: MockServer
) -> None:
    crawl, several = crawl_of(tmp_path, mock), portals(3)
    for portal in several:
        crawl.list_ahead(portal)
        crawl.list_ahead(portal)
    for portal in reversed(several):
        found = crawl.list_files(portal)
        assert {f.portal for f in found.files} == {portal.id}
        assert len(found.files) == FILES
    assert mock.asked[LIST] == 3
    for portal in several:  # each has its own log
        log = (tmp_path / "logs" / f"crawl-{portal.id}.log").read_text()
        assert log.count("Spider opened") == 1
    crawl.list_files(several[0])
    assert mock.asked[LIST] == 4


def test_crawls_share_a_process_until_its_environment_changes(
    tmp_path: Path, mock: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl, (portal,) = crawl_of(tmp_path, mock), portals(1)

    def pid() -> int:
        crawl.list_files(portal)
        assert crawl_process._running is not None
        return crawl_process._running.process.pid

    first = pid()
    assert pid() == first
    monkeypatch.setenv("MINGZHANG_CONTACT", "office@example.org")
    assert pid() != first
    assert any("office@example.org" in agent for agent in mock.agents)


@pytest.mark.skipif(sys.platform == "win32", reason="kills the POSIX way")
def test_a_killed_crawl_is_an_error_and_the_next_one_works(
    tmp_path: Path, mock: MockServer
) -> None:
    crawl, (portal, beside) = crawl_of(tmp_path, mock), portals(2)
    mock.routes[LIST] = replace(Answer(b"", pause_s=30), length=10)
    crawl.list_ahead(portal)
    crawl.list_ahead(beside)
    assert crawl_process._running is not None
    os.kill(crawl_process._running.process.pid, signal.SIGKILL)
    for killed in (portal, beside):
        with pytest.raises(CrawlError, match="异常退出"):
            crawl.list_files(killed)
    mock.routes[LIST] = b'<html><ul><li><a href="a.pdf">x</a></li></ul></html>'
    assert len(crawl.list_files(portal).files) == 1


def test_a_crawl_that_cannot_begin_does_not_end_the_others(
    tmp_path: Path, mock: MockServer
) -> None:
    crawl, (portal, beside) = crawl_of(tmp_path, mock), portals(2)
    (tmp_path / "logs" / f"crawl-{portal.id}.log").mkdir(parents=True)
    crawl.list_ahead(beside)
    with pytest.raises(CrawlError, match=r"IsADirectoryError|PermissionError"):
        crawl.list_files(portal)
    assert len(crawl.list_files(beside).files) == FILES
