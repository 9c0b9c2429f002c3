"""Handles: who a text asks to tell, written as `@somebody`."""

import re

_BEGINS = r"(?<![^\s(>])@"
_HANDLE = re.compile(_BEGINS + r"([\w.+#/@-]*\w(?:\([^)\s]*\))?)")
_BEGINNING = re.compile(_BEGINS)


def handles_in(text: str) -> tuple[str, ...]:
    """Every handle of the text without its @, each once; one begins a word and ends before white space."""
    return tuple(dict.fromkeys(_HANDLE.findall(text)))


def places_of(text: str) -> list[tuple[str, int, int]]:
    """Every handle with where it begins and ends, its @ included."""
    return [(found[1], found.start(), found.end()) for found in _HANDLE.finditer(text)]


def without_handles(text: str) -> str:
    """The text with no handle beginning in it; one that began before it, as by `@slack-` in front, may go on."""
    return _BEGINNING.sub(" ", text)
