"""Numbers, names and untrusted text, made fit for a page, a sheet and a script."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from markupsafe import Markup, escape

#: Times are shown as they are in China.
BEIJING = timezone(timedelta(hours=8))

_PLAIN_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?%?")
#: Characters that make a spreadsheet read a cell as a formula, full-width ones too
#: (East Asian editions of Excel accept those).
_FORMULA_LEADS = "=+-@＝＋－＠"
_CONTROLS = re.compile("[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSAFE_JSON = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028",
                "\u2029": "\\u2029"}  # fmt: skip


def decimal_or_none(text: str | None) -> Decimal | None:
    """``text`` as a Decimal where it is one plain number, else None."""
    if text is None:
        return None
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def format_number(value: Decimal | int | str | None) -> str:
    """A number with thousands separators and its own decimals; other text as it is."""
    if value is None:
        return ""
    number = decimal_or_none(value) if isinstance(value, str) else Decimal(value)
    if number is None:
        return str(value)
    return f"{number:,f}".replace("-", "−")


def trim(value: Decimal | None) -> Decimal | None:
    """The same number without trailing zeros beyond two decimals."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return value.quantize(Decimal(1).scaleb(-places))


def plain_decimal(value: Decimal | str | None) -> str:
    """A number for a data file: digits and a point, no separators, never an exponent."""
    if value is None:
        return ""
    number = decimal_or_none(value) if isinstance(value, str) else value
    return str(value) if number is None else f"{number:f}"


def neutralise(text: str) -> str:
    """``text`` so that no spreadsheet runs it: an apostrophe before a formula's first sign.

    Numbers such as ``-0.01`` stay as they are.  Leading white space does not
    hide a formula.
    """
    stripped = text.lstrip()
    risky = stripped[:1] and stripped[0] in _FORMULA_LEADS
    if (risky and not _PLAIN_NUMBER.fullmatch(stripped)) or text[:1] in {"\t", "\r", "\n"}:
        return "'" + text
    return text


def json_for_script(value: Any) -> str:
    """Compact JSON that cannot leave a script element (``<``, ``>``, ``&`` escaped)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda m: _UNSAFE_JSON[m.group()], text)


def data_script(name: str, value: Any) -> str:
    """A script that keeps ``value`` as ``window.MZ[name]``, without marks that turn text round.

    The value is JSON in a string literal: browsers parse that in half the time of an object
    literal, which is what a reader of a long list waits for.
    """
    literal = without_controls(json_for_script(value)).replace("\\", "\\\\").replace("'", "\\'")
    return f"window.MZ=window.MZ||{{}};window.MZ[{json.dumps(name)}]=JSON.parse('{literal}');\n"


def slug(identifier: str) -> str:
    """A file name for an identifier: portable characters, distinct for distinct input."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", identifier).strip("._") or "x"
    if safe == identifier and len(safe) <= 80:
        return safe
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:8]
    return f"{safe[:70]}-{digest}"


def file_stem(text: str, limit: int = 40) -> str:
    """A file name that people can read: letters, digits and brackets of ``text``, nothing else.

    No path, control character, mark of direction or emoji gets into it; where anything was
    left out, a short digest keeps distinct names distinct.
    """
    kept = "".join(c for c in text if c.isalnum() or c in "()（）-")[:limit]
    if kept == text:
        return kept
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{kept}-{digest}" if kept else digest


def without_controls(text: str) -> str:
    """``text`` without NUL and without marks that turn the direction of what follows."""
    return _CONTROLS.sub("", text)


def diff_marked(text: str, other: str) -> Markup:
    """``text`` as HTML with the characters that ``other`` has not in ``<mark>``."""
    parts: list[Markup] = []
    matcher = difflib.SequenceMatcher(None, text, other, autojunk=False)
    for tag, a0, a1, _, _ in matcher.get_opcodes():
        if a0 == a1:
            continue
        piece = text[a0:a1]
        parts.append(escape(piece) if tag == "equal" else Markup("<mark>{}</mark>").format(piece))
    return Markup("").join(parts)


def set_marked(names: Sequence[str], others: Sequence[str]) -> Markup:
    """A list of names as HTML, those that the other list lacks first and in ``<mark>``."""
    lacking = set(names) - set(others)
    marked = [Markup("<mark>{}</mark>").format(n) for n in names if n in lacking]
    return Markup("、").join([*marked, *(escape(n) for n in names if n not in lacking)])


def mark_in_sentence(sentence: str, token: str) -> Markup:
    """The sentence, at most some 160 characters around the token, the token marked."""
    pattern = rf"(?<![\d.,]){re.escape(token)}(?![\d]|\.\d)"
    found = re.search(pattern, sentence) if token else None
    if found is None:
        return Markup("{}").format(shorten(sentence, 160))
    at = found.start()
    start, end = max(0, at - 70), min(len(sentence), at + len(token) + 70)
    return Markup("{}{}<mark>{}</mark>{}{}").format(
        "…" if start else "",
        sentence[start:at],
        token,
        sentence[at + len(token) : end],
        "…" if end < len(sentence) else "",
    )


def shorten(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
