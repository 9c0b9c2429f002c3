"""Words of a text and patterns with wildcards, cut exactly as the store's text indexes cut them."""

import re

_TOKEN = re.compile(r"[0-9a-z\u0080-\U0010ffff]+")
_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_EDGE = r"[\x00-/:-@\[-`{-\x7f]"
_INK = r"[^ \t\n\r\x0b\x0c]"


def fold(text: str) -> str:
    """Lower case of ASCII letters, as the index folds them; other letters keep their case."""
    return text.translate(_UPPER)


def tokens(text: str) -> list[str]:
    """The words of a text, folded: runs of ASCII letters, digits and everything beyond ASCII."""
    return _TOKEN.findall(fold(text))


def holds(text: str, phrase: list[str]) -> bool:
    """Whether the words of the phrase follow one another in the text."""
    found = tokens(text)
    return any(found[i : i + len(phrase)] == phrase for i in range(len(found) - len(phrase) + 1))


def literal(pattern: str) -> str:
    """The text that a pattern without wildcards stands for."""
    return "".join(piece for piece, _wild in pieces(pattern))


def pieces(pattern: str) -> list[tuple[str, bool]]:
    """The pattern's characters, each with whether it is a wildcard."""
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\" and at + 1 < len(pattern):
            at += 1
            found.append((pattern[at], False))
        else:
            found.append((pattern[at], pattern[at] in "*?"))
        at += 1
    return found


def escape(text: str) -> str:
    """A pattern that stands for the text itself."""
    return re.sub(r"[\\*?]", lambda found: "\\" + found.group(), text)


def like(pattern: str) -> str:
    """The pattern for SQL's LIKE."""
    wild = {"*": "%", "?": "_"}
    return "".join(wild[c] if is_wild else ("\\" + c if c in "%_\\" else c) for c, is_wild in pieces(pattern))


def whole_regex(pattern: str) -> "re.Pattern[str]":
    """A regex to match a whole value with."""
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild[c] if is_wild else re.escape(c) for c, is_wild in pieces(pattern)), re.DOTALL)


def word_regex(pattern: str) -> str:
    """A regex, for Python and RE2 alike, to search a folded text with for a word that fits the pattern."""
    wild = {"*": f"{_INK}*", "?": _INK}
    found = pieces(pattern)
    body = "".join(wild[c] if is_wild else _quoted(fold(c)) for c, is_wild in found)
    start = f"(?:^|{_EDGE})" if found and not found[0][1] and _TOKEN.fullmatch(fold(found[0][0])) else ""
    end = f"(?:$|{_EDGE})" if found and not found[-1][1] and _TOKEN.fullmatch(fold(found[-1][0])) else ""
    return start + body + end


def longest_run(pattern: str) -> str:
    """The longest run of plain ASCII letters and digits in the pattern, which every match must hold."""
    plain = "".join(" " if is_wild or not (c.isascii() and c.isalnum()) else fold(c) for c, is_wild in pieces(pattern))
    return max(plain.split(), key=len, default="")


def _quoted(char: str) -> str:
    return "\\" + char if char.isascii() and not char.isalnum() and char.isprintable() and char != " " else char
