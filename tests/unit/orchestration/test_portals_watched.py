"""Counts and freshness of portals, retries by kind of error, a portal that is down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from extractors.contracts import Outcome
from extractors.portals.registry_model import load_portals
from extractors.portals.runner import CrawlResult
from orchestration import stages
from orchestration.assets.portal_checks import count_check, freshness_check
from orchestration.cli.status import collect_warnings
from orchestration.operations import Operations
from orchestration.portal_state import read_portal_state, remember_listing
from orchestration.retry import is_transient, waits_s
from orchestration.settings import Settings
from orchestration.stages import PortalDownError, list_portal

NOW = datetime(2026, 2, 16, 2, tzinfo=UTC)
DOWN = Outcome(
    portal="000000_a",
    fiscal_year=None,
    subject="http://a.example/index.html",
    stage="list",
    status="failed",
    error_kind="ConnectionRefusedError",
    message="未能取得页面；请检查网络后重跑",
    duration_s=0.1,
    code_version="1",
    run_id=None,
    finished_at=NOW,
)


@pytest.mark.parametrize(
    ("listed", "passed", "severity"),
    [(1, False, "ERROR"), (2, True, "ERROR"), (5, True, "ERROR"), (6, False, "WARN")],
)
def test_too_few_fail_and_too_many_warn(
    settings: Settings, registry: object, listed: int, passed: bool, severity: str
) -> None:
    state = remember_listing(settings, "000000_a", listed, None, NOW)
    check = count_check(load_portals()["000000_a"], state)
    assert (check.passed, check.severity.value) == (passed, severity)
    assert str(listed) in (check.description or "")


@pytest.mark.parametrize(
    ("now", "days", "passed"),
    [
        (NOW, 2, True),
        (NOW, 4, False),  # in season three days are too long
        (NOW + timedelta(days=120), 10, True),
        (NOW + timedelta(days=120), 16, False),
    ],
)
def test_a_season_says_how_long_a_portal_may_be_silent(
    settings: Settings, registry: object, now: datetime, days: int, passed: bool
) -> None:
    state = remember_listing(settings, "000000_a", 3, None, now - timedelta(days=days))
    check = freshness_check(load_portals()["000000_a"], state, Operations(), now)
    assert check.passed is passed


def test_a_portal_that_never_answered_is_silent_after_its_time(
    settings: Settings, registry: object
) -> None:
    first = remember_listing(settings, "000000_a", 0, "没有应答", NOW)
    state = remember_listing(settings, "000000_a", 0, "没有应答", NOW + timedelta(days=4))
    assert state.failing_since == first.first_tried_at == NOW
    portal = load_portals()["000000_a"]
    assert not freshness_check(portal, state, Operations(), NOW + timedelta(days=4)).passed
    (failing, silent, few) = collect_warnings(settings, NOW + timedelta(days=4))
    assert "上次列表失败：没有应答" in failing
    assert "沉默" in silent
    assert "至少 2" in few
    spoke = remember_listing(settings, "000000_a", 3, None, NOW + timedelta(days=5))
    assert spoke.failing_since is None
    assert read_portal_state(settings, "000000_a") == spoke


@pytest.mark.parametrize(
    ("status", "kind", "transient"),
    [
        ("failed", "ConnectionRefusedError", True),
        ("failed", "timeout", True),
        ("failed", "truncated", True),
        ("failed", "http_503", True),
        ("failed", "http_429", True),
        ("failed", "http_404", False),
        ("failed", "http_400", False),
        ("failed", "redirect_loop", False),
        ("failed", "html_as_file", False),
        ("failed", "too_large", False),
        ("failed", "disk_full", False),
        ("blocked", "http_403", False),
        ("blocked", "challenge", False),
        ("ok", None, False),
    ],
)
def test_only_silence_is_worth_another_try(status: str, kind: str | None, transient: bool) -> None:
    assert is_transient(replace(DOWN, status=status, error_kind=kind)) is transient


def test_back_off_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_RETRY_WAIT", "5")
    assert waits_s() == [5, 20]


def answers(monkeypatch: pytest.MonkeyPatch, *results: CrawlResult) -> list[float]:
    """Have the crawler give these answers in turn; returns the waits between them."""
    given: Iterator[CrawlResult] = iter(results)
    slept: list[float] = []
    monkeypatch.setattr(stages.Crawl, "list_files", lambda self, portal: next(given))
    monkeypatch.setattr(stages, "sleep", slept.append)
    return slept


def listed(*names: str) -> CrawlResult:
    file = stages.ListedFile(
        portal="000000_a",
        url="http://a.example/1.pdf",
        page_url="http://a.example/index.html",
        title="甲局2026年预算",
        file_name="1.pdf",
        fiscal_year=2026,
        published_on=None,
    )
    return CrawlResult(files=[replace(file, url=f"http://a.example/{n}") for n in names])


def test_a_portal_that_comes_back_is_listed(
    settings: Settings, registry: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = answers(monkeypatch, CrawlResult(outcomes=[DOWN]), listed("1.pdf", "2.pdf"))
    files, summary = list_portal(settings, "000000_a")
    assert [f.url[-5:] for f in files] == ["1.pdf", "2.pdf"]
    assert slept == waits_s()[:1]
    assert summary.problems == []


def test_a_portal_that_stays_down_is_no_empty_portal(
    settings: Settings, registry: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, listed("1.pdf"))
    list_portal(settings, "000000_a")
    slept = answers(monkeypatch, *[CrawlResult(outcomes=[DOWN])] * 3)
    with pytest.raises(PortalDownError, match="没有列出任何文件"):
        list_portal(settings, "000000_a")
    assert slept == waits_s()
    # What it listed before stays.
    assert len(stages.read_listing(settings, "000000_a")) == 1
    state = read_portal_state(settings, "000000_a")
    assert state is not None
    assert (state.listed, state.failing_since is not None) == (1, True)


def test_a_portal_that_says_no_is_not_asked_again(
    settings: Settings, registry: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = replace(DOWN, status="blocked", error_kind="http_403")
    slept = answers(monkeypatch, CrawlResult(outcomes=[refused]))
    with pytest.raises(PortalDownError):
        list_portal(settings, "000000_a")
    assert slept == []


def test_the_checks_of_a_deployment_are_those_of_its_portals(settings: Settings) -> None:
    """Portals that were never asked have no result, neither good nor bad."""
    from orchestration.definitions import defs

    remember_listing(settings, "000000_demo", 12, None)
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def("check_portals").execute_in_process(
            instance=instance,
            run_config={"resources": {"home": {"config": {"path": str(settings.home)}}}},
        )
    found = {e.check_name: e.passed for e in result.get_asset_check_evaluations()}
    assert found == {"document_count_000000_demo": True, "freshness_000000_demo": True}
