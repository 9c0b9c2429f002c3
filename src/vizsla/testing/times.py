"""What every part of a test script shares: lengths of time, and errors that name a line."""

import re

_DURATION = re.compile(r"(-?)(\d+)(ms|s|m|h|d|w)?")
_UNITS_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, None: 1}


class ScriptError(ValueError):
    """A line that is not understood."""


def seconds(text: str, number: int) -> int:
    """Seconds of a length of time such as 10s or -1d, on this line."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ScriptError(f"line {number}: {text!r} is no length of time; write 10s, 5m, 1h or 1d")
    sign, count, unit = found.groups()
    return int((-1 if sign else 1) * int(count) * _UNITS_S[unit])
