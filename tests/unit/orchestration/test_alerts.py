"""Alerts: told once, to a loopback mail server and a loopback webhook."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import duckdb
import pytest
from typer.testing import CliRunner

from extractors.errors import ConfigError
from orchestration.alerts import Alert, AlertError, failed_run, new_findings, tell, watch
from orchestration.cli.main import app
from orchestration.operations import load_operations
from orchestration.portal_state import remember_listing
from orchestration.settings import Settings
from orchestration.warehouse_paths import published_path

NOW = datetime(2026, 2, 16, 2, tzinfo=UTC)
FINDINGS = [
    # id, spell, severity, attribution, resolved, sentence
    ("f1", 1, "error", "publisher", None, "合计与明细之和相差 1.00 万元"),
    ("f2", 1, "error", "publisher", None, "收入总计与支出总计不等"),
    ("f3", 1, "warning", "publisher", None, "提示"),
    ("f4", 1, "error", "extraction", None, "我们读错了"),
    ("f5", 1, "error", "publisher", 3, "已消除"),
]


def publish(settings: Settings, findings: list[tuple[object, ...]]) -> None:
    path = published_path(settings)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE dim_unit AS SELECT 's1' AS unit_sk, '甲局' AS unit_name")
        connection.execute(
            "CREATE TABLE fct_finding_history (finding_id VARCHAR, spell INTEGER, severity VARCHAR,"
            " attribution VARCHAR, resolved_run_ord INTEGER, sentence_zh VARCHAR, unit_sk VARCHAR,"
            " fiscal_year INTEGER)"
        )
        for row in findings:
            connection.execute(
                "INSERT INTO fct_finding_history VALUES (?, ?, ?, ?, ?, ?, 's1', 2026)", row
            )


class Hook(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    received: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append(json.loads(body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Quiet."""


