"""A folder of pages served on loopback, in place of a portal's own hosts.

The server also answers as an HTTP proxy (a request line with the whole
address), so that the crawler keeps the portal's stable addresses while the port
is a new one in each run.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class _Handler(SimpleHTTPRequestHandler):
    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        parts = urlsplit(self.path)
        if parts.scheme:
            self.path = parts._replace(scheme="", netloc="").geturl() or "/"
        return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """The crawler keeps its own log."""


@contextmanager
def serve_folder(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve ``folder`` on 127.0.0.1; yields ``http://127.0.0.1:<port>``.

    Port 0 takes a free one.  Raises FileNotFoundError where there is no folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
