"""Numbers with their unit as people read them."""

_BINARY = {"byte": "B", "bit": "b"}
_TIMES = (("d", 86400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))
_SECONDS = {"nanosecond": 1e-9, "microsecond": 1e-6, "millisecond": 1e-3, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_MULTIPLES = {"kibibyte": 1 << 10, "mebibyte": 1 << 20, "gibibyte": 1 << 30, "kilobyte": 1000, "megabyte": 10**6}


def quantity(value: float, unit: str = "") -> str:
    """The number in at most four digits with a prefix: 1536 bytes are `1.5 KiB`, 0.25 fraction is `25%`."""
    if value != value:
        return "–"
    if unit in _MULTIPLES:
        value, unit = value * _MULTIPLES[unit], "byte"
    if unit in _BINARY:
        return _scaled(value, 1024.0, ("", "Ki", "Mi", "Gi", "Ti", "Pi"), " ", _BINARY[unit])
    if unit in ("percent", "%"):
        return f"{value:.4g}%"
    if unit in ("fraction", "percent_nano"):
        return f"{value * (100 if unit == 'fraction' else 1e-7):.4g}%"
    if unit in _SECONDS:
        return _duration(value * _SECONDS[unit])
    if value != 0 and abs(value) < 0.01:
        return f"{value:.2g}"
    return _scaled(value, 1000.0, ("", "k", "M", "G", "T", "P"), "", "")


def _scaled(value: float, base: float, prefixes: tuple[str, ...], space: str, unit: str) -> str:
    for prefix in prefixes:
        if abs(value) < base or prefix == prefixes[-1]:
            return f"{value:.4g}{space if prefix or unit else ''}{prefix}{unit}"
        value /= base
    raise AssertionError


def _duration(seconds: float) -> str:
    for name, size in _TIMES:
        if abs(seconds) >= size or size == 1e-9:
            return f"{seconds / size:.4g} {name}" if seconds else "0 s"
    raise AssertionError
