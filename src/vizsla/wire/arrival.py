"""What a decoder knows of a request besides its body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def no_tags(_host: str) -> list[str]:
    """A server that knows of no host's tags."""
    return []


@dataclass(frozen=True)
class Arrival:
    """When a body came (Unix seconds), as what, with which query parameters; and the tags of hosts that are known."""

    now: float
    content_type: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    host_tags: Callable[[str], list[str]] = no_tags

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON rather than protobuf."""
        return "protobuf" not in self.content_type
