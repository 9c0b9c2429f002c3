"""Distribution sketches of the Agent (`/api/beta/sketches`, protobuf)."""

from vizsla.model.batch import Decoded
from vizsla.wire import proto
from vizsla.wire.arrival import Arrival
from vizsla.wire.metric_rows import MetricRows
from vizsla.wire.series import resources


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """A SketchPayload; its bins are in our own mapping already."""
    rows = MetricRows(arrival)
    for one in proto.parse("SketchPayload", body).sketches:
        tags, _host = resources(one.tags, ())
        for point in one.dogsketches:
            rows.sketch(
                one.metric,
                tags,
                point.ts,
                n=point.cnt,
                total=point.sum,
                smallest=point.min,
                largest=point.max,
                keys=point.k,
                counts=point.n,
                host=one.host,
            )
    return rows.decoded()
