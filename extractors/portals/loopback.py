"""A folder of pages served on loopback, in place of a portal's own hosts.

The server also answers as an HTTP proxy (a request line with the whole
address), so that the crawler keeps the portal's stable addresses while the port
is a new one in each run.

An address with a query is answered by the file of :func:`query_name`, if there is
one; that is how a folder stands in for a portal's scripts and interfaces.

A file ``X.pdf`` with an earlier edition ``X_v1.pdf`` beside it was replaced in
place; a server for edition 1 answers the address of the former with the latter.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit


def edition_path(path: Path, edition: int) -> Path:
    """Where an earlier edition of a file lies, if there is one."""
    return path.with_name(f"{path.stem}_v{edition}{path.suffix}")


def query_name(path: str, query: str) -> str:
    """Where the answer to a path with this query lies: ``path@`` and a digest of the query.

    The order of parameters and the way they are escaped make no difference.
    """
    pairs = sorted(parse_qsl(query, keep_blank_values=True)) or [(query, "")]
    digest = hashlib.sha256(urlencode(pairs).encode()).hexdigest()[:16]
    return f"{path}@{digest}"


class _Handler(SimpleHTTPRequestHandler):
    edition: int | None = None
    #: Connections are kept, as portals keep them.
    protocol_version = "HTTP/1.1"
    #: Seconds until a connection that asks for nothing is closed.
    timeout = 60

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        parts = urlsplit(self.path)
        if parts.scheme:
            self.path = parts._replace(scheme="", netloc="").geturl() or "/"
        return True

    def translate_path(self, path: str) -> str:
        parts = urlsplit(path)
        present = Path(super().translate_path(path))
        if parts.query:
            answer = Path(super().translate_path(query_name(parts.path, parts.query)))
            if answer.is_file():
                return str(answer)
        if self.edition is not None:
            earlier = edition_path(present, self.edition)
            if earlier.is_file():
                return str(earlier)
        return str(present)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        # Scripts and interfaces have no suffix that says what they answer; a crawler must
        # not need to be told.
        plain = str(path).rsplit("@", 1)[0]
        return "text/html" if plain.endswith((".jsp", ".shtml")) else super().guess_type(plain)

    def send_header(self, keyword: str, value: str) -> None:
        # Both editions may have one time of modification (that of the checkout):
        # without it the next request is unconditional and sees the replacement.
        if self.edition is None or keyword.lower() != "last-modified":
            super().send_header(keyword, value)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """The crawler keeps its own log."""


@contextmanager
def serve_folder(folder: Path, port: int = 0, edition: int | None = None) -> Iterator[str]:
    """Serve ``folder`` on 127.0.0.1; yields ``http://127.0.0.1:<port>``.

    Port 0 takes a free one; ``edition`` serves earlier editions where there are any.
    Raises FileNotFoundError where there is no folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    kind = type("_EditionHandler", (_Handler,), {"edition": edition})
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        # Asked to stop, it looks up at once instead of after half a second.
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
