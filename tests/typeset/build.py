"""Put the whole demo folder together: pages, PDFs, manifest, planted errors."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from pathlib import Path
from typing import Any

from . import fonts, golden, portal
from .catalog import ENTRIES, Entry
from .draw import render


def _manifest(pdfs: dict[str, bytes]) -> str:
    documents: list[dict[str, Any]] = []
    for e in ENTRIES:
        d = golden.disclosure(e.doc_id)
        data = pdfs[e.doc_id]
        documents.append(
            {
                "doc_id": e.doc_id,
                "file": "portal/" + portal.pdf_path(e),
                "page": "portal/" + portal.page_path(e),
                "title": e.title,
                "unit_name": d.unit_name,
                "fiscal_year": d.fiscal_year,
                "scope": d.scope,
                "layout": d.layout,
                "synthetic": d.synthetic,
                "replaced_by": e.replaced_by,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size_bytes": len(data),
            }
        )
    manifest = {
        "generator": "python -m tests.typeset",
        "list_page": f"portal/{portal.LIST_FOLDER}/index.html",
        # The same fonts and the same zlib give the same bytes.
        "fonts_sha256": fonts.fingerprints(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "documents": documents,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _planted_lines(e: Entry) -> list[str]:
    lines = [f"  - document: {e.doc_id}", f"    file: portal/{portal.pdf_path(e)}", "    errors:"]
    for error in e.planted:
        first = True
        for key, value in error.items():
            lead = "      - " if first else "        "
            first = False
            if isinstance(value, tuple | list):
                lines.append(f"{lead}{key}:")
                lines += [f"          - {json.dumps(v, ensure_ascii=False)}" for v in value]
            else:
                lines.append(f"{lead}{key}: {json.dumps(value, ensure_ascii=False)}")
    return lines


def planted() -> str:
    """The planted errors as YAML: what is wrong where, and which identities must say so."""
    head = [
        "---",
        "# Written by `python -m tests.typeset`.  Errors of a publisher that the demo documents",
        "# hold, and the identities that must fail because of them: `identity` or",
        "# `identity|what the instance is about`.  Amounts are in the unit that is printed.",
        "# Other documents of the demo hold no error but those of `as_published`.",
        "documents:",
    ]
    lines = [x for e in ENTRIES if e.planted for x in _planted_lines(e)]
    return "\n".join(head + lines) + "\n"


def files() -> dict[str, bytes]:
    """Path under the demo folder -> bytes, everything that is committed there."""
    pdfs = {e.doc_id: render(golden.disclosure(e.doc_id)) for e in ENTRIES}
    out = {f"portal/{path}": text.encode() for path, text in portal.pages().items()}
    for e in ENTRIES:
        out[f"portal/{portal.pdf_path(e)}"] = pdfs[e.doc_id]
    out["manifest.json"] = _manifest(pdfs).encode()
    out["planted.yml"] = planted().encode()
    return out


def write(out: Path, golden_folder: Path | None = None) -> dict[str, bytes]:
    """Write the demo folder (replacing its portal) and, if asked, the golden facts."""
    made = files()
    if (out / "portal").exists():
        shutil.rmtree(out / "portal")
    for name, data in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if golden_folder is not None:
        golden_folder.mkdir(parents=True, exist_ok=True)
        for old in golden_folder.glob("*.json"):
            old.unlink()
        for e in ENTRIES:
            (golden_folder / f"{e.doc_id}.json").write_text(golden.dump(e.doc_id), "utf-8")
    return made
