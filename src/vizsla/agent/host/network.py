"""Traffic of network interfaces, a second."""

from collections.abc import Iterator
from pathlib import Path

import psutil

from vizsla.agent.host.source import Collect, Rates, Sample, Source

_COUNTERS = {
    "bytes_rcvd": "bytes_recv",
    "bytes_sent": "bytes_sent",
    "packets_in.count": "packets_recv",
    "packets_in.drop": "dropin",
    "packets_in.error": "errin",
    "packets_out.count": "packets_sent",
    "packets_out.drop": "dropout",
    "packets_out.error": "errout",
}
# Of /proc/net/snmp, as protocol, counter and the Agent's name.
_PROTOCOLS = {
    ("Tcp", "RetransSegs"): "tcp.retrans_segs",
    ("Tcp", "InSegs"): "tcp.in_segs",
    ("Tcp", "OutSegs"): "tcp.out_segs",
    ("Udp", "InDatagrams"): "udp.in_datagrams",
    ("Udp", "NoPorts"): "udp.no_ports",
    ("Udp", "InErrors"): "udp.in_errors",
    ("Udp", "OutDatagrams"): "udp.out_datagrams",
    ("Udp", "RcvbufErrors"): "udp.rcv_buf_errors",
    ("Udp", "SndbufErrors"): "udp.snd_buf_errors",
    ("Udp", "InCsumErrors"): "udp.in_csum_errors",
}


def _start(now: float) -> Collect:
    rates = Rates()

    def collect(now: float) -> Iterator[Sample]:
        for interface, counters in psutil.net_io_counters(pernic=True).items():
            if interface == "lo":
                continue
            tags = (f"device:{interface}", f"device_name:{interface}")
            for name, field in _COUNTERS.items():
                rate = rates((interface, name), getattr(counters, field), now)
                if rate is not None:
                    yield Sample(f"system.net.{name}", rate, tags)
        for name, value in _protocols().items():
            rate = rates(name, value, now)
            if rate is not None:
                yield Sample(f"system.net.{name}", rate)

    list(collect(now))
    return collect


def _protocols() -> dict[str, float]:
    try:
        lines = (Path(getattr(psutil, "PROCFS_PATH", "/proc")) / "net/snmp").read_text().splitlines()
    except OSError:
        return {}
    found = {}
    for names, values in zip(lines[::2], lines[1::2], strict=False):
        protocol, *rest = names.split()
        for name, value in zip(rest, values.split()[1:], strict=False):
            metric = _PROTOCOLS.get((protocol.rstrip(":"), name))
            if metric:
                found[metric] = float(value)
    return found


SOURCE = Source("network", _start)
