"""Put the whole demo folder together: pages, PDFs, manifest, planted errors."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from pathlib import Path
from typing import Any

from . import fonts, golden, portal
from .catalog import ENTRIES
from .draw import render


def _manifest(pdfs: dict[str, bytes]) -> str:
    documents: list[dict[str, Any]] = []
    for e in ENTRIES:
        d = golden.disclosure(e.doc_id)
        data = pdfs[e.doc_id]
        documents.append(
            {
                "doc_id": e.doc_id,
                "portal": portal.demo_of(e).portal_id,
                "file": portal.pdf_path(e),
                "page": portal.page_path(e),
                "title": e.title,
                "unit_name": d.unit_name,
                "fiscal_year": d.fiscal_year,
                "scope": d.scope,
                "layout": d.layout,
                "synthetic": d.synthetic,
                "published_on": e.published,
                "replaced_by": e.replaced_by,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size_bytes": len(data),
            }
        )
    manifest = {
        "generator": "python -m tests.typeset",
        # The same fonts and the same zlib give the same bytes.
        "fonts_sha256": fonts.fingerprints(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "documents": documents,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def planted() -> str:
    """The errors that the documents hold, as YAML: what is wrong where, what must say so."""
    lines = [
        "---",
        "# Written by `python -m tests.typeset`.  Errors that the demo documents hold, and the",
        "# identities that must FAIL because of each: `id` (some instance) or `id|instance`.",
        "# origin: planted = put there by us; as_published = the real publisher printed it so.",
        "# Amounts are in the unit that is printed.  Whatever is not listed here is consistent.",
        "documents:",
    ]

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    for e in ENTRIES:
        errors = golden.disclosure(e.doc_id).extra.get("planted", [])
        if not errors:
            continue
        lines += [
            f"  - document: {e.doc_id}",
            f"    file: {portal.pdf_path(e)}",
            "    errors:",
        ]
        for error in errors:
            lines.append(f"      - what: {text(error['what'])}")
            lines += [
                f"        {k}: {text(error[k])}" for k in ("origin", "where", "right", "printed")
            ]
            lines.append("        identities:")
            lines += [f"          - {text(i)}" for i in error["identities"]]
    return "\n".join(lines) + "\n"


def files() -> dict[str, bytes]:
    """Path under the demo folder -> bytes, everything that is committed there."""
    pdfs = {e.doc_id: render(golden.disclosure(e.doc_id)) for e in ENTRIES}
    out = portal.files(pdfs)
    out["manifest.json"] = _manifest(pdfs).encode()
    out["planted.yml"] = planted().encode()
    return out


def write(out: Path, golden_folder: Path | None = None) -> dict[str, bytes]:
    """Write the demo folder (replacing its portals) and, if asked, the golden facts."""
    made = files()
    for demo in portal.DEMOS:
        if (out / demo.folder).exists():
            shutil.rmtree(out / demo.folder)
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
