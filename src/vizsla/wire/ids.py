"""Ids of traces and spans as clients write them."""

_LOW = (1 << 64) - 1


def hex_or_decimal(given: str) -> tuple[int, int]:
    """High and low 64 bits of a trace id: 32 hex digits, 16 hex digits, or a decimal; zeros when it is none."""
    if not given:
        return 0, 0
    text = given.strip().lower().removeprefix("0x")
    try:
        if len(text) in (16, 32) and not (len(text) == 16 and text.isdecimal()):
            number = int(text, 16)
        else:
            number = int(text, 10)
    except ValueError:
        return 0, 0
    return (number >> 64) & _LOW, number & _LOW


def span_number(given: str) -> int:
    """A span id, decimal or 16 hex digits; 0 when it is none."""
    return hex_or_decimal(given)[1]
