"""Administrative divisions by their GB/T 2260 code: what the id of a portal begins with."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

#: What has no division: the project's own samples, and bodies of the centre.
NATION = "100000"
SAMPLE = "000000"


@cache
def divisions() -> dict[str, str]:
    """Code (six digits) -> name of every province, prefecture and county, as of 2026."""
    text = (files("extractors.portals") / "divisions.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(text)
    return {SAMPLE: "示例", NATION: "中央", **names}


def level_of(code: str) -> str:
    """Level of a code by its form: demo, central, province, city or county.

    The districts of a municipality (110101) are counties by form, which is also
    their rank in disclosure.
    """
    if code == SAMPLE:
        return "demo"
    if code == NATION:
        return "central"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"
