"""DogStatsD samples to points: buckets of ten seconds, as the Agent aggregates."""

from collections import deque
from dataclasses import dataclass, field
from math import isfinite

from vizsla.agent.distribution import Bins
from vizsla.agent.histogram import Histogram
from vizsla.agent.payload import CheckRun, Distribution, Event, Series
from vizsla.wire import dogstatsd
from vizsla.wire.errors import WireError

BUCKET_S = 10
_FORGOTTEN_AFTER_S = 20
_COUNTERS_LIVE_S = 300
_FOLD_AT = 4096
_MOST_ENTRIES = 200_000
# The Agent gives no prefix to metrics that its own parts and well-known libraries send.
_UNPREFIXED = (
    "datadog.agent", "datadog.dogstatsd", "datadog.process", "datadog.trace_agent", "datadog.tracer", "activemq",
    "activemq_58", "airflow", "cassandra", "jvm", "hazelcast", "hbase", "hive", "kafka", "presto", "runtime", "solr",
    "tomcat",
)  # fmt: skip
_COUNT, _GAUGE, _HISTOGRAM, _DISTRIBUTION, _SET = range(5)
_CODES = {"c": _COUNT, "g": _GAUGE, "h": _HISTOGRAM, "ms": _HISTOGRAM, "d": _DISTRIBUTION, "s": _SET}


@dataclass(frozen=True)
class Rules:
    """How samples are named, tagged and summed up."""

    hostname: str
    tags: tuple[str, ...] = ()
    namespace: str = ""
    aggregates: tuple[str, ...] = ("max", "median", "avg", "count")
    percentiles: tuple[float, ...] = (0.95,)


@dataclass
class Flushed:
    """What closed buckets hold."""

    series: list[Series] = field(default_factory=list)
    distributions: list[Distribution] = field(default_factory=list)
    checks: list[CheckRun] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class _Context:
    """One metric, tag set and host, and what the open bucket holds of it."""

    __slots__ = ("bins", "code", "histogram", "host", "last", "metric", "seen", "tags", "texts", "total", "values")

    def __init__(self, code: int, metric: str, tags: tuple[str, ...], host: str) -> None:
        self.code, self.metric, self.tags, self.host = code, metric, tags, host
        self.seen = False
        self.last = 0  # the last bucket that had a sample
        self.total = 0.0
        self.texts: set[str] = set()
        self.histogram = Histogram()
        self.bins = Bins()
        self.values: list[float] = []


_Entry = tuple[int, float, _Context]
"""A context as a line's name and fields point to it: code, 1 / rate."""


