"""The message language: text with `{{variables}}` and `{{#conditions}}`, parsed once and rendered for a state."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from vizsla.monitors.arithmetic import evaluate

_TAG = re.compile(
    r"\{\{\{\{raw\}\}\}\}(?P<raw>.*?)\{\{\{\{/raw\}\}\}\}|\{\{!--.*?--\}\}|\{\{![^}]*\}\}"
    r"|\{\{\{(?P<plain>[^{}]+)\}\}\}|\{\{(?P<sign>[#^/]?)(?P<body>[^{}]+)\}\}",
    re.DOTALL,
)
DEEPEST = 50
LONGEST = 64_000
LONGEST_VALUE = 8_000
_ARGUMENT = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_CLOCK = r"%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True)
class Variable:
    """A variable, or a function and its arguments."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A part shown when its condition holds (`negated`: when it does not), and what is shown otherwise."""

    name: str
    arguments: tuple[str, ...]
    negated: bool
    then: tuple["Node", ...]
    otherwise: tuple["Node", ...]


Node = Text | Variable | Block


@dataclass(frozen=True)
class Use:
    """A tag of the language as it stands in the text: a variable, a function's call, or the opening of a block."""

    name: str
    arguments: tuple[str, ...]
    sign: str  # "", "#", "^" or "/"
    start: int
    end: int


@dataclass(frozen=True)
class Situation:
    """What a message is rendered for: variables as texts, and the conditions that hold."""

    variables: Mapping[str, str]
    true: frozenset[str]


def parse(message: str) -> tuple[Node, ...]:
    """The message as a tree; a closing tag without its opening is left out, an unclosed block ends with the text."""
    nodes, _ = _nodes(iter(_tokens(message)), None, 0)
    return nodes


def render(nodes: Iterable[Node], situation: Situation, written: Callable[[str], str] = str) -> str:
    """The text for a situation, cut off where it grows too long; unknown variables are empty.

    `written` tells how the text of a variable is put in.
    """
    found = "".join(_rendered(node, situation, written) for node in nodes)
    return found if len(found) <= LONGEST else f"{found[:LONGEST]} …"


def calls(nodes: Iterable[Node], name: str, situation: Situation) -> Iterator[tuple[str, ...]]:
    """The arguments of each call of a function in what a situation shows."""
    for node in nodes:
        match node:
            case Variable() if node.name == name:
                yield node.arguments
            case Block():
                yield from calls(_shown(node, situation), name, situation)


def uses(message: str) -> list[Use]:
    """Every tag of the message with its place, for checks while it is written."""
    found = []
    for match in _TAG.finditer(message):
        body = match["plain"] or match["body"]
        if body is not None and body.strip():
            word, arguments = _words(body)
            found.append(Use(word, arguments, match["sign"] or "", match.start(), match.end()))
    return found


Token = Text | Variable | tuple[str, str, tuple[str, ...]]


def _tokens(message: str) -> Iterable[Token]:
    at = 0
    for match in _TAG.finditer(message):
        if match.start() > at:
            yield Text(message[at : match.start()])
        at = match.end()
        if match["raw"] is not None:
            yield Text(match["raw"])
            continue
        body = match["plain"] or match["body"]
        if body is None:
            continue
        word, arguments = _words(body)
        if match["sign"]:
            yield (match["sign"], word, arguments)
        elif word == "else":
            yield ("else", "", ())
        else:
            yield Variable(word, arguments)
    if at < len(message):
        yield Text(message[at:])


def _words(body: str) -> tuple[str, tuple[str, ...]]:
    words = list(_ARGUMENT.finditer(body))
    arguments = tuple(next((g for g in m.groups() if g is not None), "") for m in words[1:])
    return (words[0].group(0) if words else ""), arguments


def _nodes(tokens: Iterable[Token], inside: str | None, depth: int) -> tuple[tuple[Node, ...], str]:
    found: list[Node] = []
    for token in tokens:
        match token:
            case Text() | Variable():
                found.append(token)
            case ("#" | "^", _, _) if depth >= DEEPEST:
                pass  # nobody nests so deeply; its text is shown as if no condition stood there
            case ("#" | "^" as sign, name, arguments):
                then, ended = _nodes(tokens, name, depth + 1)
                otherwise: tuple[Node, ...] = ()
                if ended == "else":
                    otherwise, _ = _nodes(tokens, name, depth + 1)
                found.append(Block(name, arguments, sign == "^", then, otherwise))
            case ("else", _, _) if inside is not None:
                return tuple(found), "else"
            case ("/", name, _) if inside == name:
                return tuple(found), "/"
    return tuple(found), ""


def _rendered(node: Node, situation: Situation, written: Callable[[str], str]) -> str:
    match node:
        case Text(text=text):
            return text
        case Variable(name=name, arguments=arguments):
            function = _FUNCTIONS.get(name)
            return written(function(arguments, situation) if function and arguments else _lookup(name, situation))
        case Block():
            return render(_shown(node, situation), situation, written)


def _shown(block: Block, situation: Situation) -> tuple[Node, ...]:
    return block.then if _holds(block, situation) != block.negated else block.otherwise


def _lookup(name: str, situation: Situation) -> str:
    known = situation.variables
    plain = name.replace("[", "").replace("]", "").removeprefix("@")
    return next((known[key] for key in (name, plain, f"{plain}.name") if key in known), "")[:LONGEST_VALUE]


def _holds(block: Block, situation: Situation) -> bool:
    arguments = block.arguments
    match block.name:
        case "is_match" if arguments:
            value = _lookup(arguments[0], situation)
            return any(part in value if part else not value for part in arguments[1:])
        case "is_exact_match" if arguments:
            return _lookup(arguments[0], situation) in arguments[1:]
        case "is_priority" if arguments:
            return situation.variables.get("priority", "") == arguments[0]
    return block.name in situation.true


def _eval(arguments: tuple[str, ...], situation: Situation) -> str:
    def number(name: str) -> float | None:
        try:
            return float(_lookup(name, situation))
        except ValueError:
            return None

    try:
        result = evaluate(arguments[0], number)
    except ValueError:
        return ""
    return result if isinstance(result, str) else f"{result:.12g}"


def _local_time(arguments: tuple[str, ...], situation: Situation) -> str:
    text = _lookup(arguments[0], situation)
    try:
        zone = ZoneInfo(arguments[1]) if len(arguments) > 1 else UTC
        moment = datetime.strptime(text.split(".")[0].removesuffix(" UTC"), _CLOCK).replace(tzinfo=UTC)
    except (ValueError, OSError, KeyError):  # zoneinfo knows no such zone
        return text
    return moment.astimezone(zone).isoformat(sep=" ")


_FUNCTIONS: dict[str, Callable[[tuple[str, ...], Situation], str]] = {
    "eval": _eval,
    "local_time": _local_time,
    "override_priority": lambda _arguments, _situation: "",
    "urlencode": lambda arguments, situation: quote(_lookup(arguments[0], situation), safe=""),
}
