"""Text to tree: recursive descent over the search language."""

import ipaddress
import re

from vizsla.query.errors import QueryError
from vizsla.query.search.syntax import (
    And,
    Between,
    Compare,
    Equals,
    Everything,
    Field,
    Has,
    InNetworks,
    Like,
    Match,
    Not,
    Op,
    Or,
    Present,
    Tree,
    WordLike,
    Words,
)
from vizsla.query.search.words import escape, literal, pieces

_OPERATORS: tuple[Op, ...] = (">=", "<=", ">", "<")
_WORD_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")
_DEPTH = 60
_TERMS = 500


def parse(text: str) -> Tree:
    """The tree of a search; an empty one matches everything. Raises QueryError with the place of the fault."""
    reader = _Reader(text)
    if reader.ended():
        return Everything((0, len(text)))
    tree = reader.any_(None)
    if not reader.ended():
        raise reader.fault(f"{text[reader.at]!r} is not understood here", reader.at)
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.terms = text, 0, 0, 0

    def ended(self) -> bool:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at >= len(self.text)

    def starts(self, *heads: str) -> str:
        self.ended()
        return next((head for head in heads if self.text.startswith(head, self.at)), "")

    def take(self, *heads: str) -> str:
        head = self.starts(*heads)
        self.at += len(head)
        return head

    def operator(self) -> str:
        self.ended()
        found = _WORD_OPERATOR.match(self.text, self.at)
        return found.group(1) if found else {"||": "OR", "&&": "AND"}.get(self.text[self.at : self.at + 2], "")

    def take_operator(self, name: str) -> bool:
        if self.operator() != name:
            return False
        self.at += 2 if self.text[self.at] in "|&" else len(name)
        return True

    def fault(self, message: str, start: int) -> QueryError:
        return QueryError(message, start, max(self.at, min(start + 1, len(self.text))))

    def any_(self, field: Field | None) -> Tree:
        self.ended()
        start, parts = self.at, [self.all_(field)]
        while self.take_operator("OR"):
            parts.append(self.all_(field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts), (start, self.at))

    def all_(self, field: Field | None) -> Tree:
        self.ended()
        start, parts, end = self.at, [self.unit(field)], self.at
        while True:
            end = self.at
            joined = self.take_operator("AND")
            if not joined and (self.ended() or self.operator() == "OR" or self.starts(")")):
                break
            parts.append(self.unit(field))
        return parts[0] if len(parts) == 1 else And(tuple(parts), (start, end))

    def unit(self, field: Field | None) -> Tree:
        if self.ended():
            raise self.fault("the search ends where a term is wanted", max(0, len(self.text.rstrip()) - 1))
        start = self.at
        self.depth += 1
        self.terms += 1
        if self.depth > _DEPTH:
            raise self.fault(f"parentheses and negations are nested more than {_DEPTH} deep", start)
        if self.terms > _TERMS:
            raise self.fault(f"a search has at most {_TERMS} terms", start)
        tree = self.nested(field, start)
        self.depth -= 1
        return tree

    def nested(self, field: Field | None, start: int) -> Tree:
        stray = self.operator()
        if stray in ("AND", "OR"):
            self.take_operator(stray)
            raise self.fault(f"a term is wanted before {stray}", start)
        if self.take_operator("NOT") or self.take("-", "!"):
            return Not(self.unit(field), (start, self.at))
        if self.take("+"):
            return self.unit(field)
        if self.take("("):
            if self.take(")"):
                raise self.fault("there is nothing in these parentheses", start)
            tree = self.any_(field)
            if not self.take(")"):
                raise self.fault("a closing parenthesis is missing", start)
            return tree
        if self.starts(")"):
            self.at += 1
            raise self.fault("this closing parenthesis has no opening one", start)
        if field is not None:
            return self.value(field, start)
        return self.networks(start) if self.take("CIDR(") else self.term(start)

    def term(self, start: int) -> Tree:
        if self.starts('"'):
            text = self.quoted()
            return Words(text, span=(start, self.at)) if text.strip() else Everything((start, self.at))
        name = self.bare(":")
        if not self.text.startswith(":", self.at):
            return self.words(name, anywhere=False, start=start)
        self.at += 1
        if name == "*":
            pattern = self.pattern(start, "*")
            return self.words(pattern, anywhere=True, start=start)
        if name in ("_exists_", "_missing_"):
            key = literal(self.pattern(start, name)).removeprefix("@")
            tree = Has(Field(key, attribute=True), Present(), (start, self.at))
            return tree if name == "_exists_" else Not(tree, (start, self.at))
        key = literal(name)
        field = Field(key.removeprefix("@"), key.startswith("@"))
        if not field.name:
            raise self.fault("a name is wanted before the colon", start)
        if self.ended() or self.starts(")"):
            raise self.fault(f"a value is missing after {field}:", start)
        if self.starts("("):
            return self.unit(field)
        return self.value(field, start)

    def words(self, pattern: str, *, anywhere: bool, start: int) -> Tree:
        span = (start, self.at)
        wild = [is_wild for _, is_wild in pieces(pattern)]
        if pattern.strip("*") == "" or (not any(wild) and not literal(pattern).strip()):
            return Everything(span)
        if any(wild):
            return WordLike(pattern, anywhere, span)
        return Words(literal(pattern), anywhere, span)

    def value(self, field: Field, start: int) -> Tree:
        return Has(field, self.match(field), (start, self.at))

    def match(self, field: Field) -> Match:
        self.ended()
        start = self.at
        for op in _OPERATORS:
            if self.take(op):
                return Compare(op, self.bound(start, f"{field}:{op}"))
        if self.starts("[", "{"):
            return self.range_(start)
        if self.starts('"'):
            return Equals(self.quoted())
        pattern = self.pattern(start, str(field))
        if pattern.strip("*") == "":
            return Present()
        return Like(pattern) if any(is_wild for _, is_wild in pieces(pattern)) else Equals(literal(pattern))

    def bound(self, start: int, after: str) -> str:
        return self.quoted() if self.starts('"') else literal(self.pattern(start, after))

    def range_(self, start: int) -> Between:
        inclusive = self.text[self.at] == "["
        self.at += 1
        low = self.end_of_range(start)
        if not self.take("TO"):
            raise self.fault("a range is written [low TO high]", start)
        high = self.end_of_range(start)
        if not self.take("]" if inclusive else "}"):
            raise self.fault(f"the closing {']' if inclusive else '}'} of the range is missing", start)
        return Between(low, high, inclusive)

    def end_of_range(self, start: int) -> str | None:
        if self.ended():
            raise self.fault("a range is written [low TO high]", start)
        if self.starts('"'):
            return self.quoted()
        pattern = self.bare("]}")
        if not pattern:
            raise self.fault("a range is written [low TO high]", start)
        return None if pattern == "*" else literal(pattern)

    def networks(self, start: int) -> Tree:
        closed = self.text.find(")", self.at)
        if closed < 0:
            self.at = len(self.text)
            raise self.fault("the closing parenthesis of CIDR( is missing", start)
        opened, self.at = self.at, closed + 1
        name, *blocks = (part.strip() for part in self.text[opened:closed].split(","))
        if not name.removeprefix("@") or not blocks:
            raise self.fault("CIDR takes a field and blocks, as in CIDR(@network.client.ip,10.0.0.0/8)", start)
        for block in blocks:
            try:
                ipaddress.ip_network(block, strict=False)
            except ValueError:
                at = self.text.index(block, opened)
                raise QueryError(
                    f"{block!r} is no block of addresses such as 10.0.0.0/8", at, at + len(block)
                ) from None
        field = Field(name.removeprefix("@"), name.startswith("@"))
        return Has(field, InNetworks(tuple(blocks)), (start, self.at))

    def pattern(self, start: int, after: str) -> str:
        self.ended()
        if self.starts('"'):
            return escape(self.quoted())
        found = self.bare("")
        if not found:
            raise self.fault(f"a value is missing after {after}", start)
        return found

    def bare(self, stops: str) -> str:
        """Read up to a space, parenthesis, quote or one of `stops`; escapes stay where they matter to a pattern."""
        found: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\\":
                if self.at + 1 >= len(self.text):
                    raise self.fault("nothing follows the backslash; write \\\\ for one", self.at)
                self.at += 1
                found.append(escape(self.text[self.at]))
            elif char.isspace() or char in '()"' or char in stops:
                break
            else:
                found.append(char)
            self.at += 1
        return "".join(found)

    def quoted(self) -> str:
        start = self.at
        self.at += 1
        found: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return "".join(found)
            if char == "\\" and self.text[self.at : self.at + 1] in ('"', "\\"):
                char = self.text[self.at]
                self.at += 1
            found.append(char)
        raise self.fault("the closing quote is missing", start)
