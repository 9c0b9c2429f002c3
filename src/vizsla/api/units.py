"""Units of metrics as the API shows them: an object for the unit and one for what it is per."""

import re
from collections.abc import Iterator
from typing import Any

# Family, singular, short form, factor to the family's first unit.
_Row = tuple[str, str, str, float]


def _scaled(
    family: str, name: str, short: str, prefixes: str, step: float = 1000.0, first: float = 1.0
) -> Iterator[_Row]:
    for at, prefix in enumerate(prefixes.split()):
        word, letters = ("", "") if prefix == "-" else prefix.split("=")
        yield family, word + name, letters + short, first * step**at


_MEASURED: tuple[_Row, ...] = (
    *_scaled("bytes", "byte", "B", "- kibi=Ki mebi=Mi gibi=Gi tebi=Ti pebi=Pi exbi=Ei", 1024.0),
    ("bytes", "byte_in_binary_bytes_family", "B", 1.0),
    ("decimal_bytes", "byte_in_decimal_bytes_family", "B", 1.0),
    *_scaled("decimal_bytes", "byte", "B", "kilo=k mega=M giga=G tera=T peta=P exa=E", first=1e3),
    ("bits", "bit", "b", 1.0),
    ("bits", "bit_in_bits_family", "b", 1.0),
    ("bits", "byte_in_bits_family", "B", 8.0),
    *_scaled("bits", "bit", "b", "kilo=k mega=M giga=G tera=T peta=P exa=E", first=1e3),
    ("time", "nanosecond", "ns", 1e-9),
    ("time", "microsecond", "μs", 1e-6),
    ("time", "millisecond", "ms", 1e-3),
    ("time", "second", "s", 1.0),
    ("time", "minute", "min", 60.0),
    ("time", "hour", "hr", 3600.0),
    ("time", "day", "day", 86400.0),
    ("time", "week", "wk", 604800.0),
    ("percentage", "percent", "%", 1.0),
    ("percentage", "percent_nano", "n%", 1e-9),
    ("percentage", "fraction", "fr", 100.0),
    ("percentage", "apdex", "apdex", 1.0),
    *_scaled("frequency", "hertz", "Hz", "- kilo=k mega=M giga=G"),
    *_scaled("cpu", "core", "core", "nano=n micro=μ milli=m - kilo=k mega=M", first=1e-9),
    *_scaled("power", "watt", "W", "nano=n micro=μ milli=m - kilo=k mega=M giga=G tera=T", first=1e-9),
    ("power", "deciwatt", "dW", 0.1),
    *_scaled("energy", "joule", "J", "nano=n micro=μ milli=m - kilo=k mega=M giga=G tera=T", first=1e-9),
    *_scaled("current", "ampere", "A", "milli=m -", first=1e-3),
    *_scaled("voltage", "volt", "V", "milli=m -", first=1e-3),
    ("temperature", "degree celsius", "°C", 1.0),
    ("temperature", "decidegree celsius", "d°C", 0.1),
    ("temperature", "degree fahrenheit", "°F", 1.0),
    ("money", "dollar", "$", 1.0),
    ("money", "cent", "¢", 0.01),
    ("money", "microdollar", "μ$", 1e-6),
    ("money", "euro", "€", 1.0),
    ("money", "pound", "£", 1.0),
    ("money", "yen", "¥", 1.0),
)
_COUNTED = {
    "network": "request packet connection error segment response message payload datagram timeout route session hop "
    "frame",
    "system": "process thread host node fault service instance cpu device file inode sector block",
    "database": "table index lock transaction query row key command offset record object cursor assertion document "
    "shard flush merge refresh fetch column commit wait ticket question",
    "cache": "hit miss eviction get set scan",
    "memory": "page split",
    "general": "buffer read write occurrence event time unit operation item task worker resource email sample stage "
    "monitor location check attempt update method job container execution throttle invocation user success build "
    "prediction heap volume view exception run span alert token step entry",
}
_SHORT = {"request": "req", "packet": "pkt", "connection": "conn", "error": "err", "process": "proc", "operation": "op"}
_WORD = re.compile(r"[a-z][a-z _-]{1,40}")
_ALIKE = {"By": "byte", "garbage_collection": "garbage collection"}  # OTLP's, and texts that had to be one word


def plural(name: str) -> str:
    """The word for several of a unit."""
    first, space, rest = name.partition(" ")
    if space and first.endswith("degree"):
        return f"{first}s {rest}"
    if name.endswith(("hertz", "percent", "_family", "_nano", "yen")):
        return name
    if name.endswith(("s", "x", "ch")):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") and name[-2] not in "aeiou" else f"{name}s"


_UNITS = (
    *_MEASURED,
    *((family, name, _SHORT.get(name, name), 1.0) for family, names in _COUNTED.items() for name in names.split()),
    ("general", "garbage collection", "gc", 1.0),
)
_BY_NAME: dict[str, dict[str, Any]] = {}
for _id, (_family, _one, _short, _factor) in enumerate(_UNITS, 1):
    _object = {
        "family": _family,
        "name": _one,
        "plural": plural(_one),
        "short_name": _short,
        "scale_factor": _factor,
        "id": _id,
    }
    for _name in (_one, plural(_one), _short):
        _BY_NAME.setdefault(_name, _object)
_BY_NAME |= {other: _BY_NAME[name] for other, name in _ALIKE.items()}


def unit_pair(text: str) -> list[Any] | None:
    """`byte` or `byte/second` (also OTLP's `By`, `s`) as the pair of unit and per-unit; None for what is no unit."""
    first, _, second = text.partition("/")
    unit = _unit(first.strip())
    return None if unit is None else [unit, _unit(second.strip())]


def _unit(name: str) -> dict[str, Any] | None:
    if name in _BY_NAME or not _WORD.fullmatch(name):
        return _BY_NAME.get(name)
    # What people count that no list knows, such as carts.
    several = name if name.endswith("s") and not name.endswith("ss") else plural(name)
    return _BY_NAME["unit"] | {"name": name, "plural": several, "short_name": name, "id": 0}
