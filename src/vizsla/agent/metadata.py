"""What the agent tells of its host: the `/intake/` body that fills the host's page and carries its tags."""

import os
import platform
import socket
import time
import uuid
from pathlib import Path
from typing import Any

import msgspec
import psutil

from vizsla.agent.config import Config
from vizsla.agent.version import VERSION


def body(config: Config) -> bytes:
    """A body for `/intake/`."""
    processor = _processor()
    given = {
        "apiKey": "",
        "agentVersion": VERSION,
        "agent-flavor": "agent",
        "uuid": uuid.uuid5(uuid.NAMESPACE_DNS, config.hostname).hex,
        "internalHostname": config.hostname,
        "os": platform.system().lower(),
        "python": platform.python_version(),
        "systemStats": {
            "cpuCores": psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
            "machine": platform.machine(),
            "platform": platform.system().lower(),
            "pythonV": platform.python_version(),
            "processor": processor,
            "nixV": _distribution(),
            "macV": [platform.mac_ver()[0], "", ""],
            "fbsdV": ["", "", ""],
            "winV": ["", "", ""],
        },
        "meta": {
            "socket-hostname": socket.gethostname(),
            "socket-fqdn": socket.getfqdn(),
            "timezones": [time.tzname[0]],
            "hostname": config.hostname,
            "agent-hostname": config.hostname,
            "host_aliases": [],
            "instance-id": "",
        },
        "host-tags": {"system": list(config.host_tags)},
        "network": {"network-id": "", "public-ipv4": ""},
        "logs": {"transport": "HTTP" if config.logs_enabled else "", "auto_multi_line_detection_enabled": False},
        "install-method": {"tool": "vizsla", "tool_version": VERSION, "installer_version": ""},
        "otlp": {"enabled": False},
        "gohai": msgspec.json.encode(_gohai(config.hostname, processor)).decode(),
    }
    return msgspec.json.encode(given)


def _gohai(hostname: str, processor: str) -> dict[str, Any]:
    swap, memory = psutil.swap_memory(), psutil.virtual_memory()
    name = platform.uname()
    return {
        "cpu": {
            "cpu_cores": str(psutil.cpu_count(logical=False) or psutil.cpu_count() or 1),
            "cpu_logical_processors": str(psutil.cpu_count() or 1),
            "model_name": processor,
        },
        "memory": {"total": f"{memory.total // 1024}kB", "swap_total": f"{swap.total // 1024}kB"},
        "filesystem": [
            {"name": part.device, "kb_size": str(_kib(part.mountpoint)), "mounted_on": part.mountpoint}
            for part in psutil.disk_partitions()
        ],
        "network": _network(),
        "platform": {
            "hostname": hostname,
            "kernel_name": name.system,
            "kernel_release": name.release,
            "kernel_version": name.version,
            "machine": name.machine,
            "os": "GNU/Linux" if name.system == "Linux" else name.system,
            "processor": name.machine,
            "pythonV": platform.python_version(),
        },
    }


def _network() -> dict[str, Any]:
    interfaces = []
    up = psutil.net_if_stats()
    for name, addresses in psutil.net_if_addrs().items():
        if name == "lo" or not (name in up and up[name].isup):
            continue
        interfaces.append(
            {
                "name": name,
                "ipv4": [a.address for a in addresses if a.family == socket.AF_INET],
                "ipv6": [a.address.partition("%")[0] for a in addresses if a.family == socket.AF_INET6],
                "macaddress": next((a.address for a in addresses if a.family == psutil.AF_LINK), ""),
            }
        )
    # The first with an IPv4 address is how the host is known, as for the real agent.
    first: dict[str, Any] = next((one for one in interfaces if one["ipv4"]), {})
    return {
        "interfaces": interfaces,
        "ipaddress": next(iter(first.get("ipv4", [])), ""),
        "ipaddressv6": next(iter(first.get("ipv6", [])), ""),
        "macaddress": first.get("macaddress", ""),
    }


def _kib(mount: str) -> int:
    try:
        stat = os.statvfs(mount)
    except OSError:
        return 0
    return stat.f_blocks * stat.f_frsize // 1024


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _distribution() -> list[str]:
    try:
        found = platform.freedesktop_os_release()
    except OSError:
        return ["", "", ""]
    return [found.get("ID", ""), found.get("VERSION_ID", ""), ""]
