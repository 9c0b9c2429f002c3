"""Where the demonstration listens: at the usual ports, or at free ones where something else uses those."""

import os
import socket
from dataclasses import dataclass

# The agent's are those that Datadog's clients send to by themselves.
_USUAL = {"site": 8411, "inbox": 8412, "smtp": 8425, "dogstatsd": 8125, "traces": 8126}
_SETTINGS = {"dogstatsd": "DD_DOGSTATSD_PORT", "traces": "DD_APM_RECEIVER_PORT"}
_DATAGRAMS = {"dogstatsd"}


@dataclass(frozen=True)
class Ports:
    """Ports of this machine."""

    site: int
    inbox: int
    smtp: int
    dogstatsd: int
    traces: int

    @property
    def agent(self) -> dict[str, str]:
        """The agent's settings."""
        return {setting: str(getattr(self, name)) for name, setting in _SETTINGS.items()}

    @property
    def moved(self) -> list[str]:
        """What is not where one would look for it."""
        return [
            f"{name} at {getattr(self, name)}, since {usual} is in use"
            for name, usual in _USUAL.items()
            if getattr(self, name) != usual and not (name in _SETTINGS and os.environ.get(_SETTINGS[name]))
        ]


def choose() -> Ports:
    """Ports that are free now; what the environment says of the agent's is left as it is."""
    given = {name: os.environ.get(setting, "") for name, setting in _SETTINGS.items()}
    found = {}
    for name, usual in _USUAL.items():
        said = given.get(name, "")  # the agent itself tells of one that is no number
        found[name] = int(said) if said.isdecimal() else _free(usual, datagrams=name in _DATAGRAMS)
    return Ports(**found)


def _free(wanted: int, *, datagrams: bool) -> int:
    for port in (wanted, 0):
        with socket.socket(type=socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM) as probe:
            if not datagrams:  # a port that was served lately is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")
