"""The tree of the search language."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
Op = Literal[">=", "<=", ">", "<"]
Table = Literal["logs", "spans", "events"]


@dataclass(frozen=True)
class Field:
    """What stands before the colon; `attribute` where it was written with @."""

    name: str
    attribute: bool = False

    def __str__(self) -> str:
        return f"@{self.name}" if self.attribute else self.name


@dataclass(frozen=True)
class Equals:
    """The value is this text."""

    value: str


@dataclass(frozen=True)
class Like:
    """The value fits a pattern: `*` any run, `?` one character, `\\` before either for itself."""

    pattern: str


@dataclass(frozen=True)
class Present:
    """There is a value."""


@dataclass(frozen=True)
class Compare:
    """Numbers compare as numbers; if either is none, both compare as text."""

    op: Op
    value: str


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, None for an open end; both ends belong to it or neither."""

    low: str | None
    high: str | None
    inclusive: bool


@dataclass(frozen=True)
class InNetworks:
    """An IP address in one of these blocks."""

    blocks: tuple[str, ...]


Match = Equals | Like | Present | Compare | Between | InNetworks


@dataclass(frozen=True)
class Everything:
    """All records."""

    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Words:
    """The text holds these words one after the other; `anywhere` looks in every attribute as well."""

    text: str
    anywhere: bool = False
    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class WordLike:
    """The text holds a word that fits the pattern."""

    pattern: str
    anywhere: bool = False
    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Has:
    """A field has a value that matches."""

    field: Field
    match: Match
    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Not:
    """Records that the part does not match, those without its field included."""

    part: "Tree"
    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class And:
    """Every part matches."""

    parts: tuple["Tree", ...]
    span: Span = dataclasses.field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Or:
    """One part at least matches."""

    parts: tuple["Tree", ...]
    span: Span = dataclasses.field(compare=False, default=(0, 0))


Tree = Everything | Words | WordLike | Has | Not | And | Or
