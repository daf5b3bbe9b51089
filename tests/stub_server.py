"""A web server on loopback that answers as a test says, and counts what arrives."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Asked(NamedTuple):
    """One request, when and by whom it was made."""

    path: str
    query: dict[str, str]
    agent: str
    seconds: float


class Reply(NamedTuple):
    """What is sent back."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = {}


class StubServer(ThreadingHTTPServer):
    """Answers every request with ``answer``; None closes the connection without a word."""

    def __init__(
        self, answer: Callable[[Asked, StubServer], Reply | None], word: Callable[[Asked], str]
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.word = answer, word
        self.requests: list[Asked] = []
        self.asked: Counter[str] = Counter()
        self.over = threading.Event()

    @property
    def address(self) -> str:
        """Where it listens, host and port."""
        return f"127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: StubServer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query, agent = dict(parse_qsl(url.query)), self.headers["User-Agent"]
        asked = Asked(unquote(url.path), query, agent, time.monotonic())
        self.server.requests.append(asked)
        self.server.asked[self.server.word(asked)] += 1
        reply = self.server.answer(asked, self.server)
        if reply is None:
            self.connection.close()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing: tests look at what was counted."""


@contextmanager
def serving(
    answer: Callable[[Asked, StubServer], Reply | None],
    word: Callable[[Asked], str] = lambda asked: asked.path,
) -> Iterator[StubServer]:
    """Run a server while the block lasts.

    Parameters
    ----------
    answer
        Gets the request and the server; a hang is a wait for ``server.over``.
    word
        Under which word ``server.asked`` counts a request.
    """
    with StubServer(answer, word) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
