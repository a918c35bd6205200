"""The text core, warm, against grep and ripgrep on the same text and terms.

The core reads the file, folds it, takes out what pulls words apart and finds every term, passage by passage, as the product does; the
two others find bytes. What the product does besides, and with what it finds, is in the other sections.
"""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from screener import normalize
from screener.dictionary import fold
from screener.recognize.matcher import AhoCorasickMatcher, Matcher, build_matcher, engine
from screener.recognize.passage import PASSAGE_CHARACTERS
from tests.benchmarks.measured import progress, table

TEXTS = Path(__file__).parents[1] / "evaluation" / "texts"
COUNTS = (12, 1_000, 10_000, 100_000)
ROUNDS, ROUNDS_OF_LONG, LONG = 5, 3, 50_000_000
# The portable engine takes minutes for what grep does in one: it reads a part of the text once, and is told for the whole.
PART_FOR_PORTABLE = 10
# Long enough words that are hardly ever written: the shape of a real list.
LENGTH, RARE = 3, 5


def report(corpora: Path, quick: bool) -> str:
    sizes = (2_000_000,) if quick else (10_000_000, 100_000_000)
    parts = [
        f"## Text core\n\nMedian of {ROUNDS} ({ROUNDS_OF_LONG} from {LONG // 1_000_000} MB), in turn, one process each; {engine()}. Times as parts of grep's.\n"
    ]
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "text.txt")
        for size in sizes:
            text.write_bytes(sample(corpora, size))
            text.with_suffix(".part").write_bytes(sample(corpora, size // PART_FOR_PORTABLE))
            rows = [
                _row(text, Path(folder, "terms"), count, ROUNDS if size < LONG else ROUNDS_OF_LONG)
                for count in (COUNTS[:3] if quick else COUNTS)
            ]
            head = ("terms", "grep -F -o -b, ms", "rg -F -o -b", "ours", "ours, pyahocorasick", "hits of grep", "ours", "compiling, ms")
            parts.append(f"{size // 1_000_000} MB of {'statutes' if _statutes(corpora) else 'office texts'}\n\n" + table(head, rows))
    return "\n".join(parts)


def _row(text: Path, terms_file: Path, count: int, rounds: int) -> tuple[str, ...]:
    progress(f"text core: {text.stat().st_size / 1e6:.0f} MB, {count} terms")
    terms = _terms(count)
    terms_file.write_text("\n".join(terms) + "\n", "utf-8")
    folded = tuple(dict.fromkeys(map(fold, terms)))
    normalize.warm()
    began = time.perf_counter()
    fast = build_matcher(folded)
    compiling = time.perf_counter() - began
    slow = AhoCorasickMatcher(folded)
    part = text.with_suffix(".part")
    contenders: dict[str, Callable[[], int]] = {
        "grep": lambda: _count("grep", terms_file, text),
        "ours": lambda: _find(fast, text),
        "slow": lambda: _find(slow, part),
    }
    if shutil.which("rg"):
        contenders["rg"] = lambda: _count("rg", terms_file, text)
    took: dict[str, list[float]] = {name: [] for name in contenders}
    hits: dict[str, int] = {}
    for number in range(rounds):
        for name, run in contenders.items():
            if name == "slow" and number:
                continue
            began = time.perf_counter()
            hits[name] = run()
            took[name].append((time.perf_counter() - began) * (PART_FOR_PORTABLE if name == "slow" else 1))
    medians = {name: statistics.median(seconds) for name, seconds in took.items()}
    base = medians["grep"]
    return (
        f"{count:,}",
        f"{base * 1000:.0f}",
        f"{medians['rg'] / base:.2f}" if "rg" in medians else "not installed",
        f"{medians['ours'] / base:.2f}",
        f"{medians['slow'] / base:.2f}",
        str(hits["grep"]),
        str(hits["ours"]),
        f"{compiling * 1000:.0f}",
    )


def _count(tool: str, terms: Path, text: Path) -> int:
    command = [tool, "-F", "-o", "-b", "-f", str(terms), str(text)]
    done = subprocess.run(command, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}, check=False)
    return done.stdout.count(b"\n")


def _find(matcher: Matcher, file: Path) -> int:
    found = 0
    with file.open(encoding="utf-8") as stream:
        while portion := stream.read(PASSAGE_CHARACTERS):
            found += len(list(matcher.find(normalize.squeeze(normalize.normalize(portion)).text)))
    return found


def _terms(count: int) -> list[str]:
    """Rare words of jieba's list, evenly drawn; past its end, with a second one behind."""
    import jieba

    words = []
    for line in jieba.get_dict_file().read().decode("utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        if len(word) >= LENGTH and int(frequency) <= RARE and all("\u4e00" <= character <= "\u9fff" for character in word):
            words.append(word)
    step = max(1, len(words) // count)
    drawn = words[::step][:count]
    return drawn + [one + other for one, other in itertools.pairwise(words)][: count - len(drawn)]


def _statutes(corpora: Path) -> Path | None:
    packed = corpora / "laws.tar.xz"
    return packed if packed.is_file() else None


def sample(corpora: Path, size: int) -> bytes:
    packed = _statutes(corpora)
    pieces, held = [], 0
    if packed is not None:
        with tarfile.open(packed) as archive:
            for member in archive:
                if member.isfile() and held < size:
                    file = archive.extractfile(member)
                    assert file is not None
                    pieces.append(file.read())
                    held += len(pieces[-1])
                elif held >= size:
                    break
    else:
        pieces = [path.read_bytes() for path in sorted(TEXTS.glob("*.txt"))]
    text = b"\n".join(pieces)
    return (text * (size // len(text) + 1))[:size].decode("utf-8", "ignore").encode()
