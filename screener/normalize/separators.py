"""Where separators that a reader's eye joins across stand between two Han characters, by numpy, over a whole text at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEPARATORS = " \t·_/.-~^|+=,'`"
LONGEST_RUN = 4
FIRST_HAN, LAST_HAN = 0x3400, 0x9FFF


@cache
def _is_separator() -> NDArray[np.bool_]:
    import numpy as np

    table = np.zeros(257, np.bool_)
    table[list(map(ord, SEPARATORS))] = True
    return table


def without_separators(text: str, marks: Sequence[int], origins: Sequence[int]) -> tuple[str, list[int], list[int]] | None:
    """The text without them, and `marks` and `origins` (as of `Normalized`) for what is left; nothing where there are none."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    places = np.flatnonzero(_is_separator().take(np.minimum(codes, 256)))
    if not places.size:
        return None
    # A run of separators begins where the place before is none, and ends where the next is none.
    apart = np.flatnonzero(np.diff(places) != 1)
    starts = places[np.concatenate(([0], apart + 1))]
    ends = places[np.concatenate((apart, [places.size - 1]))] + 1
    inside = (ends - starts <= LONGEST_RUN) & (starts > 0) & (ends < codes.size)
    starts, ends = starts[inside], ends[inside]
    before, after = codes[starts - 1], codes[ends]
    between = (before >= FIRST_HAN) & (before <= LAST_HAN) & (after >= FIRST_HAN) & (after <= LAST_HAN)
    starts, ends = starts[between], ends[between]
    if not starts.size:
        return None
    steps = np.zeros(codes.size, np.int8)
    steps[starts], steps[ends] = 1, -1
    left = codes[np.cumsum(steps, dtype=np.int8) == 0].tobytes().decode("utf-32-le", "surrogatepass")

    gone = np.concatenate(([0], np.cumsum(ends - starts)))
    old, source = np.asarray(marks), np.asarray(origins)
    at = np.searchsorted(old, ends, "right") - 1
    # The marks that were there before, but for those inside of what is taken out.
    passed = np.searchsorted(starts, old, "right")
    kept = (passed == 0) | (old >= ends[np.maximum(passed - 1, 0)])
    positions = np.concatenate((ends - gone[1:], old[kept] - gone[passed[kept]]))
    sources = np.concatenate((source[at] + ends - old[at], source[kept]))
    order = np.argsort(positions, kind="stable")
    return left, positions[order].tolist(), sources[order].tolist()
