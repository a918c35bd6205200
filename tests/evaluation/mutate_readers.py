"""Is every reader proved? Takes away one entry of a reader's table, or silences one reading function, and looks whether a test notices.

By hand: `python -m tests.evaluation.mutate_readers [--tests] [family ...]`. Prints what could be taken away unnoticed by the proofs of the
hidden-content table and, with `--tests`, by the readers' own tests. What is left for a reason stands in `equivalent_readers.toml`; the run
ends with the number of those that have none. Pictures are not read here: their proofs are left out.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tomllib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

import screener.extract.picture.ocr as ocr
from tests.evaluation.reader_mutations import Mutation, mutations, replace_everywhere
from tests.extract.proofs.proof import Proof
from tests.extract.proofs.table import PROOFS

REASONS = Path(__file__).with_name("equivalent_readers.toml")
TESTS = Path(__file__).parents[1] / "extract"
QUIET = ("-q", "-W", "ignore::pytest.PytestAssertRewriteWarning", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly")
# A reader that never ends without what was taken away is noticed too.
SECONDS = 600


@dataclass(frozen=True)
class Built:
    """A proof whose file is made once."""

    proof: Proof
    data: bytes

    def holds(self) -> bool:
        return Proof(lambda: self.data, self.proof.name, self.proof.token, self.proof.expected, self.proof.part).holds()


def proofs_of(form: str) -> list[Proof]:
    return [proof for (_, of), proofs in PROOFS.items() if of == form for proof in proofs if not proof.ocr]


def files_of(form: str) -> list[bytes]:
    return [proof.build() for proof in proofs_of(form)]


def built(forms: list[str]) -> dict[str, list[Built]]:
    """Made in another process: a library that packs files starts threads, and a process with threads does not divide well."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return {
            form: [Built(proof, data) for proof, data in zip(proofs_of(form), files, strict=True)]
            for form, files in zip(forms, pool.map(files_of, forms), strict=True)
        }


def unheld(proofs: dict[str, list[Built]]) -> list[str]:
    return [f"{form}: {one.proof.expected}" for form, all_of in proofs.items() for one in all_of if not one.holds()]


def forget() -> None:
    """What was worked out before would hide what is missing now."""
    for name, module in list(sys.modules.items()):
        if name.startswith("screener.extract"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class Failures:
    """A plugin of pytest: the tests that fail."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.append(report.nodeid)


def failing(names: tuple[str, ...], *options: str) -> list[str]:
    found = Failures()
    files = [str(path) for name in names if (path := TESTS / f"test_{name}.py").exists()]
    if not files:
        return []
    ended = pytest.main([*QUIET, *options, *files], plugins=[found])
    return found.names or ([] if ended in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else ["collection"])


def in_a_process(work: Callable[[], list[str]]) -> list[str]:
    """What a process of its own finds, so that nothing stays of what it changed. One that does not end has found that."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        signal.alarm(SECONDS)
        found = ["crash"]
        with contextlib.suppress(BaseException):
            found = work()
        os.write(writing, "\n".join(found).encode()[:4096])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as answer:
        found = answer.read().splitlines()
    _, status = os.waitpid(child, 0)
    return found if os.WIFEXITED(status) else ["does not end"]


def notice(mutation: Mutation, proofs: dict[str, list[Built]], tests: tuple[str, ...], known: list[str]) -> list[str]:
    mutation.make()
    forget()
    if any(not proof.holds() for form in mutation.formats for proof in proofs[form]):
        return ["proof"]
    forget()
    return failing(tests, "-x", *(f"--deselect={one}" for one in known))


def reasons_for(names: Iterable[str]) -> dict[str, str]:
    """Why a reader may be taken away unnoticed; a name that ends in `*` stands for all that begin so."""
    groups = tomllib.loads(REASONS.read_text(encoding="utf-8"))["left"]
    reasons = [(reader, str(group["reason"])) for group in groups for reader in group["readers"]]
    return {
        name: reason
        for name in names
        for reader, reason in reasons
        if name == reader or (reader.endswith("*") and name.startswith(reader[:-1]))
    }


def run(wanted: tuple[str, ...], *, tests: bool) -> int:
    made = list(mutations(wanted))
    proofs = built(sorted({form for mutation in made for form in mutation.formats}))
    if broken := in_a_process(lambda: unheld(proofs)):  # it would notice everything
        print("do not hold before anything is taken away:", *broken, sep="\n")
        return 1
    reasons = reasons_for(mutation.name for mutation in made)
    print(f"{len(made)} mutations, {sum(map(len, proofs.values()))} proofs hold", flush=True)
    known: dict[tuple[str, ...], list[str]] = {}
    survived: set[str] = set()
    for mutation in made:
        names = mutation.tests if tests else ()
        if names not in known:  # tests that need pictures read notice nothing
            known[names] = in_a_process(lambda names=names: failing(names))  # type: ignore[misc]
        if not in_a_process(lambda mutation=mutation, names=names: notice(mutation, proofs, names, known[names])):  # type: ignore[misc]
            survived.add(mutation.name)
            print(f"survived: {mutation.name}", f" ({reasons[mutation.name]})" if mutation.name in reasons else "", flush=True)
    stale = {mutation.name for mutation in made} & reasons.keys() - survived
    if stale and tests:
        print("noticed after all, needs no reason:", *sorted(stale), sep="\n")
    unexplained = len(survived - reasons.keys())
    print(f"{len(made)} mutations, {len(survived)} survived, {unexplained} unexplained")
    return int(unexplained > 0)


def main(wanted: list[str]) -> int:
    replace_everywhere(ocr.read_lines, lambda image, **how: [])
    return run(tuple(name for name in wanted if name != "--tests"), tests="--tests" in wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
