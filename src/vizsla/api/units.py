"""Units of metrics as the API shows them: an object for the unit and one for what it is per."""

from typing import Any

# Family, singular, plural, short form, factor to the family's first unit.
_UNITS = (
    ("bytes", "byte", "bytes", "B", 1.0),
    ("bytes", "kibibyte", "kibibytes", "KiB", 1024.0),
    ("bytes", "mebibyte", "mebibytes", "MiB", 1048576.0),
    ("bytes", "gibibyte", "gibibytes", "GiB", 1073741824.0),
    ("time", "nanosecond", "nanoseconds", "ns", 1e-9),
    ("time", "microsecond", "microseconds", "μs", 1e-6),
    ("time", "millisecond", "milliseconds", "ms", 1e-3),
    ("time", "second", "seconds", "s", 1.0),
    ("time", "minute", "minutes", "min", 60.0),
    ("time", "hour", "hours", "hr", 3600.0),
    ("percentage", "percent", "percent", "%", 1.0),
    ("percentage", "fraction", "fractions", "fr", 100.0),
    ("network", "request", "requests", "req", 1.0),
    ("network", "packet", "packets", "pkt", 1.0),
    ("network", "connection", "connections", "conn", 1.0),
    ("network", "error", "errors", "err", 1.0),
    ("system", "process", "processes", "proc", 1.0),
    ("system", "core", "cores", "core", 1.0),
)
_BY_NAME = {
    name: {"family": family, "name": one, "plural": many, "short_name": short, "scale_factor": factor, "id": number}
    for number, (family, one, many, short, factor) in enumerate(_UNITS, 1)
    for name in (one, many, short)
} | {"By": {"family": "bytes", "name": "byte", "plural": "bytes", "short_name": "B", "scale_factor": 1.0, "id": 1}}


def unit_pair(text: str) -> list[Any] | None:
    """`byte` or `byte/second` (also OTLP's `By`, `s`) as the pair of unit and per-unit; None for what is unknown."""
    first, _, second = text.partition("/")
    unit = _BY_NAME.get(first.strip())
    if unit is None:
        return None
    return [unit, _BY_NAME.get(second.strip())]
