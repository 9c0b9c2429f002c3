"""The filter in a metric's braces: text to tree, tree to SQL over a series' tags."""

import re

from vizsla.query.errors import QueryError
from vizsla.query.metrics.syntax import All, Any_, Everything, Filter, Not, Term

_DEPTH = 50
_TOKEN = re.compile(r"\s*([(),!]|[^\s(),!{}]+)")


def parse_filter(text: str, start: int, end: int) -> Filter:
    """The tree of `text[start:end]`; raises QueryError with places in the whole text."""
    tokens: list[tuple[str, int]] = []
    at = start
    while at < end and text[at:end].strip():
        found = _TOKEN.match(text, at, end)
        if found is None:
            raise QueryError(f"{text[at:end].strip()!r} is not understood in a filter", at, end)
        tokens.append((found.group(1), found.start(1)))
        at = found.end()
    if not tokens:
        return Everything()
    reader = _Tokens(tokens, end)
    tree = reader.any_()
    if reader.here() is not None:
        raise reader.fault(f"{reader.here()!r} is not understood here")
    return tree


class _Tokens:
    def __init__(self, tokens: list[tuple[str, int]], end: int) -> None:
        self.tokens, self.i, self.end, self.depth = tokens, 0, end, 0

    def here(self) -> str | None:
        return self.tokens[self.i][0] if self.i < len(self.tokens) else None

    def word(self) -> str:
        return (self.here() or "").upper()

    def next(self) -> str:
        if self.i >= len(self.tokens):
            raise self.fault("the filter ends where a tag is wanted")
        self.i += 1
        return self.tokens[self.i - 1][0]

    def fault(self, message: str) -> QueryError:
        if self.i < len(self.tokens):
            token, at = self.tokens[self.i]
            return QueryError(message, at, at + len(token))
        return QueryError(message, max(0, self.end - 1), self.end)

    def any_(self) -> Filter:
        parts = [self.all_()]
        while self.word() == "OR":
            self.next()
            parts.append(self.all_())
        return parts[0] if len(parts) == 1 else Any_(tuple(parts))

    def all_(self) -> Filter:
        parts = [self.item()]
        while self.here() is not None and self.word() not in ("OR", ")"):
            if self.word() in ("AND", ","):
                self.next()
            parts.append(self.item())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def item(self) -> Filter:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self.fault(f"parentheses and negations are nested more than {_DEPTH} deep")
        found = self.nested()
        self.depth -= 1
        return found

    def nested(self) -> Filter:
        if self.word() in ("!", "NOT"):
            self.next()
            return Not(self.item())
        if self.here() == "(":
            self.next()
            inner = self.any_()
            if self.here() != ")":
                raise self.fault("a closing parenthesis is missing")
            self.next()
            return inner
        if self.here() in (")", ","):
            raise self.fault(f"a tag is wanted here, not {self.here()!r}")
        token = self.next()
        if token.endswith(":") and self.here() == "(":
            self.i -= 1
            key = token.strip("-:")
            raise self.fault(f"{key}:(…) is how logs are searched; for metrics it is {key} IN (a, b), or NOT IN")
        if token.startswith("-") and len(token) > 1:
            return Not(Term(_normal(token[1:])))
        negated = self.word() == "NOT" and self.i + 1 < len(self.tokens) and self.tokens[self.i + 1][0].upper() == "IN"
        if negated:
            self.next()
        if self.word() == "IN":
            self.next()
            terms = tuple(Term(_normal(f"{token}:{value}")) for value in self.values())
            values = terms[0] if len(terms) == 1 else Any_(terms)
            return Not(values) if negated else values
        return Everything() if token in ("*", "*:*") else Term(_normal(token))

    def values(self) -> list[str]:
        if self.here() != "(":
            raise self.fault("a list in parentheses is wanted after IN")
        self.next()
        found: list[str] = []
        while self.here() != ")":
            if self.here() == ",":
                self.next()
                continue
            found.append(self.next())
        self.next()
        if not found:
            raise self.fault("the list after IN is empty")
        return found


def _normal(term: str) -> str:
    # Tags are stored in lower case; names of template variables are not.
    key, dollar, variable = term.partition("$")
    return key.lower() + dollar + variable


def where(tree: Filter, params: dict[str, object]) -> str:
    """A condition on the column `tags`; values go into `params` under names of their own."""
    match tree:
        case Everything():
            return "1"
        case Not(Term(text)) if text.startswith("$"):
            return "1"
        case Not(part):
            return f"NOT ({where(part, params)})"
        case All(parts):
            return "(" + " AND ".join(where(part, params) for part in parts) + ")"
        case Any_(parts):
            return "(" + " OR ".join(where(part, params) for part in parts) + ")"
        case Term(text) if text.startswith("$"):
            return "1"  # a template variable that nobody gave a value stands for everything
        case Term(text):
            name = f"tag{len(params)}"
            text = re.sub(r"\$[\w.\-]+", "*", text)
            if "*" not in text:
                params[name] = text
                return f"has(tags, {{{name}:String}})"
            escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
            params[name] = escaped.replace("*", "%")
            return f"arrayExists(tag -> tag LIKE {{{name}:String}}, tags)"
