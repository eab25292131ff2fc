"""Tell people: new publisher errors, portals that went silent, runs that failed.

An alert is told once.  What was told is kept in ``<home>/state/alerts.json``, after
every channel took it: a channel that refuses makes the next attempt tell it again
(better twice than never).  Every alert also goes to ``<home>/logs/alerts.log``.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.request import ProxyHandler, Request, build_opener

import duckdb

from extractors.atomic import atomic_write
from extractors.portals.registry_model import load_portals
from orchestration.errors import UserError
from orchestration.operations import Email, Operations, Webhook, load_operations
from orchestration.portal_state import known_portals, read_portal_state
from orchestration.settings import Settings
from orchestration.silence import is_silent
from orchestration.warehouse_paths import published_path

#: A finding that went and came back is a new spell, and told again.
_STANDING = """
SELECT h.finding_id || ':' || h.spell, coalesce(u.unit_name, '单位不明'), h.fiscal_year, h.sentence_zh
FROM fct_finding_history h LEFT JOIN dim_unit u USING (unit_sk)
WHERE h.severity = 'error' AND h.attribution = 'publisher' AND h.resolved_run_ord IS NULL
ORDER BY 2, 3, 1
"""
#: Sentences written out in one alert; the rest is counted and stands in the report.
SHOWN = 20


class AlertError(Exception):
    """A channel that did not take the alert; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message.  ``keys`` are the things told, each told once."""

    kind: str
    title: str
    lines: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def text(self) -> str:
        """The message as plain text."""
        more = len(self.keys) - len(self.lines)
        tail = [f"…… 另有 {more} 条，见报告"] if more > 0 else []
        return "\n".join([*self.lines, *tail])


# -- what there is to tell ---------------------------------------------------------


def new_findings(settings: Settings, told: frozenset[str]) -> Alert | None:
    """Publisher errors on current documents that nobody was told of yet."""
    path = published_path(settings)
    if not path.is_file():
        return None
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            rows = connection.execute(_STANDING).fetchall()
        except duckdb.CatalogException as error:
            raise UserError("仓库由旧版程序发布，请先运行 mingzhang run") from error
    new = [(f"finding:{key}", unit, year, text) for key, unit, year, text in rows]
    new = [row for row in new if row[0] not in told]
    if not new:
        return None
    lines = tuple(f"{unit} {year or '年度不明'}：{text}" for _, unit, year, text in new[:SHOWN])
    title = f"明账：新发现 {len(new)} 处错误，现行公开文件自身前后不一致"
    return Alert("findings", title, lines, tuple(row[0] for row in new))


def silent_portals(settings: Settings, operations: Operations, now: datetime) -> Alert | None:
    """Portals without a successful listing for longer than their season allows."""
    registered = load_portals()
    lines, keys = [], []
    for portal_id in known_portals(settings):
        state = read_portal_state(settings, portal_id)
        if portal_id not in registered or state is None:
            continue
        portal = registered[portal_id]
        if is_silent(portal, state, operations, now):
            last = state.last_listed_at
            since = f"{last.astimezone():%Y-%m-%d %H:%M}" if last else "从未成功"
            lines.append(
                f"{portal.title}（{portal_id}）最近成功：{since}；{state.last_error or ''}"
            )
            # A portal that speaks again and falls silent again is told again.
            keys.append(f"silent:{portal_id}:{last.isoformat() if last else 'never'}")
    if not keys:
        return None
    return Alert("silent", f"明账：{len(keys)} 个门户没有按时列出文件", tuple(lines), tuple(keys))


def failed_run(run_id: str, job: str, errors: Sequence[str]) -> Alert:
    """A run that did not finish."""
    lines = tuple(errors[:SHOWN]) or ("原因见运行日志",)
    return Alert(
        "run_failed", f"明账：运行未完成（{job}，{run_id[:8]}）", lines, (f"run:{run_id}",)
    )


# -- telling -----------------------------------------------------------------------


def told_keys(settings: Settings) -> frozenset[str]:
    """Everything that was told."""
    path = settings.state / "alerts.json"
    return frozenset(json.loads(path.read_bytes())) if path.is_file() else frozenset()


def tell(settings: Settings, alerts: Iterable[Alert | None]) -> list[Alert]:
    """Send what was not told yet through every channel; returns what was sent.

    Raises AlertError after every channel was tried; what a channel refused counts as
    not told.
    """
    operations = load_operations(settings)
    told = set(told_keys(settings))
    sent: list[Alert] = []
    problems: list[str] = []
    for alert in alerts:
        if alert is None or told.issuperset(alert.keys):
            continue
        refused = _send(settings, operations, alert)
        problems += refused
        if not refused:
            sent.append(alert)
            told |= set(alert.keys)
            with atomic_write(settings.state / "alerts.json") as stream:
                stream.write(json.dumps(sorted(told), indent=0).encode())
    if problems:
        raise AlertError("提醒未能送达，下次再送：" + "；".join(problems))
    return sent


def watch(settings: Settings, now: datetime | None = None) -> list[Alert]:
    """Tell everything that a person should know now.  Raises AlertError."""
    now = now or datetime.now(UTC)
    operations = load_operations(settings)
    told = told_keys(settings)
    return tell(
        settings,
        [new_findings(settings, told), silent_portals(settings, operations, now)],
    )


def _send(settings: Settings, operations: Operations, alert: Alert) -> list[str]:
    _log(settings, alert)
    problems = []
    channels = operations.alerts
    if channels.email:
        try:
            _mail(channels.email, alert)
        except (OSError, smtplib.SMTPException) as error:
            problems.append(f"邮件 {channels.email.host}：{error}")
    if channels.webhook:
        try:
            _post(channels.webhook, alert)
        except OSError as error:  # URLError and HTTPError are OSErrors
            problems.append(f"webhook {channels.webhook.url}：{error}")
    return problems


def _log(settings: Settings, alert: Alert) -> None:
    settings.logs.mkdir(parents=True, exist_ok=True)
    values = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(alert)}
    with (settings.logs / "alerts.log").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(values, ensure_ascii=False) + "\n")


def _mail(email: Email, alert: Alert) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = alert.title, email.sender
    message["To"] = ", ".join(email.to)
    message.set_content(alert.text)
    context = ssl.create_default_context()
    if email.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            email.host, email.port, timeout=email.timeout_s, context=context
        )
    else:
        server = smtplib.SMTP(email.host, email.port, timeout=email.timeout_s)
    with server:
        if email.security == "starttls":
            server.starttls(context=context)
        if email.username:
            server.login(email.username, os.environ.get("MINGZHANG_SMTP_PASSWORD", ""))
        server.send_message(message)


def _post(webhook: Webhook, alert: Alert) -> None:
    values = {"kind": alert.kind, "title": alert.title, "text": alert.text, "keys": alert.keys}
    request = Request(  # noqa: S310 - the schema admits http and https only
        webhook.url,
        data=json.dumps(values, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    with build_opener(ProxyHandler()).open(request, timeout=webhook.timeout_s):
        return
