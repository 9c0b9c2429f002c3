"""Template variables put into queries, as the browser app does it: what a viewer of a public dashboard may ask for.

`tests/documents/templates.json` holds the cases that both must agree on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable's tag key, or None for free text, and its chosen values; none stand for `*`."""

    name: str
    prefix: str | None
    values: tuple[str, ...]


_DROPPED = "§"
_BRACES = re.compile(r"\{([^{}]*)\}")
_TAG = re.compile(r"(?:([^:$]+):)?\$([\w.-]+?)(?:\.value)?")
_PLAIN = re.compile(r"[\w.*/-]+", re.ASCII)


def fill_metric(query: str, variables: Sequence[Variable]) -> str:
    """A metrics query with its variables filled in; one that stands for all drops out of the filter."""

    def filled(found: re.Match[str]) -> str:
        inside = found[1]
        # The braces after `by` hold tag keys, not a filter.
        if re.search(r"\bby\s*$", query[: found.start()]):
            return "{" + fill_text(inside, variables) + "}"
        if "$" not in inside:
            return found[0]
        text = inside
        for one in _by_length(variables):
            key, ref = one.prefix if one.prefix is not None else one.name, re.escape(one.name)
            terms = [one_value if one.prefix is None else f"{key}:{one_value}" for one_value in one.values]
            text = re.sub(rf"([\w@./-]+):\${ref}\.value(?![\w.])", _tagged(one), text)
            text = re.sub(rf"\${ref}\.key(?!\w)", _always(key), text)
            text = re.sub(rf"\${ref}\.value(?!\w)", _always(one.values[0] if one.values else "*"), text)
            text = re.sub(rf"([!-]?)\${ref}(?![\w.])", _negated(terms), text)
        return "{" + _without_dropped(text) + "}"

    return _BRACES.sub(filled, query)


def fill_search(query: str, variables: Sequence[Variable]) -> str:
    """A search of logs, spans or events with its variables filled in."""
    text = query
    for one in _by_length(variables):
        ref, listed = re.escape(one.name), _either([_quoted(value) for value in one.values])
        text = re.sub(rf"\${ref}\.value(?!\w)", _always(listed if one.values else "*"), text)
        term = "" if not one.values else listed if one.prefix is None else f"{one.prefix}:{listed}"
        text = re.sub(rf"([-!]?)\${ref}(?![\w.])", _searched(term), text)
    return re.sub(r"\s+", " ", text).strip()


def fill_text(text: str, variables: Sequence[Variable]) -> str:
    """A text such as a title: `$name` and `$name.value` become the values."""
    for one in _by_length(variables):
        ref = re.escape(one.name)
        text = re.sub(rf"\${ref}\.key(?!\w)", _always(one.prefix if one.prefix is not None else one.name), text)
        text = re.sub(rf"\${ref}(\.value)?(?!\w)", _always(", ".join(one.values) if one.values else "*"), text)
    return text


def fill_tags(tags: Sequence[str], variables: Sequence[Variable]) -> tuple[tuple[str, ...], ...]:
    """For each tag the alternatives that it stands for; one whose variable chooses nothing drops out."""
    named = {one.name: one for one in variables}
    wanted: list[tuple[str, ...]] = []
    for tag in (one.strip() for one in tags):
        found = _TAG.fullmatch(tag)
        if found is None:
            wanted += [(tag,)] if tag not in ("", "*") else []
            continue
        variable = named.get(found[2])
        key = found[1] or (variable.prefix if variable else None)
        if variable and variable.values:
            wanted.append(tuple(f"{key}:{value}" if key else value for value in variable.values))
    return tuple(wanted)


def _by_length(variables: Sequence[Variable]) -> list[Variable]:
    return sorted(variables, key=lambda one: -len(one.name))


def _either(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace('"', '\\"')
    return f'"{escaped}"'


_Replace = Callable[[re.Match[str]], str]


def _always(text: str) -> _Replace:
    return lambda _found: text


def _tagged(one: Variable) -> _Replace:
    return lambda found: _either([f"{found[1]}:{value}" for value in one.values]) if one.values else f"{found[1]}:*"


def _negated(terms: Sequence[str]) -> _Replace:
    return lambda found: found[1] + _either(terms) if terms else _DROPPED


def _searched(term: str) -> _Replace:
    return lambda found: f"-{term}" if term and found[1] else term


_DROPPINGS = (
    (re.compile(r"§\s*(?:,|\sAND\s)\s*", re.I), ""),
    (re.compile(r"\s*(?:,|\sAND\s)\s*§", re.I), ""),
    (re.compile(r"§\s+(?!OR\s|AND\s)", re.I), ""),
    (re.compile(r"(?<!\sOR)(?<!\sAND)(?<!\sNOT)\s+§", re.I), ""),
    (re.compile(r"\(\s*§\s*\)"), "§"),
)


def _without_dropped(filter_: str) -> str:
    text, before = filter_.strip(), ""
    while before != text:
        before = text
        for pattern, by in _DROPPINGS:
            text = pattern.sub(by, text)
    return text.replace(_DROPPED, "*") or "*"
