"""Log severities: what clients write, and the nine words that the product keeps."""

from functools import lru_cache

_LONGEST = 20
_SYSLOG = ("emergency", "alert", "critical", "error", "warn", "notice", "info", "debug")
# The first letters decide, as the vendor's status remapper documents it.
_STARTS = (
    ("emerg", "emergency"), ("f", "emergency"), ("a", "alert"), ("c", "critical"), ("err", "error"), ("e", "error"),
    ("w", "warn"), ("n", "notice"), ("i", "info"), ("d", "debug"), ("trace", "debug"), ("verbose", "debug"),
    ("o", "ok"), ("s", "ok"),
)  # fmt: skip


def status_of(given: str) -> str:
    """The status for a severity's name or syslog number; `info` when it is none."""
    return _status_of(given.strip()[:_LONGEST])


@lru_cache(4096)
def _status_of(given: str) -> str:
    word = given.lower()
    if len(word) == 1 and word.isdecimal() and int(word) < len(_SYSLOG):
        return _SYSLOG[int(word)]
    return next((status for start, status in _STARTS if word.startswith(start)), "info")
