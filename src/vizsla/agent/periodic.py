"""Work that is done again and again, and goes on when one round fails."""

import asyncio
import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], object], name: str, first_after: float | None = None) -> None:
    """Do blocking work in a thread every so many seconds of the clock; a failure is logged and the next round comes.

    Without `first_after` rounds are aligned: with 10 s they begin at full 10 seconds since 1970.
    """
    if first_after is not None:
        await asyncio.sleep(first_after)
    else:
        await asyncio.sleep(seconds - time.time() % seconds)
    while True:
        try:
            await asyncio.to_thread(work)
        except OSError as error:  # as of a full disk: where in the code it was met tells nothing
            log.error("%s failed: %s; it is tried again in %g s", name, error, seconds)
        except Exception:
            log.exception("%s failed; it is tried again in %g s", name, seconds)
        await asyncio.sleep(seconds - time.time() % seconds if first_after is None else seconds)
