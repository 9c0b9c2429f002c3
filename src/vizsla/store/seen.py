"""Which series rows the store already has, so that each is written once a day and not with every point."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from xxhash import xxh3_64_intdigest

_MOST = 2_000_000


@dataclass(frozen=True)
class Unseen:
    """The rows of a table that are news, and what to remember once they are stored."""

    rows: pa.Table
    keys: list[tuple[set[int], int]]

    def remember(self) -> None:
        """Note that these rows are stored."""
        for known, key in self.keys:
            known.add(key)


class Seen:
    """Keys of stored series rows by host; a row is known by its series, day, type and interval.

    Whoever remembers adds to the set that it was compared with, so what `forget` threw away stays forgotten.
    """

    def __init__(self) -> None:
        self._by_host: dict[str, set[int]] = {}
        self._newest_day = 0

    def unseen(self, rows: pa.Table) -> Unseen:
        """The rows that are not yet known to be stored."""
        self._turn(rows)
        hosts = rows.column("host").to_pylist()
        fresh, indices = [], []
        for index, (host, key) in enumerate(zip(hosts, _keys(rows).tolist(), strict=True)):
            known = self._by_host.setdefault(host, set())
            if key not in known:
                fresh.append((known, key))
                indices.append(index)
        return Unseen(rows if len(indices) == rows.num_rows else rows.take(pa.array(indices, pa.int64())), fresh)

    def forget(self, host: str) -> None:
        """Write the rows of this host's series again when they are next sent."""
        self._by_host.pop(host, None)

    def _turn(self, rows: pa.Table) -> None:
        newest = pc.max(rows.column("day").cast(pa.int32())).as_py() or 0
        if newest > self._newest_day or sum(map(len, self._by_host.values())) > _MOST:
            self._newest_day = max(newest, self._newest_day)
            self._by_host.clear()


def _keys(rows: pa.Table) -> npt.NDArray[np.uint64]:
    kinds = rows.column("type").combine_chunks().dictionary_encode()
    digests = np.array(
        [xxh3_64_intdigest((kind or "").encode()) for kind in kinds.dictionary.to_pylist()], dtype=np.uint64
    )
    keys: npt.NDArray[np.uint64] = rows.column("sid").to_numpy().astype(np.uint64)
    keys ^= digests[kinds.indices.to_numpy()]
    keys ^= rows.column("day").cast(pa.int32()).to_numpy().astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    keys ^= (rows.column("interval").to_numpy().astype(np.uint64) + np.uint64(1)) * np.uint64(0xC2B2AE3D27D4EB4F)
    return keys
