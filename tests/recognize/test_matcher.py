"""The matcher finds exactly what a naive search finds."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.recognize.matcher import AhoCorasickMatcher

LETTERS = st.text(alphabet="机密绝a𠮷", max_size=30)
TERMS = st.lists(st.text(alphabet="机密绝a𠮷", min_size=1, max_size=4), unique=True, max_size=8)


def naive(terms, text):
    for index, term in enumerate(terms):
        at = text.find(term)
        while at >= 0:
            yield at, at + len(term), index
            at = text.find(term, at + 1)


@given(TERMS, LETTERS)
def test_it_finds_what_a_naive_search_finds(terms, text):
    assert sorted(AhoCorasickMatcher(terms).find(text)) == sorted(naive(terms, text))


def test_overlapping_and_contained_hits_are_all_found():
    assert sorted(AhoCorasickMatcher(["机密", "密文件", "机密文件"]).find("机密文件")) == [(0, 2, 0), (0, 4, 2), (1, 4, 1)]


def test_no_terms_find_nothing():
    assert list(AhoCorasickMatcher([]).find("机密")) == []


def test_an_empty_term_is_refused():
    with pytest.raises(ValueError, match="empty"):
        AhoCorasickMatcher(["机密", ""])


def test_it_travels_to_worker_processes():
    matcher = pickle.loads(pickle.dumps(AhoCorasickMatcher(["机密"])))
    assert list(matcher.find("绝机密")) == [(1, 3, 0)]
