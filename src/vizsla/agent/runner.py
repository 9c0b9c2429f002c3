"""Runs checks at their intervals in a few threads, and remembers how each of them did."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from vizsla.agent import check_api, check_config, check_loader
from vizsla.agent.aggregator import Flushed, Rules
from vizsla.agent.check_sampler import Sampler
from vizsla.agent.config import Config
from vizsla.agent.payload import CheckRun, Event

log = logging.getLogger(__name__)

_THREADS = 4
_LOOK_EVERY_S = 10


@dataclass
class Running:
    """An instance of a check and how it did; times in seconds since 1970."""

    name: str
    source: str
    interval_s: float
    check: Any
    sampler: Sampler
    service: str = ""
    empty_host: bool = False
    runs: int = 0
    last_run: float = 0.0
    last_took_s: float = 0.0
    last_error: str = ""
    warnings: list[str] = field(default_factory=list)
    metrics: int = 0
    pending: Flushed = field(default_factory=Flushed)


class Runner:
    """Loads what conf.d names and runs it; what the checks submit goes to `deliver` after each run."""

    def __init__(self, config: Config, rules: Rules, deliver: Any, send_log: Any = None) -> None:
        self._config, self._rules, self._deliver, self._send_log = config, rules, deliver, send_log
        self._confd, self._checksd = Path(config.confd_path), Path(config.checksd_path)
        self._pool = ThreadPoolExecutor(_THREADS, "check")
        self.running: dict[str, Running] = {}
        self.errors: dict[str, str] = {}
        check_api.install(config, self)

    async def run(self) -> None:
        """Run checks until cancelled; changed files of conf.d and checks.d are taken up within seconds."""
        seen = None
        tasks: list[asyncio.Task[None]] = []
        try:
            while True:
                found = await asyncio.to_thread(self._files)
                if found != seen:
                    await _cancel(tasks)
                    if seen is not None:
                        log.info("conf.d or checks.d changed; the checks begin anew")
                        check_loader.forget(self._checksd)
                    await asyncio.to_thread(self.load)
                    seen = found
                    tasks = [
                        asyncio.create_task(self._repeat(one, 0.2 * number))
                        for number, one in enumerate(self.running.values(), 1)
                    ]
                await asyncio.sleep(_LOOK_EVERY_S)
        finally:
            await _cancel(tasks)
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _files(self) -> set[tuple[str, float]]:
        found = set()
        for directory, pattern in ((self._confd, "**/*.y*ml*"), (self._checksd, "*.py")):
            for file in directory.glob(pattern):
                with contextlib.suppress(OSError):
                    found.add((str(file), file.stat().st_mtime))
        return found

    def load(self, only: str = "") -> None:
        """Read conf.d and make every instance (of the check `only`, if given); errors are kept by file."""
        for one in self.running.values():
            with contextlib.suppress(Exception):
                one.check.cancel()
        self.running = {}
        configs, self.errors = check_config.read(self._confd)
        for config in configs:
            for instance in config.instances if only in ("", config.name) else ():
                try:
                    check_id, check = check_loader.load(config, instance, self._checksd)
                except check_loader.LoadError as error:
                    self.errors[config.source] = str(error)
                    continue
                except (Exception, SystemExit) as error:  # of its own code, which is to stop no other check
                    self.errors[config.source] = f"it cannot be loaded: {error!r}"
                    continue
                both = {**config.init_config, **instance}
                interval_s = _seconds(both.get("min_collection_interval"), self._config.min_collection_interval)
                self.running[check_id] = Running(
                    config.name,
                    config.source,
                    interval_s,
                    check,
                    Sampler(self._rules, interval_s),
                    str(both.get("service") or ""),
                    bool(instance.get("empty_default_hostname")),
                )
        for source, text in self.errors.items():
            log.error("%s: %s", source, text)

    async def _repeat(self, one: Running, first_after_s: float) -> None:
        await asyncio.sleep(first_after_s)
        loop = asyncio.get_running_loop()
        while True:
            due = time.monotonic() + one.interval_s
            flushed = await loop.run_in_executor(self._pool, self.run_once, one)
            try:
                await loop.run_in_executor(self._pool, self._deliver, flushed)
            except Exception:
                log.exception("what check %s submitted could not be delivered", one.name)
            if one.interval_s <= 0:
                return
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def run_once(self, one: Running) -> Flushed:
        """Run a check and take what it submitted; its error is kept, never raised."""
        began = time.time()
        try:
            failed = one.check.run()
            error = msgspec.json.decode(failed)[0]["message"] if failed else ""
            one.warnings = [str(warning) for warning in one.check.get_warnings()]
        except (Exception, SystemExit) as fault:
            error = repr(fault)
        if error and error != one.last_error:
            log.error("check %s failed: %s", one.name, error)
        one.runs += 1
        one.last_run, one.last_took_s, one.last_error = began, time.time() - began, error
        flushed, one.pending = one.pending, Flushed()
        flushed.series, flushed.distributions = one.sampler.commit(began)
        one.metrics = len(flushed.series) + len(flushed.distributions)
        status = 2 if error else 1 if one.warnings else 0
        host = self._config.hostname
        flushed.checks.append(
            CheckRun("datadog.agent.check_status", status, int(began), host, _text(error), (f"check:{one.name}",))
        )
        return flushed

    def metric(
        self, check_id: str, kind: int, name: str, value: float, tags: list[Any] | None, host: str, first: bool
    ) -> None:
        """A check submits a value."""
        if one := self.running.get(check_id):
            one.sampler.submit(kind, _text(name), value, _tags(one, tags), self._host(one, host), time.time(), first)

    def bucket(
        self,
        check_id: str,
        name: str,
        count: int,
        bounds: tuple[float, float],
        monotonic: bool,
        host: str,
        tags: list[Any] | None,
        first: bool,
    ) -> None:
        """A check submits a bucket of a histogram."""
        if one := self.running.get(check_id):
            given = _tags(one, tags)
            one.sampler.bucket(_text(name), count, bounds, monotonic, given, self._host(one, host), time.time(), first)

    def service_check(
        self, check_id: str, name: str, status: int, tags: list[Any] | None, host: str, message: str
    ) -> None:
        """A check submits the status of something."""
        if one := self.running.get(check_id):
            given, now = _tags(one, tags), int(time.time())
            found = CheckRun(_text(name), status, now, self._host(one, host), _text(message or ""), given)
            one.pending.checks.append(found)

    def event(self, check_id: str, event: Mapping[str, Any]) -> None:
        """A check submits an event."""
        if one := self.running.get(check_id):
            one.pending.events.append(
                Event(
                    msg_title=_text(event.get("msg_title") or ""),
                    msg_text=_text(event.get("msg_text") or ""),
                    timestamp=int(event.get("timestamp") or time.time()),
                    host=self._host(one, _text(event.get("host") or "")),
                    tags=_tags(one, event.get("tags")),
                    priority=_text(event.get("priority") or "normal"),
                    alert_type=_text(event.get("alert_type") or "info"),
                    aggregation_key=_text(event.get("aggregation_key") or ""),
                    source_type_name=_text(event.get("source_type_name") or one.name),
                    event_type=_text(event.get("event_type") or ""),
                )
            )

    def log(self, check_id: str, entry: Mapping[str, Any]) -> None:
        """A check submits a log."""
        if self._send_log is not None:
            name = check_id.partition(":")[0]
            self._send_log({"hostname": self._config.hostname, "ddsource": name, **entry})

    def _host(self, one: Running, given: str) -> str:
        return _text(given or "") or ("" if one.empty_host else self._config.hostname)

    def status(self) -> dict[str, Any]:
        """Every check, how it did, and every file that could not be used."""
        now = time.time()
        found: dict[str, Any] = {}
        for check_id, one in self.running.items():
            last = f"{now - one.last_run:.0f} s ago, took {one.last_took_s:.3f} s" if one.last_run else "not yet"
            found[check_id] = {
                "state": "error" if one.last_error else "warning" if one.warnings else "ok",
                "from": one.source,
                "every": f"{one.interval_s:g} s",
                "runs": one.runs,
                "last run": last,
                "metrics in it": one.metrics,
                **({"error": one.last_error} if one.last_error else {}),
                **({"warnings": one.warnings} if one.warnings else {}),
            }
        return found | ({"files with errors": self.errors} if self.errors else {})


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _tags(one: Running, given: Any) -> tuple[str, ...]:
    extra = (f"service:{one.service}",) if one.service else ()
    return (*(_text(tag) for tag in given or () if isinstance(tag, str | bytes) and tag), *extra)


def _text(given: Any) -> str:
    """A text that can be sent: names of files, which checks tag with, may be no UTF-8."""
    if isinstance(given, bytes):
        return given.decode("utf-8", "replace")
    text = str(given)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _seconds(given: Any, default: float) -> float:
    try:
        return max(0.0, float(given)) if given is not None else default
    except (TypeError, ValueError):
        return default
