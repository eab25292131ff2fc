"""What a build wrote, and of what: so that the next one leaves alone what is the same."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from expectations.reports.files import write_if_changed

_FILES = "report-files.json"
_SUMMARY = "report-inputs.json"

#: File -> key of what it was made of, and its size in bytes.
Files = dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a report, and the key of all that it was made of."""

    inputs: str
    n_documents: int
    n_findings: int
    n_review: int
    n_pages: int


def read_files(out_dir: Path) -> Files:
    """The files of the build before; nothing where there is no list that can be read."""
    path = out_dir / _FILES
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    entries = found.items() if isinstance(found, dict) else ()
    return {
        name: (str(entry[0]), entry[1])
        for name, entry in entries
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[1], int)
    }


def write_files(out_dir: Path, before: Files, now: Files, summary: Summary | None) -> None:
    """Remove files of an earlier build that this one did not write; note what it wrote.

    The summary goes last: where it stands, the build was whole.
    """
    root = out_dir.resolve()
    for name in set(before) - set(now):
        path = (out_dir / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    manifest = json.dumps(dict(sorted(now.items())), indent=0)
    write_if_changed(out_dir / _FILES, manifest.encode())
    if summary is not None:
        write_if_changed(out_dir / _SUMMARY, json.dumps(asdict(summary)).encode())


def forget_summary(out_dir: Path) -> None:
    """From here on the folder is not known to be whole."""
    (out_dir / _SUMMARY).unlink(missing_ok=True)


def whole_summary(out_dir: Path, inputs: str) -> Summary | None:
    """The summary of the report in the folder, if it was made of ``inputs`` and is all there.

    A page that lacks a picture has no size to compare with, so a report with one is never whole.
    """
    path = out_dir / _SUMMARY
    try:
        summary = Summary(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if summary.inputs != inputs:
        return None
    files = read_files(out_dir)
    for name, (_, size) in files.items():
        try:
            if (out_dir / name).stat().st_size != size:
                return None
        except OSError:
            return None
    return summary if files else None
