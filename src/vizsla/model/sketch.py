"""The Agent's DDSketch: values to bins and back, with at most 0.8 % relative error.

gamma = 1 + 2/128 and a bias of 1338 are those of the Agent's intake protocol, so bins of any client merge with ours.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, log1p

LN_GAMMA = log1p(1 / 64)
GAMMA = 1 + 1 / 64
BIAS = 1338
SMALLEST = 1e-9
LAST = 32767


def key_of(value: float) -> int:
    """The bin of a value."""
    size = abs(value)
    if size < SMALLEST:
        return 0
    key = min(round(log(size) / LN_GAMMA) + BIAS, LAST) if size != float("inf") else LAST
    return key if value > 0 else -key


def value_of(key: int) -> float:
    """The lower bound (in size) of a bin."""
    if key == 0:
        return 0.0
    size = float("inf") if abs(key) >= LAST else GAMMA ** (abs(key) - BIAS)
    return size if key > 0 else -size


def bins_of(values: Iterable[float], weight: int = 1) -> tuple[list[int], list[int]]:
    """Sorted keys and their counts."""
    found = Counter(key_of(value) for value in values)
    keys = sorted(found)
    return keys, [found[key] * weight for key in keys]


def quantile(q: float, keys: Sequence[int], counts: Sequence[int], smallest: float, largest: float) -> float:
    """The q-quantile (0 to 1) of sorted bins, interpolated within the bin as the Agent does; NaN when empty."""
    n = sum(counts)
    if n == 0:
        return float("nan")
    if q <= 0:
        return smallest
    if q >= 1:
        return largest
    rank = round(q * (n - 1))
    seen = 0
    for key, count in zip(keys, counts, strict=True):
        seen += count
        if seen > rank:
            weight = (seen - rank) / count
            low = value_of(key)
            high = low * GAMMA if key > 0 else low / GAMMA
            return min(max(low * weight + high * (1 - weight), smallest), largest)
    return largest
