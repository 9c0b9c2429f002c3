"""Space and inodes of file systems; sizes in KiB as the Agent sends them."""

import os
from collections.abc import Iterator

import psutil

from vizsla.agent.host.source import Collect, Sample, Source

_KIB = 1024.0
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "zfs", "btrfs"})
_READ_ONLY_IMAGES = frozenset({"squashfs", "iso9660", "udf"})


def _start(_now: float) -> Collect:
    return _collect


def _mounts() -> dict[str, str]:
    """Mount points by device: of each device the first mounted, and the root whatever it is mounted from."""
    found: dict[str, str] = {}
    for part in psutil.disk_partitions(all=True):
        real = part.device.startswith("/dev/") or part.fstype in _NETWORK or part.mountpoint == "/"
        # Single files may be mounted too, as containers do; they tell of the same device as their file system.
        if real and part.fstype not in _READ_ONLY_IMAGES and os.path.isdir(part.mountpoint):  # noqa: PTH112
            if part.mountpoint == "/":
                found = {device: mount for device, mount in found.items() if mount != "/"}
            found.setdefault(part.device, part.mountpoint)
    return found


def _collect(_now: float) -> Iterator[Sample]:
    for device, mount in _mounts().items():
        try:
            stat = os.statvfs(mount)
        except OSError:
            continue  # gone, or not ours to see
        tags = (f"device:{device}", f"device_name:{device.rsplit('/', 1)[-1]}")
        total, free = stat.f_blocks * stat.f_frsize, stat.f_bavail * stat.f_frsize
        used = total - stat.f_bfree * stat.f_frsize
        if not total:
            continue
        yield Sample("system.disk.total", total / _KIB, tags)
        yield Sample("system.disk.used", used / _KIB, tags)
        yield Sample("system.disk.free", free / _KIB, tags)
        if used + free:
            yield Sample("system.disk.in_use", used / (used + free), tags)
            yield Sample("system.disk.utilized", 100 * used / (used + free), tags)
        if stat.f_files:
            taken = stat.f_files - stat.f_ffree
            yield Sample("system.fs.inodes.total", stat.f_files, tags)
            yield Sample("system.fs.inodes.used", taken, tags)
            yield Sample("system.fs.inodes.free", stat.f_ffree, tags)
            yield Sample("system.fs.inodes.in_use", taken / stat.f_files, tags)
            yield Sample("system.fs.inodes.utilized", 100 * taken / stat.f_files, tags)


SOURCE = Source("disk", _start)
