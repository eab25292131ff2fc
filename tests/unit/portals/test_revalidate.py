"""A stored page stands in for the portal's only where the portal itself says that it is the same."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.portals.registry_model import Portal
from extractors.portals.revalidate import Page, PageStore
from extractors.portals.runner import Crawl, CrawlResult
from tests.support.mock_server import Answer, MockServer, serve
from tests.unit.portals.mocks import portal_of

LIST = "/czyjs/bmys/index.html"
DETAIL = "/czyjs/bmys/t20240201_1.html"
ROW = '<html><ul><li><a href="t20240201_1.html">示例局2024年部门预算公开</a></li></ul></html>'
FILE = '<html><a href="{name}.pdf">附件</a></html>'
TAGGED = {b"ETag": b'"1"'}
List = Callable[[], CrawlResult]


def page(text: str, **headers: bytes) -> Answer:
    return Answer(text.encode(), headers=TAGGED | {k.encode(): v for k, v in headers.items()})


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[MockServer, List]]:
    """A portal of one list page and one detail page, both with an ETag, listed once."""
    patience = {"delay_s": 0.0, "concurrency": 4, "retries": 0, "timeout_s": 8.0}
    entry = Portal.model_validate(portal_of("trs", politeness=patience))
    with ExitStack() as stack:
        mock = stack.enter_context(serve({LIST: page(ROW), DETAIL: page(FILE.format(name="a"))}))
        crawl = Crawl(str(tmp_path / "archive"), tmp_path / "work", tmp_path / "logs", tmp_path)
        crawl = replace(crawl, stand_in=mock.url)
        assert names(crawl.list_files(entry)) == ["a.pdf"]
        yield mock, lambda: crawl.list_files(entry)


def names(result: CrawlResult) -> list[str]:
    return [f.url.rsplit("/", 1)[-1] for f in result.files]


def kinds(result: CrawlResult) -> list[tuple[str, str | None]]:
    return [(o.subject.rsplit("/", 1)[-1], o.error_kind) for o in result.outcomes]


def test_pages_that_did_not_change_are_not_sent_and_give_the_same_files(
    portal: tuple[MockServer, List],
) -> None:
    mock, again = portal
    mock.routes |= {LIST: Answer(status=304), DETAIL: Answer(status=304)}
    listed = again()
    assert (names(listed), listed.outcomes) == (["a.pdf"], [])
    assert mock.conditions[LIST] == mock.conditions[DETAIL] == [None, '"1"']
    mock.routes |= {DETAIL: page(FILE.format(name="b"))}
    assert names(again()) == ["b.pdf"]


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_portal_that_refuses_is_not_answered_for(
    portal: tuple[MockServer, List], status: int
) -> None:
    mock, again = portal
    mock.routes[LIST] = Answer(b"busy", status)
    listed = again()
    assert (names(listed), kinds(listed)) == ([], [("index.html", f"http_{status}")])


def test_a_portal_that_is_down_or_cut_off_is_not_answered_for(
    portal: tuple[MockServer, List],
) -> None:
    mock, again = portal
    mock.routes[DETAIL] = Answer(b"<html>", length=4000)
    listed = again()
    assert (names(listed), kinds(listed)) == ([], [("t20240201_1.html", "truncated")])
    mock.close()
    listed = again()
    assert names(listed) == []
    assert [subject for subject, _ in kinds(listed)] == ["index.html"]


def test_what_must_not_be_kept_is_asked_for_whole(portal: tuple[MockServer, List]) -> None:
    mock, again = portal
    # What is new replaces what was kept only if it may be kept; then the old one is of no use.
    mock.routes[DETAIL] = Answer(
        FILE.format(name="c").encode(), headers={b"ETag": b'"2"', b"Cache-Control": b"no-store"}
    )
    assert names(again()) == ["c.pdf"]
    assert names(again()) == ["c.pdf"]
    assert mock.conditions[DETAIL] == [None, '"1"', None]


def test_a_damaged_page_counts_as_none(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    kept = Page("http://a.example/", {"etag": '"1"'}, "预算\n决算".encode())
    store.write("ab12", kept)
    assert store.read("ab12") == kept
    path = tmp_path / "ab" / "ab12"
    for damaged in (path.read_bytes()[:-5], b"", b"x" * 40):
        path.write_bytes(damaged)
        assert store.read("ab12") is None
    assert store.read("cd34") is None
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["ab12"]
