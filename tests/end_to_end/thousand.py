"""`make drop-test`: a thousand mixed documents through `screener serve`; each ends in its place, the numbers add up, the chain holds."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import documents
from tests.end_to_end.test_drop_box import check_all, drop


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thousand-") as name:
        installation = Installation.make(Path(name))
        dropped = list(documents(args.count, args.seed))
        with installation.running("serve"):
            began = time.monotonic()
            drop(installation, dropped)
            installation.wait_until_done(len(dropped), 60 + args.count)
            seconds = time.monotonic() - began
        check_all(installation, dropped)
        print(f"{len(dropped)} documents in {seconds:.0f} s: {dict(installation.states())}; each in its place, the chain holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
