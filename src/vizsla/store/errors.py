"""What can go wrong in the store, told to whoever asked it something."""

import re


class StoreError(Exception):
    """The store refused or failed; the message says why, in words for an operator."""


class Busy(StoreError):
    """The store cannot take more now; the same request may succeed a little later (429 at the doors)."""


class Torn(Busy):
    """A write to the disk failed, so that rows may be missing; they are to be sent again as if they were new."""


class LimitExceeded(StoreError):
    """A query ran past its time, memory or row limit."""


class Refused(StoreError):
    """The engine answered that it cannot do what a statement asks for."""


class Cancelled(StoreError):
    """A query was stopped by `cancel`."""


_CODE = re.compile(r"Code: (\d+)\. DB::Exception: (.*?)(?: \(for url \S+\))?\s*$", re.DOTALL)
_LIMITS = {158, 159, 160, 241, 307, 396}
_NO_ROOM = 243
_BUSY = {202, 252, 319, 425}
_CANCELLED = 394


def from_engine(text: str, *, writing: bool = False) -> StoreError:
    """The error for what ClickHouse said; a writer past a limit is Busy, a reader has exceeded it."""
    found = _CODE.search(text)
    if not found:
        return StoreError(text)
    code, message = int(found[1]), found[2]
    if code == _CANCELLED:
        return Cancelled("the query was cancelled")
    if code == _NO_ROOM:
        return Busy(f"the store's disk is full, make room: {message}")
    if code in _BUSY or (writing and code in _LIMITS):
        return Busy(message)
    return (LimitExceeded if code in _LIMITS else Refused)(message)
