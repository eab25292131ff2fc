"""Find the fonts and measure text.

Chinese characters come from Droid Sans Fallback (Apache-2.0), Latin letters and digits from
Liberation Serif (OFL-1.1), the few signs that neither has from DejaVu Sans: real disclosures
mix a Chinese and a Latin font in the same way.  reportlab embeds the used glyphs only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

#: role -> (fontconfig family, file names, environment variable that overrides both)
ROLES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "CJK": ("Droid Sans Fallback", ("DroidSansFallbackFull.ttf",), "TYPESET_CJK_FONT"),
    "Latin": ("Liberation Serif", ("LiberationSerif-Regular.ttf",), "TYPESET_LATIN_FONT"),
    "LatinBold": (
        "Liberation Serif:bold",
        ("LiberationSerif-Bold.ttf",),
        "TYPESET_LATIN_BOLD_FONT",
    ),
    "Signs": ("DejaVu Sans", ("DejaVuSans.ttf",), "TYPESET_SIGNS_FONT"),
}

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
)


class FontMissingError(RuntimeError):
    """A font that the generator needs is not installed."""


@cache
def font_file(role: str) -> Path:
    """Path of the font of one role.

    Looks at the environment variable of the role, then asks fontconfig, then searches the
    usual folders.  Raises FontMissingError with the package to install.
    """
    family, names, variable = ROLES[role]
    stated = os.environ.get(variable)
    if stated:
        path = Path(stated).expanduser()
        if not path.is_file():
            raise FontMissingError(f"{variable}={stated}: no such file")
        return path
    if shutil.which("fc-match"):
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}", family], capture_output=True, text=True, check=False
        ).stdout.strip()
        # fc-match always answers something: accept the file that was asked for only.
        if Path(answer).name in names:
            return Path(answer)
    for folder in FONT_FOLDERS:
        for name in names:
            for path in sorted(Path(folder).expanduser().rglob(name)):
                return path
    raise FontMissingError(
        f"font {family} ({names[0]}) not found; install fonts-droid-fallback, fonts-liberation "
        f"and fonts-dejavu-core, or set {variable} to the file"
    )


def fingerprints() -> dict[str, str]:
    """sha256 of each font file by role: the same fonts give the same bytes."""
    return {
        role: hashlib.sha256(font_file(role).read_bytes()).hexdigest() for role in sorted(ROLES)
    }


@cache
def register() -> None:
    """Make the fonts known to reportlab, once."""
    for role in ROLES:
        pdfmetrics.registerFont(TTFont(role, str(font_file(role)), asciiReadable=False))


@cache
def font_for(character: str, bold: bool) -> str:
    """Registered font name that has a glyph for the character."""
    register()
    latin = "LatinBold" if bold else "Latin"
    for name in (latin, "CJK", "Signs"):
        if ord(character) in pdfmetrics.getFont(name).face.charToGlyph:
            return name
    raise FontMissingError(f"no font has U+{ord(character):04X} {character!r}")


@cache
def unit_width(character: str, bold: bool) -> float:
    """Advance width of a character at size 1."""
    name = font_for(character, bold)
    return float(pdfmetrics.stringWidth(character, name, 1000)) / 1000


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text in points."""
    return size * sum(unit_width(c, bold) for c in text)


def runs(text: str, bold: bool = False) -> list[tuple[str, str]]:
    """Split a text into (font name, part) runs."""
    out: list[tuple[str, str]] = []
    for c in text:
        name = font_for(c, bold)
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + c)
        else:
            out.append((name, c))
    return out


#: Characters that may not begin a line, and those that may not end one.
NOT_FIRST = set("，。、；：？！）〕》”％%,.;:)")
NOT_LAST = set("（〔《“(")


def _units(text: str) -> list[str]:
    """Unbreakable pieces: a number or Latin word, or one character."""
    out: list[str] = []
    for c in text:
        word = c.isascii() and (c.isalnum() or c in ".,%-")
        if word and out and out[-1][-1].isascii() and out[-1][-1] not in " ":
            out[-1] += c
        else:
            out.append(c)
    return out


def wrap(text: str, size: float, room: float, bold: bool = False, first: float = 0) -> list[str]:
    """Break a text into lines no wider than `room`; the first starts `first` points in.

    Numbers and Latin words stay whole where they fit on a line; closing punctuation does not
    begin a line (it takes the piece before it along) and opening punctuation does not end one.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []

        def used(line: list[str]) -> float:
            indent = first if not lines else 0.0
            return indent + sum(width(p, size, bold) for p in line)

        for piece in _units(paragraph):
            w = width(piece, size, bold)
            if line and used(line) + w > room + 0.01:
                carry: list[str] = []
                if piece[0] in NOT_FIRST and len(line) > 1:
                    carry.insert(0, line.pop())
                while len(line) > 1 and line[-1] in NOT_LAST:
                    carry.insert(0, line.pop())
                lines.append("".join(line))
                line = carry
            if w > room:  # longer than a line: break anywhere
                for c in piece:
                    if line and used(line) + width(c, size, bold) > room:
                        lines.append("".join(line))
                        line = []
                    line.append(c)
                continue
            line.append(piece)
        lines.append("".join(line))
    return lines
