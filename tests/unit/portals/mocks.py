"""Registry entries of the mock portals."""

from typing import Any

from tests.typeset.portals import ENTRY_PAGES
from tests.typeset.portals.platform import LAYOUT


def portal_of(cms: str, **more: Any) -> dict[str, Any]:
    """The entry of a mock portal; its pages lie in ``site`` under the data root."""
    host = f"{cms}.mock.example"
    return {
        "id": f"000000_{cms}",
        "title": f"模拟门户（{cms}）",
        "level": "demo",
        "cms": cms,
        "hosts": [host],
        "entry_pages": [f"http://{host}{ENTRY_PAGES[cms]}"],
        "loopback": "site",
        "verified": True,
        "politeness": {"delay_s": 0.0, "concurrency": 4, "retries": 0},
        **({"layout": LAYOUT} if cms == "platform" else {}),
        **more,
    }
