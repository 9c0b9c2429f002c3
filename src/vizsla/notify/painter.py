"""A process of its own draws pictures, so that the server stays small; it ends when nobody asked for a while."""

import asyncio
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec

from vizsla.notify.picture import Picture

log = logging.getLogger(__name__)

IDLE_S = 60.0
LONGEST_S = 30.0


class PictureFailed(Exception):
    """A picture that could not be drawn."""


class Painter:
    """Draws one picture at a time in the process it starts at need; safe to ask from any thread."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._lock = threading.Lock()
        # Not the threads that all else shares: pictures that wait for one another would take every one of them.
        self._waiting = ThreadPoolExecutor(1, "painter")
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None

    async def draw(self, picture: Picture) -> bytes:
        """The picture as a PNG; raises PictureFailed."""
        return await asyncio.get_running_loop().run_in_executor(self._waiting, self.drawn, picture)

    def drawn(self, picture: Picture) -> bytes:
        """The same for callers on a thread of their own."""
        asked = msgspec.msgpack.encode(picture)
        with self._lock:
            process = self._running()
            assert process.stdin is not None and process.stdout is not None
            overdue = threading.Timer(LONGEST_S, process.kill)
            overdue.start()
            try:
                process.stdin.write(len(asked).to_bytes(4, "big") + asked)
                process.stdin.flush()
                size = process.stdout.read(4)
                image = process.stdout.read(int.from_bytes(size, "big"))
            except OSError:
                size, image = b"", b""
            finally:
                overdue.cancel()
            if len(size) < 4 or len(image) < int.from_bytes(size, "big"):
                self._end()
                raise PictureFailed("the process that draws has ended")
            self._idle = threading.Timer(self._idle_s, self._rest)
            self._idle.daemon = True
            self._idle.start()
        if not image:
            raise PictureFailed("the picture cannot be drawn; the server's log says why")
        return image

    def stop(self) -> None:
        """End the process at once, and with it a picture that is being drawn; the next picture starts another."""
        process = self._process
        if process is not None and self._lock.locked():
            process.kill()
        self._rest()

    def _rest(self) -> None:
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vizsla.notify.drawing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if self._idle is not None:
            self._idle.cancel()
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    log.debug("the drawing process was gone already")
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
