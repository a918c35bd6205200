"""Documents per second over the statutes, from command to report, with grep for scale."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.measured import CHECK, medians, progress, table, used

WORDS = ("绝密", "机密", "秘密", "内部资料", "商业秘密")
QUICK = 100


def report(corpora: Path, rounds: int, quick: bool) -> str:
    packed = corpora / "laws.tar.xz"
    if not packed.is_file():
        return f"## Statutes\n\nNot run: no {packed.name} in the folder of the corpora (make bench CORPORA=…).\n"
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(packed) as archive:
            archive.extractall(folder, [member for number, member in enumerate(archive) if not quick or number < QUICK], filter="data")
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        progress(f"statutes: {len(files)} files, {megabytes:.0f} MB")
        commands = {f"screener check --jobs {jobs}": [*CHECK, str(Path("/dev/null")), "--jobs", str(jobs), folder] for jobs in (1, 2)}
        if shutil.which("grep"):
            commands["grep -F -r -c"] = ["grep", "-F", "-r", "-c", *(f"-e{word}" for word in WORDS), folder]
        usages = {}
        for name, command in commands.items():
            progress(f"statutes: {name}")
            usages[name] = medians(partial(used, command), 1 if "check" in name else rounds)
    base = usages["screener check --jobs 1"]
    rows = [
        (
            name,
            f"{len(files) / took.seconds:.0f}",
            f"{megabytes / took.seconds:.2f}",
            f"{base.seconds / took.seconds:.2f}",
            f"{base.cpu / max(took.cpu, 0.001):.2f}",
            str(took.megabytes),
        )
        for name, took in usages.items()
    ]
    title = f"## Statutes\n\n{len(files)} documents, {megabytes:.0f} MB; ours once, grep {rounds} times.\n\n"
    return title + table(("command", "documents/s", "MB/s", "--jobs 1 = 1", "by processor time", "peak MB of a process"), rows)
