"""A lazy pattern behaves as the compiled one does, and every one of ours compiles."""

import importlib
import pickle
import pkgutil
import re
import subprocess
import sys

import pytest

import screener
from screener.lazy_pattern import _LazyPattern, compile_all, lazy_pattern


@pytest.mark.parametrize(
    ("pattern", "flags", "text"), [("机(?P<a>密)", 0, "绝机密"), (rb"a+", re.IGNORECASE, b"xAa"), ("a b", re.VERBOSE, "ab")]
)
def test_it_finds_what_the_compiled_one_finds(pattern, flags, text):
    lazy, compiled = lazy_pattern(pattern, flags), re.compile(pattern, flags)
    assert [match.span() for match in lazy.finditer(text)] == [match.span() for match in compiled.finditer(text)]
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    assert lazy.sub(text[:0], text) == compiled.sub(text[:0], text)


def test_it_travels_to_worker_processes():
    assert pickle.loads(pickle.dumps(lazy_pattern("A", re.IGNORECASE))).search("a")


def test_it_has_nothing_that_the_compiled_one_has_not():
    with pytest.raises(AttributeError):
        getattr(lazy_pattern("a"), "serch")  # noqa: B009


def test_every_pattern_of_the_program_compiles():
    for found in pkgutil.walk_packages(screener.__path__, "screener."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    compile_all()


def test_nothing_is_compiled_before_it_is_used():
    code = "import screener.recognize, screener.lazy_pattern as lazy; print(len(lazy._made) > 200, sum(made._compiled is not None for made in lazy._made) < 40)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
    assert _LazyPattern("a", 0)._compiled is None
