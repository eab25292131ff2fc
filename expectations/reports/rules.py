"""What the report says of each rule: how often it held, and which documents fail it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from expectations.reports.documents import Report
from expectations.reports.labels import Words, identity_group
from expectations.reports.records import IdentityNote
from expectations.reports.text import slug

#: Findings that the page of a rule lists; the rest is in the list of findings.
MAX_FAILING = 500


@dataclass(frozen=True, slots=True)
class Failing:
    """One finding on the page of a rule."""

    unit: str
    year: int | None
    href: str
    sentence: Words
    n: int


@dataclass(slots=True)
class RuleView:
    """One rule: how often it held, and who fails it."""

    identity: IdentityNote
    counts: Counter[str] = field(default_factory=Counter)
    failing: list[Failing] = field(default_factory=list)
    n_failing: int = 0
    n_documents: int = 0

    @property
    def group(self) -> Words:
        return identity_group(self.identity.id)

    @property
    def href(self) -> str:
        return f"identities/{slug(self.identity.id)}.html"


def rule_views(report: Report) -> list[RuleView]:
    """Every rule of the catalogue, and those that judged without being in it.

    A failure that is not the publisher's counts as waiting for review, not as disagreeing.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for tally in report.data.tallies:
        counts[tally.identity][tally.verdict] += tally.n
    views = []
    for identity_id in sorted(set(counts) | set(report.data.identities)):
        found = report.failing_by_identity.get(identity_id, [])
        mine = counts.get(identity_id, Counter())
        by_publisher = sum(n for _, _, n in found)
        mine["REVIEW"], mine["FAIL"] = max(mine["FAIL"] - by_publisher, 0), by_publisher
        failing = [
            Failing(
                d.name,
                d.document.fiscal_year,
                f"{d.href}#{f.anchor}",
                Words(f.finding.sentence_zh, f.finding.sentence_en),
                n,
            )
            for d, f, n in found[:MAX_FAILING]
        ]
        identity = report.data.identity(identity_id)
        n_documents = len({d.key for d, _, _ in found})
        views.append(RuleView(identity, mine, failing, len(found), n_documents))
    return views


@dataclass(slots=True)
class RemarkGroup:
    """What is for information only, of one rule over all documents."""

    identity: IdentityNote
    n: int = 0
    units: set[str] = field(default_factory=set)


def remark_groups(report: Report) -> list[RemarkGroup]:
    """Remarks of the review queue by rule, the most frequent first."""
    groups: dict[str, RemarkGroup] = {}
    for document in report.documents:
        for identity, found in document.review_remarks:
            group = groups.setdefault(identity.id, RemarkGroup(identity))
            group.n += len(found)
            group.units.add(document.name)
    return sorted(groups.values(), key=lambda g: (-g.n, g.identity.id))
