"""What the points before a point say: medians, weighted means and tail quantiles, for all rows (G x T) at once."""

import bottleneck
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK = 10
"""Tail quantiles are drawn anew once in so many points."""
DELAY_BLOCKS = 3
"""Blocks until an error counts as past, lest an anomaly widen the band that it is judged by."""


def shifted(rows: Floats, by: int) -> Floats:
    """The rows moved `by` points to the right, NaN before."""
    found = np.full_like(rows, np.nan)
    if by < rows.shape[1]:
        found[:, by:] = rows[:, : rows.shape[1] - by]
    return found


def median_until(rows: Floats, window: int, least: int) -> Floats:
    """The median of each point and the `window` - 1 before it; NaN where less than `least` of them are there."""
    if window > rows.shape[1]:  # the window is then all that there is
        window = max(rows.shape[1], 1)
    return np.asarray(bottleneck.move_median(rows, window, min_count=min(least, window), axis=1))


def same_slot(rows: Floats, season: int, seasons: int) -> Floats:
    """The median, over earlier seasons, of the same slot, each smoothed with its two neighbours."""
    smooth = median_until(rows, 3, 1)  # of a slot and both neighbours, one point to the right
    return np.asarray(bottleneck.nanmedian([shifted(smooth, k * season - 1) for k in range(1, seasons + 1)], axis=0))


def mean_before(rows: Floats, half_life: float, delay: int) -> Floats:
    """The mean of what lies `delay` points and more back, weights halved every `half_life` points; NaN at first.

    Summed within stretches, so that the weights do not outgrow a double.
    """
    found = np.full_like(rows, np.nan)
    decay = 0.5 ** (1 / half_life)
    stretch = int(400 * half_life)
    present = ~np.isnan(rows)
    total, weight = np.zeros((len(rows), 1)), np.zeros((len(rows), 1))
    for start in range(0, rows.shape[1], stretch):
        part = slice(start, start + stretch)
        growth = decay ** -np.arange(1, present[:, part].shape[1] + 1)
        totals = (total + np.cumsum(np.where(present[:, part], rows[:, part], 0.0) * growth, axis=1)) / growth
        weights = (weight + np.cumsum(present[:, part] * growth, axis=1)) / growth
        found[:, part] = np.divide(totals, weights, out=np.full_like(totals, np.nan), where=weights > 0)
        total, weight = totals[:, -1:], weights[:, -1:]
    return shifted(found, delay)


def tail_before(rows: Floats, window: int, tail: float, least: int) -> Floats:
    """The `tail` quantile of what lay three blocks and more before each point; NaN where that is less than `least`.

    It looks `window` points back. Such a quantile is one of the few largest values, so only those are kept: of blocks,
    then of runs of blocks.
    """
    groups, points = rows.shape
    blocks, held = -(-points // BLOCK), max(1, window // BLOCK)
    padded = np.full((groups, blocks * BLOCK), np.nan)
    padded[:, :points] = rows
    cut = padded.reshape(groups, blocks, BLOCK)
    most = int((1 - tail) * held * BLOCK) + 2
    largest = np.sort(np.nan_to_num(cut, nan=-np.inf), axis=2)[:, :, ::-1][:, :, :most].transpose(1, 0, 2)
    until = _largest_of_runs(largest, held, most)
    counts = np.cumsum((~np.isnan(cut)).sum(axis=2), axis=1).T
    counts = counts - np.concatenate([np.zeros((min(held, blocks), groups), counts.dtype), counts[:-held]])
    place = (1 - tail) * np.maximum(counts - 1, 0)
    above = place.astype(int)
    first, second = (np.take_along_axis(until, (above + k)[:, :, None], 2)[:, :, 0] for k in (0, 1))
    with np.errstate(invalid="ignore"):
        quantile = np.where(counts >= least, first + (second - first) * (place - above), np.nan)
    return shifted(np.repeat(quantile.T, BLOCK, axis=1), DELAY_BLOCKS * BLOCK)[:, :points]


def _largest_of_runs(blocks: Floats, held: int, most: int) -> Floats:
    # The `most` largest of the `held` blocks up to each one, in falling order. Blocks are cut into chunks of `held`:
    # a run is the end of one chunk and the beginning of the next, and both come from merging block after block.
    count = len(blocks)
    chunks = -(-count // held)
    filled = np.full((chunks * held, *blocks.shape[1:]), -np.inf)
    filled[:count] = blocks
    chunked = filled.reshape(chunks, held, *blocks.shape[1:])
    beginnings = _merged(chunked[:, : min(held, count)], most)
    if chunks == 1:
        return beginnings[0, :count]
    ends = _merged(chunked[:, ::-1], most)[:, ::-1]
    # The end of the chunk before begins one block after the run's own place in it.
    before = np.full_like(ends, -np.inf)
    before[1:, :-1] = ends[:-1, 1:]
    both = np.sort(np.concatenate([before, beginnings], axis=3), axis=3)[..., ::-1][..., :most]
    return np.asarray(both.reshape(chunks * held, *both.shape[2:])[:count])


def _merged(chunks: Floats, most: int) -> Floats:
    found = np.full((*chunks.shape[:3], most), -np.inf)
    kept = np.full((len(chunks), chunks.shape[2], most), -np.inf)
    for i in range(chunks.shape[1]):
        kept = np.sort(np.concatenate([kept, chunks[:, i]], axis=2), axis=2)[..., ::-1][..., :most]
        found[:, i] = kept
    return found
