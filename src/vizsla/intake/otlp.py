"""OpenTelemetry over HTTP: `/v1/metrics`, `/v1/logs`, `/v1/traces`."""

from collections.abc import Awaitable, Callable, Sequence

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.intake.door import Door
from vizsla.intake.receive import Decode, receive
from vizsla.model.batch import Decoded
from vizsla.wire.arrival import Arrival
from vizsla.wire.otlp import logs, metrics, traces
from vizsla.wire.otlp.deltas import Deltas

Handler = Callable[[Request, Door], Awaitable[Response]]


def handlers() -> list[tuple[str, Handler]]:
    """Paths and their handlers; what cumulative metrics said last lives as long as they do."""
    deltas = Deltas()

    def decode_metrics(body: bytes, arrival: Arrival) -> Decoded:
        return metrics.decode(body, arrival, deltas)

    return [
        ("/v1/metrics", _handler(decode_metrics, ExportMetricsServiceResponse, "rejected_data_points")),
        ("/v1/logs", _handler(logs.decode, ExportLogsServiceResponse, "rejected_log_records")),
        ("/v1/traces", _handler(traces.decode, ExportTraceServiceResponse, "rejected_spans")),
    ]


def _handler(decode: Decode, kind: type[Message], rejected_field: str) -> Handler:
    async def handle(request: Request, door: Door) -> Response:
        is_json = "protobuf" not in request.headers.get("content-type", "")

        def answer(rejected: Sequence[str]) -> Response:
            reason = "; ".join(rejected)
            if is_json:
                partial = {"partialSuccess": {"errorMessage": reason}} if rejected else {}
                return JSONResponse(partial)
            message = kind()
            if rejected:
                setattr(message.partial_success, rejected_field, len(rejected))  # type: ignore[attr-defined]
                message.partial_success.error_message = reason  # type: ignore[attr-defined]
            return Response(message.SerializeToString(), media_type="application/x-protobuf")

        return await receive(request, door, decode, answer)

    return handle
