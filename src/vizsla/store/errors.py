"""What can go wrong in the store, told to whoever asked it something."""


class StoreError(Exception):
    """The store refused or failed; the message says why, in words for an operator."""


class Busy(StoreError):
    """The store cannot take more now; the same request may succeed a little later (429 at the doors)."""


class LimitExceeded(StoreError):
    """A query ran past its time, memory or row limit."""


class Cancelled(StoreError):
    """A query was stopped by `cancel`."""


_LIMITS = {158, 159, 160, 241, 307, 396}
_BUSY = {202, 243, 252, 319, 425}
_CANCELLED = 394


def from_code(code: int, message: str, *, writing: bool = False) -> StoreError:
    """The error for a ClickHouse error code; a writer out of memory is Busy, a reader has exceeded its limit."""
    if code == _CANCELLED:
        return Cancelled("the query was cancelled")
    if code in _BUSY or (writing and code in _LIMITS):
        return Busy(message)
    return (LimitExceeded if code in _LIMITS else StoreError)(message)
