"""How one deployment is run: ``<home>/operations.yml`` (MINGZHANG_OPERATIONS), all optional.

Strictly checked; environment variables override what differs between machines or must
not stand in a file: MINGZHANG_ALERT_WEBHOOK, MINGZHANG_ALERT_EMAIL_TO (comma-separated),
MINGZHANG_SMTP_HOST, MINGZHANG_SMTP_PORT, MINGZHANG_SMTP_USER, MINGZHANG_SMTP_PASSWORD.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError
from extractors.portals.registry_model import load_portals
from orchestration.portal_state import known_portals
from orchestration.settings import Settings


class Schedule(StrictModel):
    """When portals are collected.  ``portals`` empty: those that were ever run here."""

    portals: list[str] = Field(default_factory=list)
    timezone: str = "Asia/Shanghai"
    hour: int = Field(default=2, ge=0, le=23)
    #: In season the fiscal years from this many before the current one are asked for nightly.
    years_back: int = Field(default=1, ge=0)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{name} is no time zone") from error
        return name


class Freshness(StrictModel):
    """After how many days without a successful listing a portal counts as silent."""

    in_season_days: int = Field(default=3, ge=1)
    off_season_days: int = Field(default=15, ge=1)


class Email(StrictModel):
    """Where alerts are mailed; the password comes from MINGZHANG_SMTP_PASSWORD."""

    host: str
    port: int = Field(default=25, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    sender: str = "mingzhang@localhost"
    to: list[str] = Field(min_length=1)
    timeout_s: float = Field(default=30.0, gt=0)


class Webhook(StrictModel):
    """An address that receives each alert as JSON."""

    url: str = Field(pattern=r"^https?://")
    timeout_s: float = Field(default=30.0, gt=0)


class Alerts(StrictModel):
    """Who is told.  Every alert also goes to ``<home>/logs/alerts.log``."""

    email: Email | None = None
    webhook: Webhook | None = None


class Retention(StrictModel):
    """Days that finished runs and logs are kept; the newest state of everything stays.

    ``pages_days``: stored list pages that were of no use for so long (they are asked for
    whole again).  ``facts_days``: facts of earlier extractor versions, from the day of
    their last document, for a return to that version.
    """

    runs_days: int = Field(default=90, ge=1)
    logs_days: int = Field(default=30, ge=1)
    pages_days: int = Field(default=90, ge=2)
    facts_days: int = Field(default=30, ge=0)


class Operations(StrictModel):
    """The whole file."""

    schedule: Schedule = Schedule()
    freshness: Freshness = Freshness()
    alerts: Alerts = Alerts()
    retention: Retention = Retention()

    def scheduled_portals(self, settings: Settings) -> list[str]:
        """Portals that the schedules collect, in order."""
        registered = load_portals()
        chosen = self.schedule.portals or [
            p for p in known_portals(settings) if p in registered and not registered[p].loopback
        ]
        if unknown := [p for p in chosen if p not in registered]:
            raise ConfigError(
                f"{settings.operations_file}:1: schedule.portals: 没有登记 {'、'.join(unknown)}"
            )
        return sorted(dict.fromkeys(chosen))


def load_operations(settings: Settings) -> Operations:
    """The deployment's file with the environment over it.  Raises ConfigError."""
    path = settings.operations_file
    operations = load_model(path, Operations) if path.is_file() else Operations()
    return operations.model_copy(update={"alerts": _from_environment(operations.alerts)})


def _from_environment(alerts: Alerts) -> Alerts:
    webhook, email = alerts.webhook, alerts.email
    if url := os.environ.get("MINGZHANG_ALERT_WEBHOOK"):
        webhook = Webhook(url=url)
    values = email.model_dump() if email else {}
    values |= _set(
        host=os.environ.get("MINGZHANG_SMTP_HOST"),
        username=os.environ.get("MINGZHANG_SMTP_USER"),
        port=_number("MINGZHANG_SMTP_PORT"),
        to=_words(os.environ.get("MINGZHANG_ALERT_EMAIL_TO", "").split(",")),
    )
    if "host" in values and "to" in values:
        email = Email.model_validate(values)
    return Alerts(email=email, webhook=webhook)


def _set(**values: object) -> dict[str, object]:
    return {k: v for k, v in values.items() if v}


def _number(name: str) -> int | None:
    text = os.environ.get(name, "")
    if text and not text.isdigit():
        raise ConfigError(f"{name}={text}: 应为数字")
    return int(text) if text else None


def _words(parts: Iterable[str]) -> list[str]:
    return [p.strip() for p in parts if p.strip()]
