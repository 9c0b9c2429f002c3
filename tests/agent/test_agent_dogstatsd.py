"""What real clients send over UDP and Unix sockets becomes the points that the Agent would make of it."""

import contextlib
import random
import socket
import time
from pathlib import Path

import pytest
from datadog.dogstatsd import DogStatsd
from hypothesis import given
from hypothesis import strategies as st

from vizsla.agent.aggregator import Aggregator, Flushed, Rules
from vizsla.agent.config import Config
from vizsla.agent.dogstatsd import DogStatsD, seconds_left
from vizsla.agent.payload import Series, sketch_bodies
from vizsla.wire import dogstatsd
from vizsla.wire.errors import WireError

RULES = Rules("box", percentiles=(0.95, 0.5))


def flushed(*lines: str) -> Flushed:
    aggregator = Aggregator(RULES)
    aggregator.feed("\n".join(lines).encode(), 1000)
    return aggregator.flush(990)


def values(found: Flushed) -> dict[str, float]:
    return {one.metric: one.points[0][1] for one in found.series}


def test_a_counter_is_a_rate_of_ten_seconds() -> None:
    one = flushed("hits:1|c|#a:b", "hits:2|c|@0.5|#a:b", "hits:3:4|c|#a:b").series
    assert one == [Series("hits", ((990, 1.2),), "rate", 10, ("a:b",), "box")]


def test_tag_order_and_repetition_make_no_other_series() -> None:
    assert [s.points for s in flushed("x:1|g|#b,a", "x:2|g|#a,b,a").series] == [((990, 2.0),)]


def test_a_counter_goes_on_with_zeros_for_five_minutes_and_a_gauge_does_not() -> None:
    aggregator = Aggregator(RULES)
    aggregator.feed(b"c:1|c\ng:1|g", 0)
    aggregator.flush(0)
    assert values(aggregator.flush(10)) == {"c": 0.0}
    assert values(aggregator.flush(300)) == {"c": 0.0}
    assert aggregator.flush(330).series == []
    aggregator.feed(b"c:5|c\ng:1|g", 340)
    assert values(aggregator.flush(340)) == {"c": 0.5, "g": 1.0}


def test_a_timer_gives_aggregates_and_percentiles() -> None:
    found = values(flushed("t:" + ":".join(str(n) for n in range(1, 101)) + "|ms"))
    assert found == {"t.max": 100, "t.median": 50, "t.avg": 50.5, "t.count": 10, "t.95percentile": 95,
                     "t.50percentile": 50}  # fmt: skip


def test_a_sampled_histogram_counts_its_weight() -> None:
    found = values(flushed("t:10|h|@0.25", "t:20|h"))
    assert (found["t.count"], found["t.avg"], found["t.median"]) == (0.5, 12.0, 10.0)


def test_a_set_counts_what_differs() -> None:
    assert values(flushed("u:a:b|s", "u:c|s", "u:a:b|s")) == {"u": 2}


def test_a_distribution_is_a_sketch_with_exact_summary() -> None:
    (one,) = flushed("d:1:2:3|d", "d:4|d|@0.5").distributions
    assert (one.count, one.total, one.smallest, one.largest, sum(one.counts)) == (5, 14, 1, 4, 5)


def test_timestamped_values_keep_their_time() -> None:
    found = flushed("g:7|g|T900", "c:20|c|T900", "c:10|c|T900").series
    assert [(s.metric, s.points, s.kind) for s in found] == [
        ("g", ((900, 7.0),), "gauge"),
        ("c", ((900, 3.0),), "rate"),
    ]


def test_host_tag_and_container_fields() -> None:
    found = flushed("a:1|g|#host:other,x:y|c:ci-123|e:it-false,cn-web|card:low", "b:1|g|#host:").series
    assert [(s.host, s.tags) for s in found] == [("other", ("x:y",)), ("", ())]


def test_what_is_no_number_is_left_out_and_what_is_no_line_is_counted() -> None:
    aggregator = Aggregator(RULES)
    aggregator.feed(b"a:nan|g\na:1|g\na:inf|g\nbad\nx:y|g\n:1|g\ny:1|q\nz:1|c|@2\n\n", 0)
    assert values(aggregator.flush(0)) == {"a": 1.0}
    assert (aggregator.lines, aggregator.rejected) == (8, 5)
    assert "type 'q' is none of c, g, ms, h, s, d" in aggregator.last_errors[3]


def test_an_event_and_a_check() -> None:
    found = flushed(
        "_e{5,8}:title|one\\ntwo|k:agg|p:low|t:error|s:src|h:web|d:5|#a:b,c", "_sc|up|2|d:7|h:web|#x:y|m:it is\\ndown"
    )
    (event,), (check,) = found.events, found.checks
    assert (event.msg_title, event.msg_text, event.timestamp, event.host) == ("title", "one\ntwo", 5, "web")
    assert (event.alert_type, event.priority, event.tags) == ("error", "low", ("a:b", "c"))
    assert (check.check, check.status, check.timestamp, check.message) == ("up", 2, 7, "it is\ndown")


def test_an_event_whose_length_counts_bytes() -> None:
    text = "zoë | ünï"
    line = f"_e{{{len('é'.encode())},{len(text.encode())}}}:é|{text}|#a".encode()
    parsed = dogstatsd.parse(line)
    assert isinstance(parsed, dogstatsd.EventLine)
    assert (parsed.title, parsed.text, parsed.tags) == ("é", text, ("a",))


