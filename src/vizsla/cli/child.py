"""A child process that is started anew when it ends by itself."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

log = logging.getLogger(__name__)


class Child:
    """One command with its environment, watched by a thread."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._name, self._command, self._environment = name, command, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it, and keep it running."""
        threading.Thread(target=self._watch, name=self._name, daemon=True).start()

    def stop(self) -> None:
        """Ask it to end and wait for it."""
        self._stopping.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _watch(self) -> None:
        pause_s = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            # By VIZSLA_PARENT the child sees that this process was killed, and ends too.
            environment = os.environ | self._environment | {"VIZSLA_PARENT": str(os.getpid())}
            self._process = subprocess.Popen(self._command, env=environment)
            code = self._process.wait()
            if self._stopping.is_set():
                return
            pause_s = 1.0 if time.monotonic() - began > 60 else min(pause_s * 2, 60.0)
            log.warning("the %s ended with code %s; again in %.0f s", self._name, code, pause_s)
            self._stopping.wait(pause_s)
