"""The trace API on port 8126: what tracers send is counted and forwarded."""

import asyncio
import hashlib
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from vizsla.agent import inventory
from vizsla.agent.concentrator import Concentrator
from vizsla.agent.config import Config, ConfigError
from vizsla.agent.version import VERSION
from vizsla.wire import proto, tracer
from vizsla.wire.compression import decompress
from vizsla.wire.errors import UNREADABLE, WireError

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Submit = Callable[[str, str, bytes, str], None]
"""Takes a request to forward: lane, path, body, content type."""
Chunks = dict[tuple[str, ...], list[list[tracer.Span]]]
"""Chunks by the language, its version, the tracer's version and the container that sent them."""

_LIMIT = 25 << 20
_FLUSH_S = 2.0
_BODY_SPANS = 5000
_FALSE = ("", "0", "f", "F", "false", "False", "FALSE")
_RATES = b'{"rate_by_service":{"service:,env:":1}}'
_TRACES = {f"/{version}/traces": version for version in ("v0.3", "v0.4", "v0.5")}
# What the server has no table for yet: it keeps such bodies in quarantine, where people see them.
_PASSED_ON = {
    "/debugger/v1/diagnostics": "/api/v2/debugger",
    "/debugger/v2/input": "/api/v2/debugger",
    "/profiling/v1/input": "/api/v2/profile",
}
_INFO = msgspec.json.encode(
    {
        "version": VERSION,
        "endpoints": [*_TRACES, "/v0.6/stats", "/telemetry/proxy/", "/v0.7/config", *_PASSED_ON],
        "client_drop_p0s": False,
        "span_meta_structs": True,
        "span_events": True,
        "long_running_spans": False,
        "peer_tags": ["peer.service", "db.name", "db.instance", "out.host"],
        "span_kinds_stats_computed": ["server", "consumer", "client", "producer"],
        "config": {"statsd_port": 8125, "default_env": "none"},
    }
)
_STATE = hashlib.sha256(_INFO).hexdigest().encode()


