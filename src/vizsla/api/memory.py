"""What answers may be made of again: values by key, the least recently used ones forgotten first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Memory:
    """Values with weights that together stay below `most`; any thread may use it."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Any, weight: int) -> None:
        """Keep a value; one that is heavier than everything may be is not kept."""
        with self._lock:
            self._held -= self._values.pop(key, (None, 0))[1]
            if weight > self._most:
                return
            self._values[key] = value, weight
            self._held += weight
            while self._held > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._held -= freed