class Aggregator:
    """Takes datagrams and gives points. It belongs to one thread."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._contexts: dict[tuple[int, str, tuple[str, ...], str], _Context] = {}
        # Names and fields repeat from line to line: what they mean is worked out once.
        self._entries: dict[tuple[bytes, bytes], _Entry] = {}
        self._timed: dict[tuple[str, tuple[str, ...], str, str, int], float] = {}
        self._checks: list[CheckRun] = []
        self._events: list[Event] = []
        self.lines = 0
        self.rejected = 0
        self.last_errors: deque[str] = deque(maxlen=10)

    def feed(self, data: bytes, now: int) -> None:
        """Take lines, separated by newlines, that arrived now."""
        known = self._entries.get
        lines = data.split(b"\n")
        self.lines += len(lines)
        for line in lines:
            head, _, fields = line.partition(b"|")
            name, _, value = head.partition(b":")
            entry = known((name, fields))
            if entry is None:
                self._meet(line, now)
                continue
            code, factor, context = entry
            if code == _SET:
                context.seen = True
                context.texts.add(value.decode("utf-8", "replace"))
                continue
            try:
                number = float(value)
            except ValueError:  # several values, or none
                self._meet(line, now)
                continue
            if number - number != 0:  # neither NaN nor infinite numbers can be added
                continue
            context.seen = True
            if code == _COUNT:
                context.total += number * factor
            elif code == _GAUGE:
                context.total = number
            elif code == _HISTOGRAM:
                if factor == 1:
                    context.histogram.plain.append(number)
                else:
                    context.histogram.sampled.append((number, 1 / factor))
            elif factor == 1:
                context.values.append(number)
                if len(context.values) == _FOLD_AT:
                    self._fold(context)
            else:
                context.bins.add((number,), int(factor))

    @staticmethod
    def _fold(context: _Context) -> None:
        context.bins.add(context.values)
        context.values.clear()

    def _meet(self, line: bytes, now: int) -> None:
        """Take a line the long way, and remember what its name and fields mean."""
        line = line.rstrip(b"\r")
        if not line:
            self.lines -= 1
            return
        try:
            parsed = dogstatsd.parse(line)
        except WireError as error:
            self.rejected += 1
            self.last_errors.append(f"{error}: {line[:200].decode('utf-8', 'replace')}")
            return
        match parsed:
            case dogstatsd.EventLine():
                self._events.append(self._event(parsed, now))
            case dogstatsd.CheckLine():
                tags = self._tagged(parsed.tags)
                host = self._rules.hostname if parsed.host is None else parsed.host
                self._checks.append(CheckRun(parsed.name, parsed.status, parsed.ts or now, host, parsed.message, tags))
            case dogstatsd.Metric():
                self._metric(parsed, line)

    def _metric(self, one: dogstatsd.Metric, line: bytes) -> None:
        meta = one.meta
        host = self._rules.hostname if meta.host is None else meta.host
        name, tags = self._named(one.name), self._tagged(meta.tags)
        values = [value for value in one.values if isfinite(value)]
        if meta.ts:
            for value in values:
                key = (name, tags, host, meta.kind, meta.ts)
                added = value / meta.rate / BUCKET_S + self._timed.get(key, 0.0)
                self._timed[key] = added if meta.kind == "c" else value
            return
        code = _CODES[meta.kind]
        context = self._contexts.get((code, name, tags, host))
        if context is None:
            context = self._contexts[code, name, tags, host] = _Context(code, name, tags, host)
        if len(self._entries) >= _MOST_ENTRIES:  # as of a counter whose lines name ever other containers
            self._entries.clear()
        head, _, fields = line.partition(b"|")
        entry = self._entries[head.partition(b":")[0], fields] = (code, 1 / meta.rate, context)
        if code == _SET:
            context.seen = True
            context.texts.add(one.text)
            return
        for value in values:
            self._add(entry, value)

    def _add(self, entry: _Entry, value: float) -> None:
        code, factor, context = entry
        context.seen = True
        match code:
            case 0:
                context.total += value * factor
            case 1:
                context.total = value
            case 2 if factor == 1:
                context.histogram.plain.append(value)
            case 2:
                context.histogram.sampled.append((value, 1 / factor))
            case _:
                context.bins.add((value,), int(factor))

    def _event(self, one: dogstatsd.EventLine, now: int) -> Event:
        return Event(
            msg_title=one.title,
            msg_text=one.text,
            timestamp=one.ts or now,
            host=self._rules.hostname if one.host is None else one.host,
            tags=self._tagged(one.tags),
            priority=one.priority,
            alert_type=one.alert_type,
            aggregation_key=one.aggregation_key,
            source_type_name=one.source,
        )

    def _named(self, name: str) -> str:
        if not self._rules.namespace or name.startswith(_UNPREFIXED):
            return name
        return f"{self._rules.namespace.rstrip('.')}.{name}"

    def _tagged(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({*tags, *self._rules.tags})) if self._rules.tags else tags

    def flush(self, bucket: int) -> Flushed:
        """Close the bucket that began at `bucket` (seconds since 1970) and begin another."""
        found = Flushed(checks=self._checks, events=self._events)
        self._checks, self._events = [], []
        for (name, tags, host, kind, ts), value in self._timed.items():
            as_rate = kind == "c"
            found.series.append(
                Series(name, ((ts, value),), "rate" if as_rate else "gauge", BUCKET_S * as_rate, tags, host)
            )
        self._timed.clear()
        gone = False
        for key, context in list(self._contexts.items()):
            if context.seen:
                context.last = bucket
                self._close(context, bucket, found)
            elif context.code == _COUNT and bucket - context.last <= _COUNTERS_LIVE_S:
                found.series.append(
                    Series(context.metric, ((bucket, 0.0),), "rate", BUCKET_S, context.tags, context.host)
                )
            elif bucket - context.last > _FORGOTTEN_AFTER_S:
                del self._contexts[key]
                context.last = -1
                gone = True
        if gone:
            self._entries = {key: entry for key, entry in self._entries.items() if entry[2].last != -1}
        return found

    def _close(self, context: _Context, bucket: int, found: Flushed) -> None:
        metric, tags, host = context.metric, context.tags, context.host
        context.seen = False
        match context.code:
            case 0:
                found.series.append(Series(metric, ((bucket, context.total / BUCKET_S),), "rate", BUCKET_S, tags, host))
                context.total = 0.0
            case 1:
                found.series.append(Series(metric, ((bucket, context.total),), "gauge", 0, tags, host))
            case 2:
                histogram, context.histogram = context.histogram, Histogram()
                for suffix, value in histogram.summary(self._rules.aggregates, self._rules.percentiles):
                    is_rate = suffix == "count"
                    point = ((bucket, value / BUCKET_S if is_rate else value),)
                    kind, interval = ("rate", BUCKET_S) if is_rate else ("gauge", 0)
                    found.series.append(Series(f"{metric}.{suffix}", point, kind, interval, tags, host))  # type: ignore[arg-type]
            case 3:
                self._fold(context)
                bins, context.bins = context.bins, Bins()
                found.distributions.append(bins.distribution(metric, bucket, tags, host))
            case _:
                found.series.append(Series(metric, ((bucket, float(len(context.texts))),), "gauge", 0, tags, host))
                context.texts = set()
