"""What the parts of the agent hand over: series, distributions, checks, events and logs, put into requests."""

from collections.abc import Sequence

from vizsla.agent.aggregator import Flushed
from vizsla.agent.forwarder import Forwarder
from vizsla.agent.payload import (
    CheckRun,
    Distribution,
    Event,
    Series,
    check_body,
    event_body,
    series_bodies,
    sketch_bodies,
)


class Sender:
    """Puts what it is given into requests of the intake protocol; may be called from any thread."""

    def __init__(self, forwarder: Forwarder, hostname: str) -> None:
        self._forwarder, self._hostname = forwarder, hostname

    def series(self, series: Sequence[Series]) -> None:
        """Send points."""
        for body in series_bodies(series):
            self._forwarder.submit("metrics", "/api/v2/series", body)

    def distributions(self, distributions: Sequence[Distribution]) -> None:
        """Send sketches."""
        for body in sketch_bodies(distributions):
            self._forwarder.submit("metrics", "/api/beta/sketches", body, "application/x-protobuf")

    def checks(self, checks: Sequence[CheckRun]) -> None:
        """Send results of service checks."""
        if checks:
            self._forwarder.submit("metrics", "/api/v1/check_run", check_body(checks))

    def events(self, events: Sequence[Event]) -> None:
        """Send events."""
        if events:
            self._forwarder.submit("metrics", "/intake/", event_body(events, self._hostname))

    def flushed(self, flushed: Flushed) -> None:
        """Send what DogStatsD's closed buckets hold."""
        self.series(flushed.series)
        self.distributions(flushed.distributions)
        self.checks(flushed.checks)
        self.events(flushed.events)

    def metadata(self, body: bytes) -> None:
        """Send what is known of the host."""
        self._forwarder.submit("metrics", "/intake/", body)

    def inventory(self, bodies: Sequence[bytes]) -> None:
        """Send what the agent tells of itself and its checks."""
        for body in bodies:
            self._forwarder.submit("metrics", "/api/v1/metadata", body)
