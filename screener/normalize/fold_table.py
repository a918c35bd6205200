"""One look-up per character over a whole text at once (numpy, where it is installed): 1,000 MB/s, where `str.translate` reads 50.

`str.translate` with the same look-up is the reference; it is what short texts, and programs that read little, use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Below this the two take the same time.
LONG = 700
# Importing numpy takes 80 ms, which is what `str.translate` takes for so many characters.
WORTH_AN_IMPORT = 1_500_000
UNKNOWN = 0


class FoldTable:
    """`translate(text)` is `text.translate(folds)`, where `folds` gives one character, never NUL, for each."""

    def __init__(self, folds: Mapping[int, str]) -> None:
        self._folds = folds
        self._table: NDArray[np.uint32] | None = None
        self._left = WORTH_AN_IMPORT if find_spec("numpy") else sys.maxsize

    def warm(self) -> None:
        """Load numpy now, if it is installed."""
        if self._left < sys.maxsize:
            self._left = 0
            self._load()

    def reads_at_once(self, text: str) -> bool:
        """Whether numpy is there and worth it for this text."""
        return self._table is not None and len(text) >= LONG

    def translate(self, text: str) -> str:
        if len(text) < LONG:
            return text.translate(self._folds)
        if self._table is None:
            self._left -= len(text)
            if self._left > 0:
                return text.translate(self._folds)
        return self._look_up(text)

    def _load(self) -> NDArray[np.uint32]:
        if self._table is None:
            # Its threads are of no use here, and a process with threads must not fork.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            import numpy as np

            # Only the pages that are written to take memory.
            self._table = np.zeros(sys.maxunicode + 1, np.uint32)
        return self._table

    def _look_up(self, text: str) -> str:
        table = self._load()
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
        folded = table.take(codes, mode="wrap")  # no check of bounds: there is no larger code point
        if not folded.all():
            for code in np.unique(codes[folded == UNKNOWN]).tolist():
                table[code] = ord(self._folds[code])
            folded = table.take(codes, mode="wrap")
        return folded.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
