"""Write the seeds from their sources: classification codes, divisions, vocabulary.

``python dbt_project/scripts/make_seeds.py [--codes FOLDER]``

* ``seed_measures.csv`` and ``seed_forms.csv`` come from the readers' vocabulary
  (``extractors/forms/vocabulary``) and are rewritten at every call.
* the classification and division seeds come from a folder of code lists as they
  were observed in public documents; they are rewritten only with ``--codes``.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parent.parent
SEEDS = PROJECT / "seeds"
KNOWN = yaml.safe_load((PROJECT / "scripts" / "known_codes.yml").read_text(encoding="utf-8"))
VOCABULARY = PROJECT.parent / "extractors" / "forms" / "vocabulary"

LEVELS = {"类": "class", "款": "section", "项": "item"}

#: Renamings of functional classes that the yearly code books announced:
#: code -> (name before, last year of that name).  The present name starts the year after.
RENAMED = {
    "207": ("文化体育与传媒支出", 2018),
    "210": ("医疗卫生与计划生育支出", 2018),
    "215": ("资源勘探信息等支出", 2019),
    "220": ("国土海洋气象等支出", 2018),
    "20805": ("行政事业单位离退休", 2019),
}
#: Codes that began in a known year.
BEGAN = {"224": 2019} | KNOWN["functions"]["began"]
#: First year of the functional classification in its present build.
OPEN_SINCE = 2007
#: The economic classifications began anew in 2018.
ECONOMIC_SINCE = 2018

#: English name of a form where it is one of the statutory ones.
FORM_NAMES_EN = {
    "01": "overall revenue and expenditure",
    "02": "revenue",
    "03": "expenditure",
    "04": "fiscal appropriation overall",
    "05": "general public budget expenditure",
    "06": "basic expenditure of the general public budget",
    "07": "project expenditure of the general public budget",
    "08": "government fund expenditure",
    "09": "state capital operating budget expenditure",
    "10": "three public expenses",
    "11": "carry-over from last year",
    "J07": "three public expenses",
    "P1": "performance targets of the whole unit",
    "P2": "performance targets of a project",
    "PROJ_ALL": "project expenditure, all funds",
}
#: The fact table that a form feeds, the rank of the form as its source (of several ranks that
#: one document prints only the lowest is used), and the breakdown of a total that counts where
#: two stand side by side.
FORM_FACTS = {
    "T02": ("fct_revenue", 1, "fund", "kind"),
    "J02": ("fct_revenue", 1, "fund", "kind"),
    "T03": ("fct_expenditure", 1, "kind", "fund"),
    "J03": ("fct_expenditure", 1, "kind", "fund"),
    **dict.fromkeys(("T05", "T08", "T09"), ("fct_fiscal_expenditure", 1, "kind", "fund")),
    **dict.fromkeys(("J05", "J08", "J09"), ("fct_fiscal_expenditure", 1, "kind", "fund")),
    "T06": ("fct_basic_expenditure", 1, "kind", "fund"),
    "J06": ("fct_basic_expenditure", 1, "kind", "fund"),
    "PROJ_ALL": ("fct_project_expenditure", 1, "economic", "fund"),
    "T07": ("fct_project_expenditure", 2, "economic", "fund"),
    "T10": ("fct_three_public", 1, "fund", "kind"),
    "J07": ("fct_three_public", 1, "fund", "kind"),
    "T11": ("fct_carry_over", 1, "fund", "kind"),
}

#: Chinese division names end in one of these; the short name is what is left.
DIVISION_SUFFIXES = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "地区",
    "省",
    "市",
    "盟",
)


def write(name: str, header: list[str], rows: list[list[Any]]) -> None:
    """Write one seed, sorted as given, Unix line ends."""
    with (SEEDS / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def functions(folder: Path) -> None:
    """Functional classification with year spans."""
    rows: list[list[Any]] = []
    observed = read(folder / "func_2017-2026_observed_clean.csv")
    for r in observed:
        years = [int(y) for y in r["year"].split("/")]
        code, level = r["code"], LEVELS[r["level"]]
        r["name"] = KNOWN["functions"]["names"].get(code, r["name"])
        start = BEGAN.get(code, OPEN_SINCE)
        if code in RENAMED:
            before, until = RENAMED[code]
            rows.append([code, before, level, r["parent_code"], start, until, "", "known"])
            start = until + 1
        evidence = "observed" if r["confidence"] in ("high", "medium") else "observed_once"
        rows.append([code, r["name"], level, r["parent_code"], start, "", max(years), evidence])
    rows += known_functions({r["code"]: r["name"] for r in observed})
    rows.sort(key=lambda row: (row[0], row[4]))
    write(
        "seed_functions",
        [
            "function_code",
            "function_name",
            "function_level",
            "parent_code",
            "valid_from_year",
            "valid_to_year",
            "last_observed_year",
            "evidence",
        ],
        rows,
    )


def known_functions(observed: dict[str, str]) -> list[list[Any]]:
    """Codes that the code books hold although no list of observed codes has them."""
    added = dict(KNOWN["functions"]["added"])
    for code, name in observed.items():
        if len(code) == 7 and code.endswith("01") and name == "行政运行":
            for item, title in KNOWN["functions"]["administrative"].items():
                added.setdefault(code[:5] + item, title)
    levels = {3: "class", 5: "section", 7: "item"}
    return [
        [
            code,
            name,
            levels[len(code)],
            code[:-2] if len(code) > 3 else "",
            OPEN_SINCE,
            "",
            "",
            "known",
        ]
        for code, name in added.items()
        if code not in observed
    ]


def economics(folder: Path) -> None:
    """Both economic classifications of the 2018 reform, and the one before it."""
    rows: list[list[Any]] = [
        [
            "economic_department",
            code,
            name,
            "class" if len(code) == 3 else "section",
            code[:3] if len(code) > 3 else "",
            OPEN_SINCE,
            ECONOMIC_SINCE - 1,
            "known",
        ]
        for code, name in KNOWN["economics_until_2017"].items()
    ]
    for scheme, name in (
        ("economic_department", "dep_econ_2018plus_clean.csv"),
        ("economic_government", "gov_econ_2018plus_clean.csv"),
    ):
        for r in read(folder / name):
            evidence = r["evidence"] if r["evidence"].startswith("observed") else "known"
            rows.append(
                [
                    scheme,
                    r["code"],
                    r["name"],
                    LEVELS[r["level"]],
                    r["parent_code"],
                    ECONOMIC_SINCE,
                    "",
                    evidence,
                ]
            )
    write(
        "seed_economics",
        [
            "economic_scheme",
            "economic_code",
            "economic_name",
            "economic_level",
            "parent_code",
            "valid_from_year",
            "valid_to_year",
            "evidence",
        ],
        rows,
    )


def short_name(name: str) -> str:
    """Division name without its generic ending; '' where fewer than two characters stay."""
    for suffix in DIVISION_SUFFIXES:
        if name.endswith(suffix):
            short = name.removesuffix(suffix)
            return short if len(short) >= 2 else ""
    return ""


def divisions(folder: Path) -> None:
    """GB/T 2260 divisions with their hierarchy, and the central level."""
    source = {}
    for r in read(folder / "gbt2260_current.csv"):
        # The list keeps 台湾 under 83; GB/T 2260 has it under 71.
        for key in ("code", "parent_code"):
            r[key] = re.sub(r"^83", "71", r[key])
        source[r["code"]] = r
    rows: list[list[Any]] = [["100000", "中央", "", "central", "", "", ""]]
    for code, r in source.items():
        province = code[:2] + "0000"
        prefecture = code[:4] + "00"
        short = "" if r["level"] == "county" else short_name(r["name"])
        rows.append(
            [
                code,
                r["name"],
                short,
                r["level"],
                r["parent_code"],
                source[province]["name"] if province in source else "",
                source[prefecture]["name"]
                if prefecture in source and prefecture != province
                else "",
            ]
        )
    write(
        "seed_divisions",
        [
            "division_code",
            "division_name",
            "short_name",
            "division_level",
            "parent_code",
            "province_name",
            "prefecture_name",
        ],
        rows,
    )


def measures() -> None:
    """Canonical measures (columns) of the readers' vocabulary."""
    declared = yaml.safe_load((VOCABULARY / "measures.yml").read_text(encoding="utf-8"))
    keys = (
        "zh",
        "part_of",
        "fund",
        "vintage",
        "expenditure_kind",
        "economic_code",
    )
    write(
        "seed_measures",
        ["measure_key", "measure_name", *keys[1:]],
        [[key, *(spec.get(k) or "" for k in keys)] for key, spec in declared["measures"].items()],
    )


