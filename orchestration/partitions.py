"""Partitions: portal x fiscal year, the year being the one that the listing states.

The dimension names sort portal first, so that the years of one portal are
neighbours and a range of them is one run.
"""

from __future__ import annotations

import warnings

import dagster as dg

from extractors.portals.registry_model import load_portals
from orchestration.settings import INBOX, fiscal_years

# BackfillPolicy is marked beta; the lock file pins the Dagster that it was tried with.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

PORTAL = "portal"
YEAR = "year"

portal_partitions = dg.StaticPartitionsDefinition([*sorted(load_portals()), INBOX])
year_partitions = dg.StaticPartitionsDefinition(fiscal_years())
portal_year = dg.MultiPartitionsDefinition({PORTAL: portal_partitions, YEAR: year_partitions})


def partition_key(portal: str, year: str) -> str:
    """Key of one partition."""
    return str(dg.MultiPartitionKey({PORTAL: portal, YEAR: year}))


def by_portal(keys: list[str]) -> dict[str, list[str]]:
    """Year keys of each portal among partition keys, in order."""
    portals: dict[str, list[str]] = {}
    for key in keys:
        portal, year = key.split("|")
        portals.setdefault(portal, []).append(year)
    return portals
