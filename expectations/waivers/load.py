"""Reading waiver files: unknown keys, duplicate keys and wrong types are refused."""

from __future__ import annotations

from pathlib import Path

from expectations.waivers.model import Waiver, WaiverFile
from extractors.config import load_model
from extractors.errors import ConfigError

#: Folder of the waivers that come with the project.
DEFAULT_FOLDER = Path(__file__).parent


def load_waivers(*folders: Path) -> tuple[Waiver, ...]:
    """All waivers of the folders' ``*.yml`` (the project's own by default), in file order.

    A folder that is not there holds none.

    Raises :class:`ConfigError` naming the file, line and key of the first fault;
    a waiver is never dropped silently.  Two waivers for the same identity,
    instance and scope are a fault too.
    """
    waivers: list[Waiver] = []
    origin: dict[tuple[str | None, ...], Path] = {}
    for path in (p for f in folders or (DEFAULT_FOLDER,) for p in sorted(f.glob("*.yml"))):
        for waiver in load_model(path, WaiverFile).waivers:
            key = (waiver.identity, waiver.instance, waiver.scope.model_dump_json())
            if key in origin:
                raise ConfigError(
                    f"{path}: 规则 {waiver.identity} 的同一范围已在 {origin[key].name} 中豁免"
                )
            origin[key] = path
            waivers.append(waiver)
    return tuple(waivers)
