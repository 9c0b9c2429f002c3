"""Query parameters as ClickHouse reads them: escaped text, never part of the statement."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from vizsla.store.errors import StoreError

_PLACEHOLDER = re.compile(r"\{(\w+):\s*([^}]+?)\s*\}")
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})
_TOP_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def encode(sql: str, params: Mapping[str, object]) -> dict[str, str]:
    """Text for each parameter that the statement's placeholders name; those it does not use are left out."""
    types = dict(_PLACEHOLDER.findall(sql))
    missing = types.keys() - params.keys()
    if missing:
        raise StoreError(f"no value was given for the query parameter {sorted(missing)[0]!r}")
    return {name: _text(name, params[name], type_) for name, type_ in types.items()}


def _text(name: str, value: object, type_: str) -> str:
    match value:
        case None:
            return "\\N"
        case str():
            return value.translate(_TOP_ESCAPES)
        case bytes():
            return "".join(f"\\x{byte:02x}" for byte in value)
        case list() | tuple() | dict():
            return _literal(name, value)
        case datetime():
            seconds = value.timestamp() if "DateTime64" not in type_ else f"{value.timestamp():.6f}"
            return seconds if isinstance(seconds, str) else str(int(seconds))
        case float() if type_.startswith(("DateTime('", 'DateTime("')) or type_ == "DateTime":
            return str(int(value))
        case bool():
            return ("true" if value else "false") if type_ == "Bool" else str(int(value))
        case int() if type_.startswith("DateTime("):
            return f"{value:010d}"  # fewer digits are read as a year
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
    if hasattr(value, "item"):  # a numpy scalar
        return _text(name, value.item(), type_)
    raise StoreError(f"the query parameter {name!r} is of a type that the store cannot send: {type(value).__name__}")


def _literal(name: str, value: object) -> str:
    match value:
        case str():
            return f"'{value.translate(_ESCAPES)}'"
        case bytes():
            return f"'{_text(name, value, '')}'"
        case list():
            return f"[{','.join(_literal(name, item) for item in value)}]"
        case tuple():
            return f"({','.join(_literal(name, item) for item in value)})"
        case dict():
            items = ",".join(f"{_literal(name, key)}:{_literal(name, item)}" for key, item in value.items())
            return f"{{{items}}}"
        case None:
            return "NULL"
        case datetime():
            return f"'{int(value.timestamp())}'"
        case date():
            return f"'{value.isoformat()}'"
        case bool():
            return str(int(value))
    return _text(name, value, "")
