"""`make eval`: accuracy on generated documents and, where they are, on the labelled public corpora. Prints tables.

`python -m tests.evaluation [corpora] [--sample SHARE] [--seed N]`. Fails when a labelled case is missed, a statute is blocked, an
unmarked document is blocked, or more marks are missed than the bounds in `generated` allow.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.evaluation import corpora, generated


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.evaluation")
    arguments.add_argument("corpora", nargs="?", type=Path, default=Path("../shared/corpora"))
    arguments.add_argument("--sample", type=float, default=1.0, help="draw so much of the generated documents, 0 to 1")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    failures: list[object] = [*generated.report(chosen.seed, chosen.sample)]
    for broken in failures:
        print(f"BOUND BROKEN {broken}")
    if (chosen.corpora / "cases.tsv").is_file():
        failures += corpora.run(chosen.corpora)
    else:
        print(f"no corpora at {chosen.corpora}: give their folder, make eval CORPORA=…")
    return int(any(failures))


if __name__ == "__main__":
    sys.exit(main())
