"""The columnar series of newer Agents, in the frames and differences that they use."""

from typing import Any

import pytest
import zstandard

from vizsla.wire import proto, series_v3
from vizsla.wire.arrival import Arrival
from vizsla.wire.compression import decompress
from vizsla.wire.errors import WireError

NOW = 1_790_000_000
ARRIVAL = Arrival(now=NOW, content_type="application/x-protobuf")


def _packed(*texts: str) -> bytes:
    return b"".join(bytes([len(text)]) + text.encode() for text in texts)


def _payload() -> Any:
    """Three series and a sketch: a count of floats, a gauge of integers with a unit, a hidden one, a distribution."""
    payload = proto.new("PayloadV3")
    payload.metadata.tags.append("shared:yes")
    columns = payload.columns
    columns.names = _packed("app.hits", "app.size", "app.hidden", "app.time")
    columns.tags = _packed("env:prod", "path:/", "user:a")
    columns.tagsets.extend([2, 1, 1, 2, -1, 4])  # {env, path}; {all of the first, user}
    columns.resources = _packed("host", "web-1", "device", "sda")
    columns.resource_lens.extend([2])
    columns.resource_types.extend([1, 2])
    columns.resource_names.extend([2, 2])
    columns.source_types = _packed("System")
    columns.units = _packed("byte")
    columns.types.extend([0x1 | 0x30, 0x3 | 0x10 | 0x200, 0x3 | 0x100, 0x4 | 0x20])
    columns.name_refs.extend([1, 1, 1, 1])
    columns.tagset_refs.extend([1, 1, -1, 0])
    columns.resource_refs.extend([1, 0, 0, 0])
    columns.intervals.extend([10, 0, 0, 10])
    columns.point_counts.extend([2, 1, 1, 1])
    columns.timestamps.extend([NOW - 10, 10, 0, 0, 0])
    columns.doubles.extend([1.5, 2.5])
    columns.integers.extend([77, 3])
    columns.floats.extend([4.5, 1.0, 2.0])
    columns.bin_counts.append(2)
    columns.bin_keys.extend([1338, 42])
    columns.bin_sizes.extend([1, 2])
    columns.source_type_refs.extend([1, 0, 0, 0])
    columns.unit_refs.append(1)
    return payload


def _decoded(payload: Any) -> Any:
    return series_v3.decode(payload.SerializeToString(), ARRIVAL)


def test_columns_become_series() -> None:
    decoded = _decoded(_payload())
    assert decoded.rejected == []
    rows = {row["metric"]: row for row in decoded.batch["series"].to_pylist()}
    assert set(rows) == {"app.hits", "app.size", "app.time"}
    hits, size = rows["app.hits"], rows["app.size"]
    assert (hits["type"], hits["interval"], hits["host"], hits["source"]) == ("count", 10, "web-1", "System")
    assert hits["tags"] == ["device:sda", "env:prod", "host:web-1", "path:/", "shared:yes"]
    assert (size["type"], size["unit"]) == ("gauge", "byte")
    assert size["tags"] == ["device:sda", "env:prod", "host:web-1", "path:/", "shared:yes", "user:a"]
    points = [(row["metric"], row["value"]) for row in decoded.batch["points"].to_pylist()]
    assert points == [("app.hits", 1.5), ("app.hits", 2.5), ("app.size", 77)]
    (sketch,) = decoded.batch["sketches"].to_pylist()
    assert (sketch["n"], sketch["vsum"], sketch["vmin"], sketch["vmax"]) == (3, 4.5, 1, 2)
    assert (sketch["keys"], sketch["counts"]) == ([1338, 1380], [1, 2])


def test_each_column_in_a_frame_of_its_own() -> None:
    body = _payload().SerializeToString()
    compressor = zstandard.ZstdCompressor(write_content_size=False)
    sent = b"".join(compressor.compress(body[at : at + 7]) for at in range(0, len(body), 7))
    found = series_v3.decode(decompress(sent, "zstd", 1 << 20), ARRIVAL)
    assert found.batch["points"].num_rows == 3


@pytest.mark.parametrize(
    ("column", "wrong"),
    [("name_refs", [9, 9, 9, 9]), ("timestamps", [NOW]), ("doubles", []), ("tagsets", [5, 1]), ("names", b"\x09ab"),
     ("resource_names", [1]), ("point_counts", [2]), ("types", [0x1 | 0x40])],
)  # fmt: skip
def test_columns_that_do_not_fit_are_refused(column: str, wrong: Any) -> None:
    payload = _payload()
    payload.columns.ClearField(column)
    if isinstance(wrong, bytes):
        payload.columns.names = wrong
    else:
        getattr(payload.columns, column).extend(wrong)
    with pytest.raises(WireError, match="do not fit together"):
        _decoded(payload)


def test_sets_of_sets_cannot_grow_without_end() -> None:
    payload = _payload()
    payload.columns.ClearField("tagsets")
    payload.columns.tagsets.extend([1, 1])
    for number in range(1, 60):
        payload.columns.tagsets.extend([2, -number, 0])
    with pytest.raises(WireError, match="more than 5000 tags"):
        _decoded(payload)
