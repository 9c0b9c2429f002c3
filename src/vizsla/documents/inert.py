"""Text of data inside Markdown: what markup would read in it stands by for itself until a message has its form.

A log may hold `![](https://elsewhere/pixel)` or `[text](address)`; in a monitor's message that is text, wherever the
message's own Markdown puts it. Each such character is one stand-in, a code point that no text uses.
"""

import re
from collections.abc import Callable

_FIRST = 0x10FF00
_ACTIVE = re.compile(r"[\\`*_\[\]<>(){}!|~&\"']|^\s*(?:[#+=%-]|\d+\.)", re.M)
_STANDS_IN = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x7F)}]")


def inert(text: str) -> str:
    """The text with stand-ins, as long as before."""
    return _ACTIVE.sub(lambda found: found[0][:-1] + chr(_FIRST + ord(found[0][-1])), text)


def restored(text: str, written: Callable[[str], str] = str) -> str:
    """The text with each character that was stood in for, as it is `written` where the text goes."""
    return _STANDS_IN.sub(lambda found: written(chr(ord(found[0]) - _FIRST)), text)
