"""Memory that only starting needed, handed back."""

import ctypes
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_MADV_DONTNEED = 4


def release_code(library: str) -> None:
    """Let the kernel drop this library's code pages; those used again are mapped anew from the page cache.

    Starting the engine touches some 120 MB of code of which serving needs a third. Elsewhere than on Linux nothing is
    done.
    """
    if not _MAPS.exists():
        return
    process = ctypes.CDLL(None)
    for line in _MAPS.read_text(encoding="utf-8").splitlines():
        words = line.split()
        # Only code: it is never written, so that dropping a page loses nothing.
        if len(words) > 5 and words[1] == "r-xp" and words[-1].endswith(library):
            first, last = (int(word, 16) for word in words[0].split("-"))
            process.madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _MADV_DONTNEED)
