"""What the documents promise: links lead somewhere, terms are explained, commands exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from expectations.catalogue import load_catalogue
from extractors.contracts import RECORDS
from orchestration.cli.main import app

ROOT = Path(__file__).parents[2]
DOCS = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        check=False,
    ).stdout.split()
) or sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])  # fmt: skip


def anchors(path: Path) -> set[str]:
    """What a link may name in a document: its headings as code hosts spell them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"[^\w\- ]", "", re.sub("[`*]", "", h.strip().lower())) for h in heads)
    return {h.replace(" ", "-") for h in plain}


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_record_and_table_is_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = set(RECORDS)
    for path in (ROOT / "dbt_project" / "models" / "marts").rglob("*__models.yml"):
        models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        names |= {re.sub("^(?:dim|fct)_", "", model["name"]) for model in models}
    missing = {n for n in names if n not in text and n.replace("_", " ") not in text}
    assert missing == set()


def test_every_command_and_target_of_the_documents_exists() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        code = "\n".join([*re.findall(r"```(?:sh|bash)?\n(.*?)```", text, re.S),
                          *re.findall(r"`([^`\n]+)`", text)])  # fmt: skip
        named = set(re.findall(r"(?:^|[/ ;&(])mingzhang ([a-z][a-z-]+)", code, re.M))
        made = set(re.findall(r"^make ([a-z][a-z-]+)", code, re.M))
        assert named <= commands, (path, named - commands)
        assert made <= targets, (path, made - targets)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_the_number_of_identities_is_the_catalogues(name: str) -> None:
    said = re.findall(r"(\d+) identities (?:are judged|in YAML)", (ROOT / name).read_text("utf-8"))
    assert said == [str(len(load_catalogue().identities))]
