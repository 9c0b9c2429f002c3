"""Series in every form become the same columns; what is wrong in one item costs nothing of the others."""

from typing import Any

import msgspec
import pytest

from vizsla.model.batch import Decoded
from vizsla.model.sketch import quantile
from vizsla.wire import proto, series, sketches
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import WireError

NOW = 1_790_000_000
JSON = Arrival(now=NOW, content_type="application/json", host_tags=lambda host: ["team:core"] if host == "h" else [])


def _v1(**item: Any) -> bytes:
    return msgspec.json.encode({"series": [{"metric": "a.b", "points": [[NOW, 1.5]]} | item]})


def _protobuf() -> bytes:
    payload = proto.new("MetricPayload")
    one = payload.series.add(metric="a.b", type=2, interval=10, tags=["x:1"])
    one.resources.add(type="host", name="h")
    one.resources.add(type="device", name="sda")
    one.points.add(value=1.5, timestamp=NOW)
    return bytes(payload.SerializeToString())


V2 = {
    "metric": "a.b",
    "type": 2,
    "interval": 10,
    "tags": ["x:1"],
    "points": [{"timestamp": NOW, "value": 1.5}],
    "resources": [{"type": "host", "name": "h"}, {"type": "device", "name": "sda"}],
}


def _one(decoded: Decoded) -> dict[str, Any]:
    assert decoded.rejected == []
    (row,) = decoded.batch["series"].to_pylist()
    (point,) = decoded.batch["points"].to_pylist()
    assert row["sid"] == point["sid"]
    return {key: row[key] for key in ("metric", "type", "interval", "host", "tags", "sid")} | {"value": point["value"]}


def test_series_are_told_apart_whatever_is_in_their_tags() -> None:
    both, one = (_one(series.decode_v1(_v1(tags=tags), JSON)) for tags in (["x:1", "y:2"], ["x:1\0y:2"]))
    assert both["tags"] == ["x:1", "y:2"] and len(one["tags"]) == 1 and one["sid"] != both["sid"]


def test_all_three_forms_are_one() -> None:
    v1 = _v1(tags=["x:1"], host="h", device="sda", type="rate", interval=10)
    protobuf = Arrival(now=NOW, content_type="application/x-protobuf", host_tags=JSON.host_tags)
    found = [
        _one(series.decode_v1(v1, JSON)),
        _one(series.decode_v2(msgspec.json.encode({"series": [V2]}), JSON)),
        _one(series.decode_v2(_protobuf(), protobuf)),
    ]
    assert found[0] == found[1] == found[2]
    assert found[0]["tags"] == ["device:sda", "host:h", "team:core", "x:1"]
    assert (found[0]["type"], found[0]["interval"], found[0]["host"], found[0]["value"]) == ("rate", 10, "h", 1.5)


def test_host_tags_do_not_change_which_series_it_is() -> None:
    with_tags = _one(series.decode_v1(_v1(host="h"), JSON))
    without = _one(series.decode_v1(_v1(host="h"), Arrival(now=NOW)))
    assert with_tags["sid"] == without["sid"]


@pytest.mark.parametrize(
    ("metric", "sent", "kept"),
    [("system.mem.total", 2, 2 << 20), ("system.disk.used", 3, 3 << 10), ("system.mem.pct_usable", 0.5, 0.5)],
)
def test_the_agents_mebibytes_are_kept_as_bytes(metric: str, sent: float, kept: float) -> None:
    assert _one(series.decode_v1(_v1(metric=metric, points=[[NOW, sent]]), JSON))["value"] == kept


def test_one_wrong_item_costs_nothing_of_the_others() -> None:
    given = [{"metric": "a", "points": "no"}, {"metric": "b", "points": [[NOW, 1]]}, {"points": [[NOW, 1]]}]
    decoded = series.decode_v1(msgspec.json.encode({"series": given}), JSON)
    assert decoded.batch["points"].column("metric").to_pylist() == ["b"]
    assert [reason.split(":")[0] for reason in decoded.rejected] == ["series[0]", "series[2]"]


def test_points_out_of_time_are_named_and_left_out() -> None:
    decoded = series.decode_v1(_v1(points=[[NOW, 1], [NOW + 7200, 2], [-5, 3]]), JSON)
    assert decoded.batch["points"].column("value").to_pylist() == [1]
    assert len(decoded.rejected) == 2 and "a.b" in decoded.rejected[0]


@pytest.mark.parametrize("metric", ["", "1abc", "  ", "ünder"])
def test_what_is_no_metric_name_is_named(metric: str) -> None:
    decoded = series.decode_v1(_v1(metric=metric), JSON)
    assert not decoded.batch and "is no metric name" in decoded.rejected[0]


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"series": 3}', b"null", b'{"series": ["x"]}'])
def test_a_body_that_is_no_series_is_refused(body: bytes) -> None:
    for decode in (series.decode_v1, series.decode_v2, series.decode_distributions):
        with pytest.raises(WireError):
            decode(body, JSON)


def test_tags_are_normal() -> None:
    decoded = series.decode_v1(_v1(tags=["Env:Prod", "a b:c", "x:1", "x:2", "", "x:1"]), JSON)
    assert decoded.batch["series"].column("tags").to_pylist() == [["a_b:c", "env:prod", "x:1", "x:2"]]


def test_distribution_points_are_sketches() -> None:
    values = [float(value) for value in range(1, 101)]
    body = msgspec.json.encode({"series": [{"metric": "d", "points": [[NOW, values]]}]})
    (row,) = series.decode_distributions(body, JSON).batch["sketches"].to_pylist()
    assert (row["n"], row["vsum"], row["vmin"], row["vmax"]) == (100, 5050, 1, 100)
    assert quantile(0.95, row["keys"], row["counts"], row["vmin"], row["vmax"]) == pytest.approx(95, rel=0.016)


def test_sketches_of_the_agent() -> None:
    payload = proto.new("SketchPayload")
    one = payload.sketches.add(metric="d", host="h", tags=["x:1"])
    one.dogsketches.add(ts=NOW, cnt=3, min=1, max=2, avg=1.5, sum=4.5, k=[1338, 1380], n=[1, 2])
    decoded = sketches.decode(payload.SerializeToString(), JSON)
    (row,) = decoded.batch["sketches"].to_pylist()
    assert (row["n"], row["vsum"], row["keys"], row["counts"]) == (3, 4.5, [1338, 1380], [1, 2])
    assert decoded.batch["series"].column("tags").to_pylist() == [["host:h", "team:core", "x:1"]]