def forms() -> None:
    """Canonical forms of the readers' vocabulary, and the fact each one feeds."""
    declared = yaml.safe_load((VOCABULARY / "forms.yml").read_text(encoding="utf-8"))["forms"]
    phases = {"budget": "budget", "final_account": "final", None: ""}
    rows: list[list[Any]] = []
    for key, spec in declared.items():
        fact, rank, first, second = FORM_FACTS.get(key, ("", "", "fund", "kind"))
        english = FORM_NAMES_EN.get(key) or FORM_NAMES_EN.get(key[1:]) or key
        rows.append(
            [
                key,
                spec["zh"],
                english,
                phases[spec.get("doc_kind")],
                fact,
                rank,
                spec.get("fund") or "",
                spec.get("kind") or "",
                spec.get("vintage") or "",
                first,
                second,
            ]
        )
    missing = sorted(set(FORM_FACTS) - set(declared))
    if missing:
        raise SystemExit(f"forms.yml lacks {missing}, which feed facts")
    write(
        "seed_forms",
        [
            "form_key",
            "form_name",
            "form_name_en",
            "phase",
            "fact_table",
            "source_rank",
            "default_fund",
            "default_expenditure_kind",
            "default_vintage",
            "first_axis",
            "second_axis",
        ],
        rows,
    )


def main() -> None:
    """Write the seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=Path, help="folder of observed code lists")
    codes: Path | None = parser.parse_args().codes
    SEEDS.mkdir(exist_ok=True)
    measures()
    forms()
    if codes is not None:
        functions(codes)
        economics(codes)
        divisions(codes)


if __name__ == "__main__":
    main()
