"""The pipeline of kreuzberg and pyahocorasick over a folder, in as many processes as ours: which files hold one of the words.

`python kreuzberg_folder.py FOLDER WORDS_FILE PROCESSES` prints one JSON object. Runs in the environment of the peers, and imports
nothing of the project.
"""

import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

library: Any = None
automaton: Any = None


def start(words: str) -> None:
    import ahocorasick
    import kreuzberg  # type: ignore[import-not-found,unused-ignore]

    global automaton, library
    library = kreuzberg
    automaton = ahocorasick.Automaton()
    for word in Path(words).read_text("utf-8").split():
        automaton.add_word(word, word)
    automaton.make_automaton()


def search(path: str) -> tuple[int, int]:
    """Hits, and whether the file could not be read."""
    try:
        # Its cache would make a second round a look-up.
        text = library.extract_file_sync(path, config=library.ExtractionConfig(use_cache=False)).content
    except Exception:  # noqa: BLE001  a format that it does not know
        return 0, 1
    return sum(1 for _ in automaton.iter(text)), 0


def main(folder: str, words: str, processes: int) -> None:
    paths = [str(path) for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    with multiprocessing.get_context("spawn").Pool(processes, start, (words,)) as pool:
        results = pool.map(search, paths, chunksize=8)
    print(json.dumps({"hits": sum(hits for hits, _ in results), "unread": sum(unread for _, unread in results)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
