"""The agent: its parts, joined, from start to a clean stop."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vizsla.agent import inventory, metadata, own, status
from vizsla.agent.aggregator import Aggregator, Rules
from vizsla.agent.apm import Apm
from vizsla.agent.claim import claim
from vizsla.agent.config import Config, ConfigError
from vizsla.agent.dogstatsd import DogStatsD
from vizsla.agent.forwarder import Forwarder
from vizsla.agent.histogram import AGGREGATES
from vizsla.agent.host import collector
from vizsla.agent.log_batch import LogBatch
from vizsla.agent.periodic import every
from vizsla.agent.post import Poster
from vizsla.agent.runner import Runner
from vizsla.agent.sender import Sender
from vizsla.agent.spool import Spool
from vizsla.agent.tailer import Tailer
from vizsla.agent.version import VERSION

log = logging.getLogger(__name__)

_METADATA_EVERY_S = 300


async def run(config: Config) -> None:
    """Run until SIGTERM or SIGINT; what is not delivered by then stays in the spool for the next run."""
    if not config.api_key:
        raise ConfigError("no API key is set; set api_key in datadog.yaml or DD_API_KEY (see `vizsla keys`)")
    rules = rules_of(config)
    run_path = Path(config.run_path)
    try:
        claimed = claim(run_path)
        spool = Spool(run_path / "spool", config.spool_max_bytes)
    except OSError as error:
        raise ConfigError(
            f"run_path {run_path} cannot be written ({error.strerror}); choose another with DD_RUN_PATH"
        ) from error
    forwarder = Forwarder(spool, Poster(config.dd_url, config.api_key, verify=not config.skip_ssl_validation))
    sender = Sender(forwarder, config.hostname)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    forwarder.start()
    log.info("agent %s of host %s sends to %s", VERSION, config.hostname, config.dd_url)
    began = time.time()
    dogstatsd = DogStatsD(config, Aggregator(rules), sender.flushed)
    dogstatsd.start()
    apm = Apm(config, forwarder.submit)
    apm_error = _start_apm(apm) if config.apm_enabled else "off"
    batch = LogBatch(forwarder)
    tailer = Tailer(config, batch)
    runner = Runner(config, rules, sender.flushed, batch.add if config.logs_enabled else None)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "DogStatsD": dogstatsd.status,
        "Traces": lambda: {"not served": apm_error} if apm_error else apm.status(),
        "Checks": runner.status,
    }
    if config.logs_enabled:
        tailer.start()
        parts["Logs"] = tailer.status
    snapshot = await asyncio.to_thread(inventory.snapshots, config.hostname)
    tasks = [
        asyncio.create_task(every(_METADATA_EVERY_S, lambda: sender.metadata(metadata.body(config)), "metadata", 0.0)),
        # Later, since by then checks have run and processes have used some time.
        asyncio.create_task(
            every(
                _METADATA_EVERY_S,
                lambda: sender.inventory(inventory.bodies(config, began, dict(runner.running))),
                "inventory",
                20.0,
            )
        ),
        asyncio.create_task(every(_METADATA_EVERY_S, lambda: sender.metadata(snapshot()), "processes", 10.0)),
        asyncio.create_task(
            every(own.EVERY_S, own.reporter(sender, forwarder, config.hostname), "the agent's own metrics", 1.0)
        ),
        asyncio.create_task(
            every(5, lambda: status.write(run_path, status.current(config, forwarder, began, parts)), "status", 1.0)
        ),
    ]
    tasks.append(asyncio.create_task(runner.run()))
    if config.logs_enabled:
        tasks.append(asyncio.create_task(every(1, batch.tick, "logs", 1.0)))
    if parent := os.environ.get("VIZSLA_PARENT"):
        tasks.append(asyncio.create_task(every(1, lambda: _end_without(int(parent), stopping, loop), "parent", 1.0)))
    if config.host_metrics:
        tasks.append(asyncio.create_task(_host_metrics(config, sender)))
    await stopping.wait()
    log.info("the agent stops")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(dogstatsd.stop)
    await asyncio.to_thread(apm.stop)
    await asyncio.to_thread(tailer.stop)
    await asyncio.to_thread(batch.flush)
    await asyncio.to_thread(forwarder.stop)
    status.remove(run_path)
    claimed.close()


def _start_apm(apm: Apm) -> str:
    """What hinders the trace API, or nothing: a port in use must not cost the host its metrics."""
    try:
        apm.start()
    except (ConfigError, OSError) as error:
        log.error("traces are not served: %s", error)
        return str(error)
    return ""


def _end_without(parent: int, stopping: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    if os.getppid() != parent and not stopping.is_set():
        log.warning("the process that started this agent is gone")
        loop.call_soon_threadsafe(stopping.set)


async def _host_metrics(config: Config, sender: Sender) -> None:
    collect = await asyncio.to_thread(collector.start, config.hostname)
    # Early, so that a new dashboard has points at once; a second and a half is enough for rates.
    await every(15, lambda: sender.series(collect(int(time.time()))), "host metrics", 1.5)


def rules_of(config: Config) -> Rules:
    """How samples are named, tagged and summed up; ConfigError when that cannot be done as configured."""
    unknown = [name for name in config.histogram_aggregates if name not in AGGREGATES]
    if unknown:
        raise ConfigError(f"histogram_aggregates has '{unknown[0]}'; it may have {', '.join(AGGREGATES)}")
    try:
        percentiles = tuple(float(text) for text in config.histogram_percentiles)
    except ValueError:
        percentiles = (-1.0,)
    if not all(0 < percentile < 1 for percentile in percentiles):
        raise ConfigError("histogram_percentiles must be numbers between 0 and 1, as in 0.95")
    return Rules(
        config.hostname,
        tuple(sorted(config.dogstatsd_tags)),
        config.statsd_metric_namespace,
        config.histogram_aggregates,
        percentiles,
    )