class Mail(socketserver.StreamRequestHandler):
    """The few words of SMTP that a sender needs."""

    received: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 loopback\r\n")
        data: list[bytes] | None = None
        for line in self.rfile:
            if data is not None:
                if line == b".\r\n":
                    self.received.append(b"".join(data))
                    data = None
                    self.wfile.write(b"250 kept\r\n")
                else:
                    data.append(line)
            elif line.upper().startswith(b"DATA"):
                data = []
                self.wfile.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hook]]:
    kind = type("_Hook", (Hook,), {"received": [], "status": 200})
    with serving(HTTPServer(("127.0.0.1", 0), kind)) as port:
        monkeypatch.setenv("MINGZHANG_ALERT_WEBHOOK", f"http://127.0.0.1:{port}/alerts")
        yield kind


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Mail]]:
    kind = type("_Mail", (Mail,), {"received": []})
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)) as port:
        monkeypatch.setenv("MINGZHANG_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("MINGZHANG_SMTP_PORT", str(port))
        monkeypatch.setenv("MINGZHANG_ALERT_EMAIL_TO", "a@example.org, b@example.org")
        yield kind


def test_a_new_error_of_a_publisher_is_told_once_everywhere(
    settings: Settings, registry: object, hook: type[Hook], mail: type[Mail]
) -> None:
    publish(settings, FINDINGS)
    (alert,) = watch(settings, NOW)
    assert alert.keys == ("finding:f1:1", "finding:f2:1")
    (posted,) = hook.received
    assert posted["kind"] == "findings"
    assert "甲局 2026：合计与明细之和相差 1.00 万元" in str(posted["text"])
    (raw,) = mail.received
    message = message_from_bytes(raw, policy=policy.default)
    assert message["To"] == "a@example.org, b@example.org"
    assert "新发现 2 处" in message["Subject"]
    body = message.get_body()
    assert body is not None
    assert "收入总计与支出总计不等" in body.get_content()
    (logged,) = (settings.logs / "alerts.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(logged)["keys"] == list(alert.keys)

    assert watch(settings, NOW) == []
    # The same finding in a new spell, and one more.
    again = [("f1", 2, *FINDINGS[0][2:]), *FINDINGS[1:], ("f6", 1, *FINDINGS[0][2:])]
    publish(settings, again)
    (more,) = watch(settings, NOW)
    assert more.keys == ("finding:f1:2", "finding:f6:1")
    assert len(hook.received) == len(mail.received) == 2


def test_a_silent_portal_is_told_once_per_silence(
    settings: Settings, registry: object, hook: type[Hook]
) -> None:
    remember_listing(settings, "000000_a", 3, None, NOW - timedelta(days=4))
    remember_listing(settings, "000000_b", 3, None, NOW - timedelta(days=4))  # out of season
    (alert,) = watch(settings, NOW)
    assert alert.kind == "silent"
    assert len(alert.lines) == 1
    assert "000000_a" in alert.text
    assert watch(settings, NOW + timedelta(days=1)) == []
    remember_listing(settings, "000000_a", 3, None, NOW + timedelta(days=1))
    assert len(watch(settings, NOW + timedelta(days=6))) == 1


def test_what_a_channel_refused_is_told_again(
    settings: Settings, registry: object, hook: type[Hook], mail: type[Mail]
) -> None:
    hook.status = 500
    publish(settings, FINDINGS)
    with pytest.raises(AlertError, match="webhook"):
        watch(settings, NOW)
    assert len(mail.received) == 1  # one channel's refusal does not silence the other
    hook.status = 200
    assert len(watch(settings, NOW)) == 1
    assert watch(settings, NOW) == []


def test_the_command_says_that_nobody_was_told(
    settings: Settings, registry: object, hook: type[Hook]
) -> None:
    hook.status = 500
    publish(settings, FINDINGS)
    refused = CliRunner().invoke(app, ["watch"])
    assert refused.exit_code == 1
    assert "未能送达" in refused.stderr
    hook.status = 200
    told = CliRunner().invoke(app, ["watch"])
    assert told.exit_code == 0
    assert "收入总计与支出总计不等" in told.output
    assert "没有新的提醒" in CliRunner().invoke(app, ["watch"]).output


def test_many_findings_are_counted_not_flooded(settings: Settings, registry: object) -> None:
    publish(
        settings, [(f"f{n:03d}", 1, "error", "publisher", None, f"第 {n} 处") for n in range(50)]
    )
    alert = new_findings(settings, frozenset())
    assert alert is not None
    assert len(alert.keys) == 50
    assert "另有 30 条" in alert.text


def test_a_failed_run_is_told_once(settings: Settings, hook: type[Hook]) -> None:
    alert = failed_run("0123456789", "refresh", ["dbt_models：boom"])
    assert [a.kind for a in tell(settings, [alert])] == ["run_failed"]
    assert tell(settings, [alert]) == []
    assert "boom" in str(hook.received[0]["text"])


def test_the_file_and_the_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.operations_file.write_text(
        "alerts:\n  email:\n    host: mail.example\n    port: 587\n    security: starttls\n"
        "    to: [office@example.org]\nretention:\n  runs_days: 7\n",
        encoding="utf-8",
    )
    operations = load_operations(settings)
    assert operations.alerts.email is not None
    assert (operations.alerts.email.port, operations.retention.runs_days) == (587, 7)
    assert operations.alerts.webhook is None
    monkeypatch.setenv("MINGZHANG_SMTP_HOST", "other.example")
    email = load_operations(settings).alerts.email
    assert email is not None
    assert (email.host, email.to) == ("other.example", ["office@example.org"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("alert:\n  webhook: x\n", "alert"),
        ("alerts:\n  webhook:\n    url: ftp://x\n", "alerts.webhook.url"),
        ("schedule:\n  timezone: Mars/Olympus\n", "Mars/Olympus"),
        ("retention:\n  runs_days: 0\n", "retention.runs_days"),
    ],
)
def test_a_wrong_file_names_the_line_and_key(settings: Settings, text: str, says: str) -> None:
    settings.operations_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        load_operations(settings)


def test_text_of_an_alert() -> None:
    assert Alert("x", "t", ("a",), ("k1", "k2")).text.endswith("另有 1 条，见报告")
