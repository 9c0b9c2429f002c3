"""Queries that are chains of calls behind a head: `.index("*").rollup("count").by("service").last("5m") > 10`."""

import re
from dataclasses import dataclass

from vizsla.monitors.comparison import TAIL
from vizsla.monitors.timeframe import SECONDS
from vizsla.query.errors import QueryError

TEXT = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_WORD = rf"{TEXT}|[\w.\-*]+"
_LINK = re.compile(rf"\s*\.\s*(\w+)\(\s*((?:{_WORD})(?:\s*,\s*(?:{_WORD}))*)?\s*\)")
_LAST = re.compile(r"(\d{1,4})(mo|m|h|d|w)")


@dataclass(frozen=True)
class Link:
    """One call of the chain with its words, and where it stands."""

    name: str
    words: tuple[str, ...]
    span: tuple[int, int]


def taken_apart(text: str, at: int) -> tuple[list[Link], int]:
    """The calls from `at` on, and where they end."""
    found = []
    while link := _LINK.match(text, at):
        words = tuple(plain(one) for one in re.findall(_WORD, link.group(2) or ""))
        found.append(Link(link.group(1), words, (link.start(1), link.end())))
        at = link.end()
    return found, at


def compared(text: str, at: int) -> tuple[str, float]:
    """The comparator and the threshold behind the chain."""
    tail = TAIL.match(text, at)
    if tail is None:
        raise QueryError("the query ends with a comparison, such as > 10", min(at, max(0, len(text) - 1)), len(text))
    if tail.group(2) == "threshold":
        raise QueryError("the threshold is a number here", *tail.span(2))
    return tail.group(1), float(tail.group(2))


def last_s(link: Link | None, at: int) -> float:
    """Seconds of `.last("5m")`."""
    words = link.words if link else ()
    found = _LAST.fullmatch(words[0]) if len(words) == 1 else None
    if not found or not int(found.group(1)):
        span = link.span if link else (max(0, at - 1), at)
        raise QueryError('the window is missing; write one such as .last("5m")', *span)
    return float(int(found.group(1)) * SECONDS[found.group(2)])


def plain(word: str) -> str:
    """A word without its quotes and escapes."""
    if word[:1] in ('"', "'"):
        return re.sub(r"\\([\"'\\])", r"\1", word[1:-1])
    return word
