"""OpenTelemetry over HTTP: `/v1/metrics`, `/v1/logs`, `/v1/traces`."""

import time
from collections.abc import Awaitable, Callable, Sequence

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.intake.door import Door
from vizsla.intake.receive import Decode, receive
from vizsla.wire.otlp import logs, metrics, traces
from vizsla.wire.otlp.deltas import Deltas, Reports

Handler = Callable[[Request, Door], Awaitable[Response]]
Stored = Callable[[], None]
"""What is done once the rows of a request are stored."""


def handlers() -> list[tuple[str, Handler]]:
    """Paths and their handlers; what cumulative metrics said last lives as long as they do."""
    deltas = Deltas(time.time_ns())

    def metrics_anew() -> tuple[Decode, Stored]:
        reports = Reports(deltas)
        return (lambda body, arrival: metrics.decode(body, arrival, reports)), reports.keep

    return [
        ("/v1/metrics", _handler(metrics_anew, ExportMetricsServiceResponse, "rejected_data_points")),
        ("/v1/logs", _handler(lambda: (logs.decode, _nothing), ExportLogsServiceResponse, "rejected_log_records")),
        ("/v1/traces", _handler(lambda: (traces.decode, _nothing), ExportTraceServiceResponse, "rejected_spans")),
    ]


def _nothing() -> None:
    """What there is to do once logs or spans are stored."""


def _handler(anew: Callable[[], tuple[Decode, Stored]], kind: type[Message], rejected_field: str) -> Handler:
    async def handle(request: Request, door: Door) -> Response:
        decode, stored = anew()
        is_json = "protobuf" not in request.headers.get("content-type", "")

        def answer(rejected: Sequence[str]) -> Response:
            stored()
            message = kind()
            if rejected:
                setattr(message.partial_success, rejected_field, len(rejected))  # type: ignore[attr-defined]
                message.partial_success.error_message = "; ".join(rejected)  # type: ignore[attr-defined]
            if is_json:
                return JSONResponse(MessageToDict(message))
            return Response(message.SerializeToString(), media_type="application/x-protobuf")

        return await receive(request, door, decode, answer)

    return handle
