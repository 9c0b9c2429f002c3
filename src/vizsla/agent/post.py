"""HTTP POST to the server over connections that are kept, one for each thread."""

import ssl
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import msgspec

from vizsla.agent.version import USER_AGENT, VERSION


class Reply(msgspec.Struct, frozen=True):
    """What the server answered; `retry_after_s` is 0 unless it asked to wait."""

    status: int
    text: str
    retry_after_s: float


class Poster:
    """Posts to one server with one key; the key goes into a header and nowhere else."""

    def __init__(self, url: str, api_key: str, *, timeout_s: float = 20.0, verify: bool = True) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._key, self._timeout_s, self._verify = api_key, timeout_s, verify
        self._kept = threading.local()
        self.address = f"{parts.scheme}://{self._host}:{self._port}"

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send and read the answer; OSError or HTTPException when there is none."""
        kept = getattr(self._kept, "connection", None)
        try:
            return self._post(kept or self._open(), path, body, headers)
        except (OSError, HTTPException):
            self.close()
            if kept is None:
                raise
        # A server closes connections that rest; only a fresh one tells whether it is there.
        try:
            return self._post(self._open(), path, body, headers)
        except (OSError, HTTPException):
            self.close()
            raise

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._kept, "connection", None)
        if connection is not None:
            connection.close()
            self._kept.connection = None

    def _post(self, connection: HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        own = {"DD-Api-Key": self._key, "User-Agent": USER_AGENT, "DD-Agent-Version": VERSION}
        connection.request("POST", self._prefix + path, body, {**own, **headers})
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        self._kept.connection = connection
        return Reply(response.status, text, _seconds(response.getheader("Retry-After")))

    def _open(self) -> HTTPConnection:
        if not self._secure:
            return HTTPConnection(self._host, self._port, timeout=self._timeout_s)
        context = ssl.create_default_context()
        if not self._verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection(self._host, self._port, timeout=self._timeout_s, context=context)


def _seconds(text: str | None) -> float:
    try:
        return min(float(text or 0), 300.0)
    except ValueError:
        return 0.0
