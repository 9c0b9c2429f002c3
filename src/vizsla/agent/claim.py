"""One agent alone works with a run_path: two would send everything twice, and write over what waits on disk."""

import fcntl
import logging
import time
from pathlib import Path
from typing import IO

from vizsla.agent.config import ConfigError

log = logging.getLogger(__name__)

_ENDING_S = 15.0


def claim(run_path: Path) -> IO[str]:
    """Lock the directory until the file that is returned is closed, if need be when a former agent has ended.

    OSError when it cannot be written, ConfigError when another agent goes on.
    """
    run_path.mkdir(parents=True, exist_ok=True)
    lock = (run_path / "lock").open("w")
    until = time.monotonic() + _ENDING_S
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > until:
                lock.close()
                raise ConfigError(
                    f"another agent works with run_path {run_path}; stop it, or choose another with DD_RUN_PATH"
                ) from None
        if not told:
            log.warning("another agent works with run_path %s; this one waits for it to end", run_path)
            told = True
        time.sleep(0.1)
