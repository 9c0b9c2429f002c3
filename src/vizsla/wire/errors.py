"""What is wrong with a body that a client sent."""

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder of JSON or msgpack raises for bytes that are none: broken, not UTF-8, or nested without end."""


class WireError(ValueError):
    """A body that cannot be decoded; the message says what is wrong and where. `status` is HTTP's: 400 or 413."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