@given(st.lists(st.binary(max_size=60) | st.text(alphabet="a:|#@cgdms0123.T_e{},\r", max_size=40).map(str.encode)))
def test_no_bytes_break_it_and_the_short_way_equals_the_long_one(lines: list[bytes]) -> None:
    for line in lines:
        with contextlib.suppress(WireError):
            dogstatsd.parse(line)
    cached, fresh = Aggregator(RULES), Aggregator(RULES)
    data = b"\n".join(lines)
    cached.feed(data, 100)
    cached.flush(100)  # now every context is known
    cached.feed(data, 110)
    fresh.feed(data, 110)
    again, once = cached.flush(110), fresh.flush(110)
    assert sorted(map(repr, again.series)) == sorted(map(repr, once.series))
    assert again.distributions == once.distributions


LONG = b"9" * 5000


@pytest.mark.parametrize(
    "line",
    [
        b"x:1|d|@1e-320", b"x:1|h|@1e-320", b"x:1|d|@1e-12", b"x:1|c|T" + LONG, b"_e{" + LONG + b",1}:a|b",
        b"_e{1,1}:a|b|d:" + LONG, b"_sc|up|0|d:" + LONG,
    ],
)  # fmt: skip
def test_odd_numbers_cost_nothing_of_what_others_send(line: bytes) -> None:
    aggregator = Aggregator(RULES)
    aggregator.feed(b"\n".join([b"a:1|g", line, line, b"x:1|d|@1e-9" + b"\nx:1|d|@1e-9" * 9]), 100)
    found = aggregator.flush(90)
    assert values(found) == {"a": 1.0}
    assert len(list(sketch_bodies(found.distributions))) == 1


class FailsOnce(Aggregator):
    """An aggregator that meets something unforeseen."""

    failed = False

    def feed(self, data: bytes, now: int) -> None:
        if not self.failed:
            self.failed = True
            raise RuntimeError("unforeseen")
        super().feed(data, now)


def test_a_server_goes_on_whatever_it_is_sent() -> None:
    number, found = port(), Collected()
    server = DogStatsD(Config(dogstatsd_port=number), FailsOnce(RULES), found)
    server.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        deadline = time.monotonic() + 10
        while not server.aggregator.lines and time.monotonic() < deadline:
            sock.sendto(b"a:1|g", ("127.0.0.1", number))
            time.sleep(0.01)
    server.stop()
    assert found.totals["a"] == 1.0


def test_a_clock_that_is_set_back_does_not_keep_a_bucket_open() -> None:
    assert (seconds_left(1000, 1003.0), seconds_left(1000, 1010.0), seconds_left(1000, 20.0)) == (7.0, 0.0, 0.0)


def test_lines_that_differ_without_end_are_not_all_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizsla.agent.aggregator._MOST_ENTRIES", 10)
    aggregator = Aggregator(RULES)
    for number in range(35):
        aggregator.feed(b"x:1|c|c:%d" % number, 100)
    assert len(aggregator._entries) <= 10
    assert values(aggregator.flush(100)) == {"x": 3.5}


def port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Collected:
    def __init__(self) -> None:
        self.totals: dict[str, float] = {}

    def __call__(self, one: Flushed) -> None:
        for series in one.series:
            self.totals[series.metric] = self.totals.get(series.metric, 0.0) + series.points[0][1]
        for check in one.checks:
            self.totals[check.check] = check.status
        for event in one.events:
            self.totals[event.msg_title] = 1
        for distribution in one.distributions:
            self.totals[distribution.metric] = distribution.count


@pytest.mark.parametrize("way", ["udp", "unixgram", "unixstream"])
def test_the_official_client_is_understood(tmp_path: Path, way: str) -> None:
    path = str(tmp_path / f"dsd{random.randrange(10**6)}.socket")
    number = port()
    config = Config(
        dogstatsd_port=number if way == "udp" else 0,
        dogstatsd_socket=path if way == "unixgram" else "",
        dogstatsd_stream_socket=path if way == "unixstream" else "",
    )
    found = Collected()
    server = DogStatsD(config, Aggregator(RULES), found)
    server.start()
    assert server.errors == []
    # Packed, as these sockets' queues are short and a full one costs the client its datagram.
    where = {"port": number} if way == "udp" else {"socket_path": f"{way}://{path}"}
    client = DogStatsd(disable_buffering=False, **where)
    for _ in range(50):
        client.increment("page.views", tags=["a:b"])
    client.gauge("temperature", 21.5)
    client.distribution("size", 3)
    client.histogram("took", 0.5)
    client.event("deployed", "text with | and\nlines", alert_type="success")
    client.service_check("app.ok", 0, message="fine")
    client.flush()
    client.close_socket()
    deadline = time.monotonic() + 10
    while server.aggregator.lines < 55 and time.monotonic() < deadline:
        time.sleep(0.01)
    server.stop()
    assert found.totals["page.views"] == pytest.approx(5.0)
    assert (found.totals["temperature"], found.totals["size"], found.totals["took.max"]) == (21.5, 1, 0.5)
    assert (found.totals["deployed"], found.totals["app.ok"]) == (1, 0)
    assert server.aggregator.rejected == 0


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1]
        server = DogStatsD(Config(dogstatsd_port=number), Aggregator(RULES), lambda _: None)
        server.start()
        server.stop()
    assert server.errors == [
        f"DogStatsD cannot listen on port {number} of 127.0.0.1 (UDP): Address already in use; "
        "stop what uses it, or set dogstatsd_port (DD_DOGSTATSD_PORT) to another"
    ]
