"""One tool reads pdf files and says what it saw and how long it took; by itself, for it also runs in another environment.

`python read_with.py TOOL ROUNDS FILE…` prints one JSON object. Imports nothing of the project but for the tools that are the project.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def pdftotext(path: str) -> list[str]:
    read = subprocess.run(["pdftotext", "-q", path, "-"], capture_output=True, timeout=300, check=True)
    return [read.stdout.decode("utf-8", "replace")]


def pdfplumber(path: str) -> list[str]:
    import pdfplumber as library

    with library.open(path) as pdf:
        return [page.extract_text() or "" for page in pdf.pages]


def kreuzberg(path: str) -> list[str]:
    import kreuzberg as library  # type: ignore[import-not-found,unused-ignore]  # in an environment of its own

    # Its cache would make every round but the first a look-up.
    return [library.extract_file_sync(path, config=library.ExtractionConfig(use_cache=False)).content]


def screener(path: str) -> list[str]:
    from screener.config import Limits
    from screener.extract import Reading, Source
    from screener.model import Segment

    return [item.text for item in Reading(Source.of_file(Path(path), Limits())) if isinstance(item, Segment)]


def screener_without_ocr(path: str) -> list[str]:
    sys.modules["rapidocr"] = None  # type: ignore[assignment]  # as on a machine where the extra is not installed
    return screener(path)


TOOLS: dict[str, Callable[[str], list[str]]] = {
    tool.__name__: tool for tool in (pdftotext, pdfplumber, kreuzberg, screener, screener_without_ocr)
}


def main(tool: str, rounds: int, paths: list[str]) -> None:
    read = TOOLS[tool]
    texts: dict[str, list[str]] = {}
    failed: list[str] = []
    seconds: list[float] = []
    cpu: list[float] = []
    read(paths[0])  # imports and models are the start-up's, measured apart
    for _ in range(rounds):
        failed, began, worked = [], time.perf_counter(), sum(os.times()[:4])
        for path in paths:
            try:
                texts[path] = read(path)
            except Exception as error:  # noqa: BLE001  another tool's failure on a hostile file is its result
                texts[path] = []
                failed.append(f"{path}: {type(error).__name__}")
        seconds.append(time.perf_counter() - began)
        cpu.append(sum(os.times()[:4]) - worked)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "texts": texts, "failed": failed}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
