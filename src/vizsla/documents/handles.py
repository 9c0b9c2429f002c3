"""Handles: who a text asks to tell, written as `@somebody`."""

import re

_HANDLE = re.compile(r"(?<![^\s(>])@([\w.+#/@-]*\w(?:\([^)\s]*\))?)")


def handles_in(text: str) -> tuple[str, ...]:
    """Every handle of the text without its @, each once; one begins a word and ends before white space."""
    return tuple(dict.fromkeys(_HANDLE.findall(text)))


def places_of(text: str) -> list[tuple[str, int, int]]:
    """Every handle with where it begins and ends, its @ included."""
    return [(found[1], found.start(), found.end()) for found in _HANDLE.finditer(text)]
