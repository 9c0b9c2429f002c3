"""Rules for log lines: which begin an entry, which are left out, what is masked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_TYPES = ("multi_line", "exclude_at_match", "include_at_match", "mask_sequences")
_GO_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class RuleError(ValueError):
    """A rule that cannot be used; the message names it."""


@dataclass(frozen=True)
class Rules:
    """A source's rules, ready for use."""

    begins: "re.Pattern[str] | None" = None
    edits: tuple[tuple[str, "re.Pattern[str]", str], ...] = field(default=())

    def apply(self, message: str) -> str | None:
        """The message as it is to be sent; None when it is not to be."""
        for kind, pattern, replacement in self.edits:
            match kind:
                case "exclude_at_match":
                    if pattern.search(message):
                        return None
                case "include_at_match":
                    if not pattern.search(message):
                        return None
                case _:
                    message = pattern.sub(replacement, message)
        return message


def compile_rules(given: Iterable[Any]) -> Rules:
    """Rules from `log_processing_rules`; RuleError names what is wrong."""
    begins, edits = None, []
    for number, rule in enumerate(given, 1):
        name = f"log_processing_rules {number}"
        if not isinstance(rule, dict) or rule.get("type") not in _TYPES:
            raise RuleError(f"{name}: its type must be one of {', '.join(_TYPES)}")
        name += f" ({rule.get('name') or rule['type']})"
        if not rule.get("pattern"):
            raise RuleError(f"{name} needs a pattern")
        try:
            pattern = re.compile(str(rule["pattern"]))
        except re.error as error:
            raise RuleError(f"{name}: the pattern is not a regular expression: {error}") from error
        if rule["type"] == "multi_line":
            begins = pattern
        else:
            placeholder = str(rule.get("replace_placeholder") or "").replace("\\", "\\\\")
            replacement = _GO_REFERENCE.sub(lambda match: rf"\g<{match[1] or match[2]}>", placeholder)
            edits.append((rule["type"], pattern, replacement))
    return Rules(begins, tuple(edits))
