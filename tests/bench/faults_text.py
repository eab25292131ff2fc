"""Slips of a reader in the narrative, and of signs."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

from extractors.contracts import DocumentFacts
from tests.bench.fault_tools import (
    numbers,
)
from tests.conformance.cases import set_number
from tests.unit.expectations.build import copy


def _mention_rows(facts: DocumentFacts) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for n, m in enumerate(facts.mentions):
        if m.value_yuan is not None:
            rows[m.mention_id.rpartition("/")[0]].append(n)
    return rows


def wrong_concept(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A sentence is read under another pattern's name: its numbers are another thing's."""
    by_slot: dict[str, list[int]] = defaultdict(list)
    for n, m in enumerate(facts.mentions):
        if m.value_yuan:
            by_slot[m.slot].append(n)
    good = [v for v in by_slot.values() if len({facts.mentions[n].value for n in v}) > 1]
    if not good:
        return None
    slot = dice.choice(good)
    a = dice.choice(slot)
    others = [n for n in slot if facts.mentions[n].value != facts.mentions[a].value]
    b = dice.choice(others)
    return _swap_mentions(facts, a, b, both=False)


def _swap_mentions(facts: DocumentFacts, a: int, b: int, *, both: bool) -> DocumentFacts:
    names = ("value", "value_yuan", "ulp_yuan", "decimals", "unit", "raw_text", "sentence", "page",
             "x0", "top", "x1", "bottom")  # fmt: skip
    out = copy(facts)
    first, second = facts.mentions[a], facts.mentions[b]
    out.mentions[a] = replace(first, **{n: getattr(second, n) for n in names})
    if both:
        out.mentions[b] = replace(second, **{n: getattr(first, n) for n in names})
    return out


def wrong_role(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Within one sentence the amount and the change are taken for each other."""
    good = [v for v in _mention_rows(facts).values()
            if len({facts.mentions[n].value for n in v}) > 1]  # fmt: skip
    if not good:
        return None
    a, b = dice.sample(dice.choice(good), 2)
    return _swap_mentions(facts, a, b, both=True)


def lose_sign(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A sign is lost, or a dash before a number is taken for one."""
    found = [(f, v) for f, v, _ in numbers(facts) if v and not f.endswith("/weight")]
    if not found:
        return None
    fact, value = dice.choice(found)
    return set_number(facts, fact, -value)
