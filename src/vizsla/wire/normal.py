"""Names as the product keeps them: metric names and tags.

The rules are those that the vendor documents for metric names and tags; clients rely on them when they search.
"""

import re
from functools import lru_cache

_NAME = re.compile(r"[^a-zA-Z0-9_.]+")
_TAG = re.compile(r"[^\w:./\-]+")
LONGEST = 200
_REMEMBERED = 400  # longer texts, which anybody may send, would fill the memory


def metric_name(text: str) -> str:
    """The metric's name, other characters than letters, digits, `_` and `.` as `_`; empty without a letter first."""
    return _metric_name(text) if len(text) <= _REMEMBERED else _metric_name.__wrapped__(text)


@lru_cache(65536)
def _metric_name(text: str) -> str:
    name = _NAME.sub("_", text.strip())[:LONGEST].rstrip("_")
    return name if name and name[0].isascii() and name[0].isalpha() else ""


def tag(text: str) -> str:
    """The tag in lower case, at most 200 characters, with other characters than letters, digits and `_-:./` as `_`."""
    return _tag(text) if len(text) <= _REMEMBERED else _tag.__wrapped__(text)


@lru_cache(262144)
def _tag(text: str) -> str:
    found = _TAG.sub("_", text.strip().lower())[:LONGEST].rstrip("_:")
    return text if found == text else found  # one text in memory rather than two
