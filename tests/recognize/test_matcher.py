"""The matchers find exactly what a naive search finds, and the same as each other."""

import pickle
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.dictionary import fold, load_dictionaries
from screener.normalize import normalize
from screener.recognize import matcher as module
from screener.recognize.matcher import KEPT_FROM, AhoCorasickMatcher, HyperscanMatcher, build_matcher, engine

HAS_HYPERSCAN = find_spec("hyperscan") is not None
ENGINES = (AhoCorasickMatcher, HyperscanMatcher) if HAS_HYPERSCAN else (AhoCorasickMatcher,)

needs_hyperscan = pytest.mark.skipif(not HAS_HYPERSCAN, reason="the extra `fast` is not installed")
# One and two units of UTF-16, halves of pairs, bytes that are zero, and characters whose bytes are each other's in another order.
ALPHABET = "机密绝a\0\u0100\u0001𠮷𠀀\ud842\udfb7\u5c5c*.[\\"
LETTERS = st.text(alphabet=ALPHABET, max_size=40)
TERMS = st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=4), unique=True, max_size=8)


def naive(terms, text):
    for index, term in enumerate(terms):
        at = text.find(term)
        while at >= 0:
            yield at, at + len(term), index
            at = text.find(term, at + 1)


@pytest.mark.parametrize("engine", ENGINES)
@given(TERMS, LETTERS)
def test_it_finds_what_a_naive_search_finds(engine, terms, text):
    assert sorted(engine(terms).find(text)) == sorted(naive(terms, text))


@pytest.mark.parametrize("engine", ENGINES)
@given(TERMS, LETTERS)
def test_hits_come_by_their_ends(engine, terms, text):
    ends = [end for _, end, _ in engine(terms).find(text)]
    assert ends == sorted(ends)


@needs_hyperscan
def test_both_engines_find_the_same_in_real_texts():
    terms = list(dict.fromkeys(fold(term.text) for dictionary in load_dictionaries() for term in dictionary.terms))
    # Pieces of the texts themselves, so that there are many hits of every length, inside and across each other.
    texts = [normalize(path.read_text("utf-8")).text for path in sorted(Path(module.__file__).parents[2].rglob("*.md"))[:20]]
    pieces = {text[at : at + length] for text in texts for length in (2, 3, 5) for at in range(0, len(text), 97)}
    terms = list(dict.fromkeys([*terms, *sorted(piece for piece in pieces if piece)]))
    slow, fast = AhoCorasickMatcher(terms), HyperscanMatcher(terms)
    for text in texts:
        hits = sorted(slow.find(text))
        assert hits
        assert sorted(fast.find(text)) == hits


@pytest.mark.parametrize("engine", ENGINES)
def test_overlapping_and_contained_hits_are_all_found(engine):
    assert sorted(engine(["机密", "密文件", "机密文件"]).find("机密文件")) == [(0, 2, 0), (0, 4, 2), (1, 4, 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_terms_find_nothing(engine):
    assert list(engine([]).find("机密")) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_term_is_refused(engine):
    with pytest.raises(ValueError, match="empty"):
        engine(["机密", ""])


@pytest.mark.parametrize("engine", ENGINES)
def test_it_travels_to_worker_processes(engine):
    matcher = pickle.loads(pickle.dumps(engine(["机密"])))
    assert list(matcher.find("绝机密")) == [(1, 3, 0)]


def test_without_the_fast_engine_the_portable_one_is_used(monkeypatch):
    monkeypatch.setattr(module, "_hyperscan", lambda: None)
    assert isinstance(build_matcher(["机密"]), AhoCorasickMatcher)
    assert engine().startswith("matcher pyahocorasick ")


def test_an_engine_that_does_not_load_is_not_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    module._hyperscan.cache_clear()
    try:
        assert list(build_matcher(["机密"]).find("机密")) == [(0, 2, 0)]
        assert "pyahocorasick" in engine()
    finally:
        module._hyperscan.cache_clear()


@needs_hyperscan
@pytest.mark.parametrize("count", [KEPT_FROM - 1, KEPT_FROM])
@pytest.mark.parametrize("keep", [True, False])
def test_only_large_lists_that_may_be_kept_are_kept_and_found_the_same_again(tmp_path, monkeypatch, count, keep):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    terms = [f"第{number}号机密" for number in range(count)]
    first = list(HyperscanMatcher(terms, keep=keep).find("第17号机密"))
    assert (tmp_path / "screener").exists() == (keep and count >= KEPT_FROM)
    assert list(HyperscanMatcher(terms, keep=keep).find("第17号机密")) == first == [(0, 6, 17)]


@needs_hyperscan
def test_a_kept_list_that_the_library_refuses_is_compiled_again(tmp_path, monkeypatch):
    from screener.cached import write_cached

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    terms = [f"第{number}号机密" for number in range(KEPT_FROM)]
    HyperscanMatcher(terms, keep=True)
    (kept,) = (tmp_path / "screener").iterdir()
    write_cached(kept.name, kept.read_bytes()[32:132])
    assert list(HyperscanMatcher(terms, keep=True).find("第17号机密")) == [(0, 6, 17)]
    assert kept.stat().st_size > 1000
