"""The fast look-up gives what `str.translate` gives, for every code point and every text."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener import normalize as package
from screener.normalize import SQUEEZED, Normalized, normalize, squeeze
from screener.normalize.fold_table import LONG, FoldTable
from screener.normalize.separators import without_separators

needs_numpy = pytest.mark.skipif(find_spec("numpy") is None, reason="numpy comes with the extras `fast` and `ocr`")
# Dropped, one to many, many scripts, outside of the BMP, halves of pairs.
INTERESTING = "机密機★☆①㈱…½﹏ﷺ\u200b\u0301\ufe0f\U000e0100𝟙𝐀🌟𠮷\ud842\udfb7ＡaÀß·-─ \t\n\u3000\x00"
TEXTS = st.lists(st.text(alphabet=st.one_of(st.sampled_from(INTERESTING), st.characters()), max_size=60), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def table():
    made = FoldTable(package._Folds())
    made.warm()
    return made


@needs_numpy
def test_every_code_point_is_folded_alike(table):
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert table._look_up(every) == every.translate(package._FOLDS)


@needs_numpy
@given(TEXTS)
def test_every_text_is_folded_alike(table, parts):
    text = "机".join(parts)
    assert table._look_up(text) == text.translate(package._FOLDS)


@pytest.mark.parametrize("length", [LONG - 1, LONG, LONG + 1, 4 * LONG])
@given(parts=TEXTS)
def test_short_and_long_texts_fold_alike_and_keep_their_origins(length, parts):
    text = "".join(parts)
    long = (text + "x" * length)[: max(length, len(text))]
    package.warm()
    assert normalize(long).text.startswith(normalize(text).text)
    for position in range(min(len(normalize(text).text), 200)):
        assert normalize(long).origin(position) == normalize(text).origin(position)


SEPARATED = st.text(alphabet="机密\u3400\u9fff\ua000a  ·_/.-~^|+=,'`\t\n…①\u200b\u200d🌟，", max_size=80)


@needs_numpy
@given(SEPARATED)
def test_separators_are_taken_out_alike(text):
    folded = normalize(text)
    plain, fast = squeeze(folded), without_separators(folded.text, folded.marks, folded.origins)
    if fast is None:
        assert plain is folded
        return
    at_once = Normalized(text, fast[0], tuple(fast[1]), tuple(fast[2]))
    assert at_once.text == plain.text
    places = range(len(plain.text))
    assert list(map(at_once.origin, places)) == list(map(plain.origin, places))


LOOKING_BACK = re.compile(rf"(?<=[\u3400-\u9fff]){SQUEEZED.pattern}")


@given(st.text(alphabet="机密a  ·_/.-~^|+=,'`\t\n…\u200b", max_size=60))
def test_what_is_squeezed_is_what_the_plain_pattern_finds(text):
    folded = normalize(text)
    squeezed = squeeze(folded)
    assert squeezed.text == LOOKING_BACK.sub("", folded.text)
    kept = [at for at in range(len(folded.text)) if not any(m.start() <= at < m.end() for m in LOOKING_BACK.finditer(folded.text))]
    assert [squeezed.origin(at) for at in range(len(squeezed.text))] == [folded.origin(at) for at in kept]


def test_numpy_is_not_imported_for_a_short_text():
    code = "import sys; from screener.normalize import normalize; normalize('机密' * 5000); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@needs_numpy
def test_it_starts_no_threads_before_workers_are_forked():
    code = "import os; from screener.normalize import warm; warm(); print(len(os.listdir('/proc/self/task')))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS", "OMP"))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "1\n"
