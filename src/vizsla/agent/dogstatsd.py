"""The DogStatsD server: UDP and Unix sockets, read and aggregated by one thread."""

import contextlib
import logging
import os
import selectors
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from vizsla.agent.aggregator import BUCKET_S, Aggregator, Flushed
from vizsla.agent.config import Config
from vizsla.agent.payload import Series

log = logging.getLogger(__name__)

_RECEIVE_BUFFER = 32 << 20
_BATCH = 1 << 20
_LARGEST_DATAGRAM = 65536
_SO_RCVBUFFORCE = 33


class DogStatsD:
    """Listens where the configuration says; closed buckets go to `deliver`."""

    def __init__(self, config: Config, aggregator: Aggregator, deliver: Callable[[Flushed], None]) -> None:
        self._config, self.aggregator, self._deliver = config, aggregator, deliver
        self._selector = selectors.DefaultSelector()
        self._buffer = bytearray(_BATCH)
        self._view = memoryview(self._buffer)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dogstatsd", daemon=True)
        self._delivering = ThreadPoolExecutor(1, "dogstatsd-deliver")
        self._bucket = 0
        self._udp_inode = ""
        self._paths: list[str] = []
        self.addresses: list[str] = []
        self.errors: list[str] = []
        self.packets = 0
        self.bytes = 0
        self._last: dict[str, int] = {}

    def start(self) -> None:
        """Open the sockets and begin; an address in use is told, and the others are served."""
        config = self._config
        if config.dogstatsd_port:
            host = "0.0.0.0" if config.dogstatsd_non_local_traffic else config.bind_host  # noqa: S104
            self._open(
                f"port {config.dogstatsd_port} of {host} (UDP)",
                "dogstatsd_port",
                lambda: self._udp(host, config.dogstatsd_port),
            )
        if config.dogstatsd_socket:
            path = config.dogstatsd_socket.removeprefix("unix://").removeprefix("unixgram://")
            self._open(path, "dogstatsd_socket", lambda: self._unix(path, socket.SOCK_DGRAM))
        if config.dogstatsd_stream_socket:
            stream = config.dogstatsd_stream_socket.removeprefix("unixstream://").removeprefix("unix://")
            self._open(stream, "dogstatsd_stream_socket", lambda: self._unix(stream, socket.SOCK_STREAM))
        if self._selector.get_map():
            self._thread.start()

    def _open(self, what: str, key: str, opening: Callable[[], None]) -> None:
        try:
            opening()
            self.addresses.append(what)
        except OSError as error:
            told = (
                f"DogStatsD cannot listen on {what}: {error.strerror or error}; "
                f"stop what uses it, or set {key} (DD_{key.upper()}) to another"
            )
            self.errors.append(told)
            log.error(told)

    def _udp(self, host: str, port: int) -> None:
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            _enlarge(sock)
            sock.bind((host, port))
        except OSError:
            sock.close()
            raise
        self._udp_inode = str(os.fstat(sock.fileno()).st_ino)
        self._watch(sock, self._datagrams)

    def _unix(self, path: str, kind: socket.SocketKind) -> None:
        sock = socket.socket(socket.AF_UNIX, kind)
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            # What a killed agent left would be in the way.
            if os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode):  # noqa: PTH110, PTH116
                os.unlink(path)  # noqa: PTH108
            _enlarge(sock)
            sock.bind(path)
            os.chmod(path, 0o722)  # noqa: PTH101, S103 - any user's program may send
            if kind is socket.SOCK_STREAM:
                sock.listen(128)
        except OSError:
            sock.close()
            raise
        self._paths.append(path)
        self._watch(sock, self._datagrams if kind is socket.SOCK_DGRAM else self._accept)

    def _watch(self, sock: socket.socket, read: Callable[[socket.socket], None]) -> None:
        sock.setblocking(False)
        self._selector.register(sock, selectors.EVENT_READ, read)

    def stop(self) -> None:
        """Stop listening and deliver what the open bucket holds."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(5)
        self._delivering.shutdown(wait=True)
        for key in list(self._selector.get_map().values()):
            _close(key.fileobj)
        self._selector.close()
        for path in self._paths:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108

    def _run(self) -> None:
        self._bucket = int(time.time()) // BUCKET_S * BUCKET_S
        while not self._stopping.is_set():
            if left_s := seconds_left(self._bucket, time.time()):
                self._read(min(left_s, 0.2))
            else:
                self._flush()
        self._read(0)
        self._flush()

    def _read(self, within_s: float) -> None:
        for key, _ in self._selector.select(within_s):
            try:
                key.data(key.fileobj)
            except Exception:  # whatever a client sends, the others are heard
                log.exception("something that DogStatsD received could not be read")

    def _flush(self) -> None:
        bucket, self._bucket = self._bucket, int(time.time()) // BUCKET_S * BUCKET_S
        try:
            flushed = self.aggregator.flush(bucket)
            flushed.series.extend(self._own(bucket))
            # Encoding and writing must not keep this thread from its sockets.
            self._delivering.submit(self._hand_over, flushed)
        except Exception:
            log.exception("a bucket of DogStatsD could not be closed")

    def _hand_over(self, flushed: Flushed) -> None:
        try:
            self._deliver(flushed)
        except Exception:
            log.exception("a bucket of DogStatsD could not be delivered")

    def _own(self, bucket: int) -> Iterable[Series]:
        counters = {
            "vizsla.agent.dogstatsd.packets": self.packets,
            "vizsla.agent.dogstatsd.bytes": self.bytes,
            "vizsla.agent.dogstatsd.lines": self.aggregator.lines,
            "vizsla.agent.dogstatsd.lines_rejected": self.aggregator.rejected,
            "vizsla.agent.dogstatsd.packets_dropped": self.dropped(),
        }
        for name, value in counters.items():
            last, self._last[name] = self._last.get(name, 0), value
            point = ((bucket, float(value - last)),)
            yield Series(name, point, "count", BUCKET_S, host=self._config.hostname)

    def _datagrams(self, sock: socket.socket) -> None:
        """Read all that has arrived, at most a megabyte, and aggregate it in one go."""
        buffer, view, receive, end, count = self._buffer, self._view, sock.recv_into, 0, 0
        with contextlib.suppress(BlockingIOError):
            while end < _BATCH - _LARGEST_DATAGRAM:
                end += receive(view[end:])
                buffer[end] = 10
                end += 1
                count += 1
        if end:
            self.packets += count
            self.bytes += end - count
            self.aggregator.feed(bytes(view[: end - 1]), int(time.time()))

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock, _ = listening.accept()
            pending = bytearray()
            self._watch(sock, lambda given: self._stream(given, pending))

    def _stream(self, sock: socket.socket, pending: bytearray) -> None:
        """Read frames: four bytes of length, little-endian, and as many bytes of lines."""
        try:
            data = sock.recv(_LARGEST_DATAGRAM)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        pending += data
        while len(pending) >= 4:
            size = int.from_bytes(pending[:4], "little")
            if size > _LARGEST_DATAGRAM:
                data = b""  # no frame of a client: there is no way to find the next one
                break
            if len(pending) < 4 + size:
                break
            self.packets += 1
            self.bytes += size
            self.aggregator.feed(bytes(pending[4 : 4 + size]), int(time.time()))
            del pending[: 4 + size]
        if not data:
            self._selector.unregister(sock)
            sock.close()

    def dropped(self) -> int:
        """Datagrams that the kernel dropped because they came faster than they could be read (UDP on Linux)."""
        if not self._udp_inode:
            return 0
        with contextlib.suppress(OSError, ValueError):
            for table in ("/proc/net/udp", "/proc/net/udp6"):
                for line in Path(table).read_text().splitlines()[1:]:
                    words = line.split()
                    if words[9] == self._udp_inode:
                        return int(words[-1])
        return 0

    def status(self) -> dict[str, Any]:
        """Addresses, counters and the last lines that could not be read."""
        return {
            "listening": self.addresses,
            "errors": self.errors,
            "packets": self.packets,
            "lines": self.aggregator.lines,
            "rejected": self.aggregator.rejected,
            "datagrams dropped": self.dropped(),
            "last rejected": list(self.aggregator.last_errors),
        }


def seconds_left(bucket: int, now: float) -> float:
    """How long a bucket is still open; 0 also when the clock was set back, since it would be for as long."""
    left = bucket + BUCKET_S - now
    return left if 0 < left <= BUCKET_S else 0.0


def _enlarge(sock: socket.socket) -> None:
    """Let the kernel keep what comes in while a batch is aggregated; beyond its limit only root may go."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)


def _close(sock: object) -> None:
    if isinstance(sock, socket.socket):
        sock.close()
