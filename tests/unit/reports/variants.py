"""The sample report with other words in it: hostile names, or no Chinese at all."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

from expectations.reports import ReportInput
from extractors.contracts import Acquisition, Finding
from tests.unit.reports.lives import with_history
from tests.unit.reports.sample import sample_input, sha, verdict

#: Names that a document may print, each an attack or an accident.
HOSTILE_NAMES = (
    "<script>window.mzRan=1</script>局",
    '"><img src=x onerror="window.mzRan=1">局',
    "'-window.mzRan=1-'</title><svg onload=window.mzRan=1>局",
    "{{ 7*7 }}{% raw %}局",
    "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)局",
    "\t=1+1局",
    "\u202egnp.局\u2066甲\u2069乙",
    "../../../../etc/局/..\\..\\甲",
    "👩‍👩‍👧‍👦🏛️局",
    "长" * 400,
    "CON",
)
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")


def hostile_input() -> ReportInput:
    """One document of each hostile name, with one finding that repeats it everywhere."""
    data, _ = sample_input()
    template = next(d for d in data.documents if d.document_id == sha("first"))
    out = ReportInput(documents=[], identities=data.identities, run=data.run)
    for n, name in enumerate(HOSTILE_NAMES):
        key = sha(f"hostile {n}")
        out.documents.append(
            dataclasses.replace(
                template, document_id=key, unit_name=name, file_name=f"{name}.pdf", notes=(name,)
            )
        )
        out.verdicts.append(
            verdict(key, "T07.PROJ.NAME", "FAIL", kind="text", instance=name, reported=name,
                    computed=f"{name}。", root_cause=name, attribution="publisher")
        )  # fmt: skip
        out.findings.append(
            Finding(key, name, "error", "publisher", f"名称“{name}”前后不一致。", f"“{name}” differs.",
                    f"疑为{name}", f"perhaps {name}", (f"T07.PROJ.NAME[{name}]",))
        )  # fmt: skip
        out.acquisitions.append(
            Acquisition("inbox", 2024, f"javascript:alert({n})", "javascript:alert(1)", name,
                        date(2024, 2, 22), data.run.generated_at, key, 1, None)
        )  # fmt: skip
    return out


def latin_input() -> tuple[ReportInput, bytes]:
    """The sample with its history, every Chinese word of the documents and rules replaced.

    What is still Chinese on an English page then is a word of the report itself.
    """
    data, pdf = sample_input()
    return _latin(with_history(data)), pdf


def _latin(value: Any) -> Any:
    if isinstance(value, str):
        return _CHINESE.sub("Xx", value)
    if isinstance(value, dict):
        return {_latin(k): _latin(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        made = getattr(type(value), "_make", type(value))  # a named tuple is built by its own
        return made(map(_latin, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in dataclasses.fields(value) if f.init]
        return dataclasses.replace(value, **{n: _latin(getattr(value, n)) for n in names})
    return value
