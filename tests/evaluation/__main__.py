"""`make eval`: accuracy on the labelled public corpora. Prints tables; fails when a case is missed or a statute is blocked."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.evaluation.corpora import run


def main() -> int:
    corpora = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora")
    if not (corpora / "cases.tsv").is_file():
        print(f"no corpora at {corpora}: give their folder, make eval CORPORA=…")
        return 2
    return int(any(list(run(corpora))))


if __name__ == "__main__":
    sys.exit(main())
