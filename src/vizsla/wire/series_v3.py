"""Series and sketches in columns: `/api/intake/metrics/v3/*`, which Agents send from 7.81 on.

Texts and tag sets are in dictionaries whose places count from 1; 0 stands for nothing. References and times are
differences from the one before.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from vizsla.model.batch import Decoded
from vizsla.wire import proto
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import WireError
from vizsla.wire.metric_rows import MetricRows
from vizsla.wire.series import kind_of, resources

_MOST_TAGS = 5000  # sets may hold other sets, so a small body could stand for any number of tags
_SKETCH = 4
_KIND, _VALUES, _NO_INDEX, _HAS_UNIT = 0x0F, 0xF0, 0x100, 0x200
_ZERO, _INTEGERS, _FLOATS, _DOUBLES = 0x00, 0x10, 0x20, 0x30


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """The series and sketches of a payload; WireError when its columns do not fit together."""
    payload = proto.parse("PayloadV3", body)
    rows = MetricRows(arrival)
    shared = list(payload.metadata.tags)
    own = list(payload.metadata.resources)
    try:
        _read(payload.columns, shared, list(zip(own[::2], own[1::2], strict=True)), rows)
    except (IndexError, StopIteration, ValueError, UnicodeDecodeError) as error:
        raise WireError(f"the columns of the payload do not fit together: {error or 'one is too short'}") from error
    return rows.decoded()


def _read(columns: Any, shared: list[str], shared_resources: list[tuple[str, str]], rows: MetricRows) -> None:
    names, texts = _texts(columns.names), _texts(columns.tags)
    tagsets = _tagsets(columns.tagsets, texts)
    sets = _resources(columns)
    units, unit_refs = _texts(columns.units), iter(list(accumulate(columns.unit_refs)))
    sources, source_refs = _texts(columns.source_types), list(accumulate(columns.source_type_refs))
    name_refs, tagset_refs = list(accumulate(columns.name_refs)), list(accumulate(columns.tagset_refs))
    resource_refs, intervals = list(accumulate(columns.resource_refs)), list(columns.intervals)
    times = iter(list(accumulate(columns.timestamps)))
    values = _Values(columns)
    for index, flags in enumerate(columns.types):
        tags, host = resources(
            [*tagsets[tagset_refs[index]], *shared], [*sets[resource_refs[index]], *shared_resources]
        )
        metric, count = names[name_refs[index]], columns.point_counts[index]
        unit = units[next(unit_refs)] if flags & _HAS_UNIT else ""
        interval = int(intervals[index]) if index < len(intervals) else 0
        source = sources[source_refs[index]] if index < len(source_refs) else ""
        if flags & _KIND == _SKETCH:
            for _ in range(count):
                point = values.sketch(flags & _VALUES)
                rows.sketch(metric, tags, next(times), host=host, interval=interval or 10, unit=unit, **point)
            continue
        points = [(next(times), values.take(flags & _VALUES)) for _ in range(count)]
        if not flags & _NO_INDEX:
            rows.points(
                metric,
                tags,
                points,
                host=host,
                kind=kind_of(flags & _KIND),
                interval=interval,
                unit=unit,
                source=source,
            )


class _Values:
    """The columns of values, each read from its beginning."""

    def __init__(self, columns: Any) -> None:
        self._columns = {
            _INTEGERS: iter(columns.integers),
            _FLOATS: iter(columns.floats),
            _DOUBLES: iter(columns.doubles),
        }
        self._bins = iter(columns.bin_counts)
        self._keys, self._sizes = iter(columns.bin_keys), iter(columns.bin_sizes)

    def take(self, kind: int) -> float:
        """The next value of a column; zeros are in none."""
        if kind == _ZERO:
            return 0.0
        if kind not in self._columns:
            raise ValueError(f"{kind:#x} is no kind of value")
        return float(next(self._columns[kind]))

    def sketch(self, kind: int) -> dict[str, Any]:
        """The next sketch: sum, smallest and largest from the value column, the count from the integers."""
        total, smallest, largest = (self.take(kind) for _ in range(3))
        n = int(next(self._columns[_INTEGERS]))
        bins = next(self._bins)
        keys = list(accumulate(next(self._keys) for _ in range(bins)))
        counts = [next(self._sizes) for _ in range(bins)]
        return {"n": n, "total": total, "smallest": smallest, "largest": largest, "keys": keys, "counts": counts}


def _texts(packed: bytes) -> list[str]:
    found, at = [""], 0
    while at < len(packed):
        size = shift = 0
        while True:
            byte = packed[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > len(packed):
            raise ValueError("a text is cut off")
        found.append(packed[at : at + size].decode())
        at += size
    return found


def _tagsets(packed: Sequence[int], texts: list[str]) -> list[list[str]]:
    """Tag sets; an accumulated place below 0 stands for a whole earlier set."""
    found: list[list[str]] = [[]]
    numbers = iter(packed)
    for size in numbers:
        place, tags = 0, []
        for _ in range(size):
            place += next(numbers)
            tags += found[-place] if place < 0 else [texts[place]]
            if len(tags) > _MOST_TAGS:
                raise ValueError(f"a tag set has more than {_MOST_TAGS} tags")
        found.append(tags)
    return found


def _resources(columns: Any) -> list[list[tuple[str, str]]]:
    texts = _texts(columns.resources)
    found: list[list[tuple[str, str]]] = [[]]

    def pairs(size: int, at: int) -> Iterator[tuple[str, str]]:
        kinds = accumulate(columns.resource_types[at : at + size])
        names = accumulate(columns.resource_names[at : at + size])
        for kind, name in zip(kinds, names, strict=True):
            yield texts[kind], texts[name]

    at = 0
    for size in columns.resource_lens:
        found.append(list(pairs(size, at)))
        at += size
    return found