class Apm:
    """Serves tracers on an event loop of its own thread, and sends what they gave every two seconds."""

    def __init__(self, config: Config, submit: Submit) -> None:
        self._config, self._submit = config, submit
        self._concentrator = Concentrator(config.hostname, config.env, VERSION)
        self._chunks: Chunks = {}
        self._held = 0
        self._counts = {"payloads": 0, "traces": 0, "spans": 0, "refused": 0}
        self._last_error = ""
        self._servers: list[uvicorn.Server] = []
        self._thread = threading.Thread(target=self._serve, name="apm", daemon=True)
        self._sockets: list[socket.socket] = []

    def start(self) -> None:
        """Listen; ConfigError when the port is taken."""
        if self._config.apm_port:
            host = "0.0.0.0" if self._config.apm_non_local_traffic else self._config.bind_host  # noqa: S104
            sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((host, self._config.apm_port))
            except OSError as error:
                raise ConfigError(
                    f"port {self._config.apm_port} for traces cannot be listened on ({error.strerror}); "
                    "stop what uses it, or choose another with DD_APM_RECEIVER_PORT"
                ) from error
            self._sockets.append(sock)
        if self._config.apm_socket:
            Path(self._config.apm_socket).unlink(missing_ok=True)
            unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            unix.bind(self._config.apm_socket)
            Path(self._config.apm_socket).chmod(0o722)
            self._sockets.append(unix)
        if self._sockets:
            self._thread.start()

    def stop(self) -> None:
        """Take nothing more, and hand over what is held."""
        for server in self._servers:
            server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(10)
        self._submit_traces(self._taken())
        self._submit_stats(self._concentrator.flush(time.time_ns(), everything=True))

    def status(self) -> dict[str, Any]:
        """Counters for `vizsla agent status`."""
        return self._counts | {"port": self._config.apm_port, "last_error": self._last_error}

    def _serve(self) -> None:
        asyncio.run(self._serving())

    async def _serving(self) -> None:
        config = uvicorn.Config(
            self._app,
            interface="asgi3",
            http="httptools",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        server = uvicorn.Server(config)
        self._servers.append(server)
        flushing = asyncio.create_task(self._flush_for_ever())
        await server.serve(self._sockets)
        flushing.cancel()

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_S)
            try:
                # Taken on this thread, which also fills them; built and kept on another.
                chunks, stats = self._taken(), self._concentrator.flush(time.time_ns())
                await asyncio.to_thread(self._submit_traces, chunks)
                await asyncio.to_thread(self._submit_stats, stats)
            except Exception:
                log.exception("what tracers sent could not be handed over")

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        status, answer = 200, b"{}"
        try:
            if path == "/info":
                answer = _INFO
            elif path in _TRACES:
                self._take_traces(await _body(receive, headers), _TRACES[path], headers)
                answer = b"OK\n" if path == "/v0.3/traces" else _RATES
            elif path == "/v0.6/stats":
                self._take_stats(await _body(receive, headers))
            elif path == "/v0.7/config":
                await _body(receive, headers)
            elif path.startswith("/telemetry/proxy/"):
                told = inventory.telemetry(await _body(receive, headers), self._config.hostname)
                if told:
                    self._submit("traces", "/api/v2/apmtelemetry", told, "application/json")
            elif path in _PASSED_ON:
                kind = headers.get("content-type", "application/octet-stream")
                self._submit("traces", _PASSED_ON[path], await _body(receive, headers), kind)
            else:
                status, answer = 404, msgspec.json.encode({"errors": [f"this agent has no {path}"]})
        except WireError as error:
            self._refuse(error)
            status, answer = error.status, msgspec.json.encode({"errors": [str(error)]})
        response_headers = [(b"content-type", b"application/json"), (b"datadog-agent-state", _STATE)]
        await send({"type": "http.response.start", "status": status, "headers": response_headers})
        await send({"type": "http.response.body", "body": answer})

    def _refuse(self, error: WireError) -> None:
        self._counts["refused"] += 1
        self._last_error = str(error)

    def _take_traces(self, body: bytes, version: str, headers: dict[str, str]) -> None:
        chunks = [chunk for chunk in tracer.decode(body, version, headers.get("content-type", "")) if chunk]
        now_ns = time.time_ns()
        self._counts["payloads"] += 1
        self._counts["traces"] += len(chunks)
        computed = headers.get("datadog-client-computed-stats", "") not in _FALSE
        sender = tuple(
            headers.get(f"datadog-{name}", "")
            for name in ("meta-lang", "meta-lang-version", "meta-tracer-version", "container-id")
        )
        for chunk in chunks:
            self._counts["spans"] += len(chunk)
            self._held += len(chunk)
            if not computed:
                self._concentrator.add(chunk, now_ns)
            self._chunks.setdefault(sender, []).append(chunk)
        if self._held >= _BODY_SPANS:
            asyncio.get_running_loop().run_in_executor(None, self._submit_traces, self._taken())

    def _take_stats(self, body: bytes) -> None:
        try:
            client = msgspec.msgpack.decode(body, type=dict[str, Any])
        except UNREADABLE as error:
            raise WireError(f"the body is not statistics: {error}") from error
        client["Hostname"] = client.get("Hostname") or self._config.hostname
        self._submit_stats({"AgentHostname": self._config.hostname, "Stats": [client], "ClientComputed": True})

    def _submit_stats(self, payload: dict[str, Any] | None) -> None:
        if payload:
            self._submit("traces", "/api/v0.2/stats", msgspec.msgpack.encode(payload), "application/msgpack")

    def _taken(self) -> Chunks:
        taken, self._chunks, self._held = self._chunks, {}, 0
        return taken

    def _submit_traces(self, taken: Chunks) -> None:
        if not taken:
            return
        payload = proto.new("AgentPayload")
        payload.host_name, payload.env = self._config.hostname, self._config.env or "none"
        payload.agent_version = VERSION
        for (language, language_version, tracer_version, container), chunks in taken.items():
            added = payload.tracer_payloads.add(
                container_id=container, language_name=language, language_version=language_version,
                tracer_version=tracer_version,
            )  # fmt: skip
            for spans in chunks:
                try:
                    tracer.fill(added.chunks.add(), spans)
                except WireError as error:  # what else was sent meanwhile is not to suffer from it
                    del added.chunks[-1]
                    self._refuse(error)
        body = payload.SerializeToString()
        self._submit("traces", "/api/v0.2/traces", body, "application/x-protobuf")


async def _body(receive: Receive, headers: dict[str, str]) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > _LIMIT:
            raise WireError("the payload is larger than 25 MB; send fewer traces at a time", 413)
        parts.append(part)
        if not message.get("more_body"):
            return decompress(b"".join(parts), headers.get("content-encoding", ""), 4 * _LIMIT)
