"""A portal on loopback that answers as badly as real ones do."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer.  ``headers`` go out as bytes, whatever their encoding.

    ``length`` is a Content-Length that differs from the body's; ``pause_s`` lies between the
    head and the body; ``fails`` answers come with ``fail_status`` before this one.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    length: int | None = None
    pause_s: float = 0.0
    fails: int = 0
    fail_status: int = 503
    fail_headers: Mapping[bytes, bytes] = field(default_factory=dict)


Routes = dict[str, Answer | bytes]


class MockServer:
    """Routes by path with query; counts what it was asked for, and by whom."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.hosts: Counter[str] = Counter()
        self.url = ""
        self.times: dict[str, list[float]] = {}
        #: If-None-Match of each request, by path.
        self.conditions: dict[str, list[str | None]] = {}
        #: Stop answering: connections are refused from then on.
        self.close: Callable[[], None] = lambda: None


@contextmanager
def serve(routes: Routes) -> Iterator[MockServer]:
    """Serve on 127.0.0.1, also as an HTTP proxy (request lines with the whole address)."""
    mock = MockServer(routes)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            mock.asked[path] += 1
            mock.times.setdefault(path, []).append(time.monotonic())
            mock.conditions.setdefault(path, []).append(self.headers.get("If-None-Match"))
            mock.hosts[parts.hostname or ""] += 1
            mock.agents.add(self.headers.get("User-Agent", ""))
            answer = mock.routes.get(path, Answer(b"<html><title>404</title></html>", 404))
            if isinstance(answer, bytes):
                answer = Answer(answer)
            if mock.asked[path] <= answer.fails:
                answer = Answer(b"busy", answer.fail_status, answer.fail_headers)
            head = [f"HTTP/1.1 {answer.status} X".encode()]
            headers = {b"Content-Type": b"text/html"} | dict(answer.headers)
            length = len(answer.body) if answer.length is None else answer.length
            if length >= 0:
                headers[b"Content-Length"] = str(length).encode()
            head += [k + b": " + v for k, v in headers.items()]
            self.wfile.write(b"\r\n".join([*head, b"Connection: close", b"", b""]))
            self.wfile.flush()
            time.sleep(answer.pause_s)
            try:
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                return  # the crawler lost its patience
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        mock.url = f"http://127.0.0.1:{server.server_port}"
        mock.close = server.server_close
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mock
        finally:
            server.shutdown()
            thread.join()
