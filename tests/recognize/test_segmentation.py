"""Accidents of neighbouring words are told from words."""

import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from screener.normalize import normalize
from screener.recognize.segmentation import JiebaTokenizer, RjiebaTokenizer, Segmenter, build_tokenizer, engine

TERMS = ["绝密", "机密", "秘密", "红旗", "岭北"]
HAS_RJIEBA = find_spec("rjieba") is not None
TOKENIZERS = (JiebaTokenizer, RjiebaTokenizer) if HAS_RJIEBA else (JiebaTokenizer,)
SEGMENTERS = [Segmenter(TERMS, tokenizer) for tokenizer in TOKENIZERS]
# domain.md 7.1 I, and compounds whose meaning is another.
ACCIDENTS = [
    "司机密切配合",
    "飞机密封",
    "手机密码",
    "计算机密集",
    "发动机密封圈",
    "随机密钥",
    "商机密切相关",
    "有机密度",
    "洗衣机密闭",
    "电机密封件",
    "班机密度",
    "乘机密接者",
    "杜绝密切接触",
    "隔绝密封",
    "拒绝密码登录",
    "断绝密切往来",
    "根绝密谋",
    "便秘密切观察",
    "神秘密室",
    "奥秘密码",
    "诡秘密布",
    "文秘密切配合",
    "隐秘密道",
    "机密性",
    "秘密性",
    "红旗渠",
]
WORDS = [
    "本件属机密",
    "机密文件",
    "绝密文件",
    "机密级",
    "绝密级",
    "绝密件",
    "机密件",
    "秘密级",
    "机密信息",
    "机密性质的文件",
    "属绝密事项",
    "秘密电报",
    "该机密文件",
    "列为机密",
    "我院机密",
    "泄露机密罪",
    "红旗分队",
    "关于红旗的方案",
    "岭北方向",
    "此系秘密，不得外传",
    "机密10年",
    "机密★",
]
AROUND = [("", ""), ("我们要求", "，并按规定办理"), ("该", "的情况"), ("经", "后")]


def hits(text):
    return [
        (at, at + len(term)) for term in ("绝密", "机密", "秘密", "红旗", "岭北") for at in range(len(text)) if text.startswith(term, at)
    ]


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@pytest.mark.parametrize("before_after", AROUND)
@pytest.mark.parametrize("phrase", ACCIDENTS)
def test_an_accident_is_no_word(phrase, before_after, segmenter):
    text = phrase.join(before_after)
    assert hits(text)
    assert not any(segmenter.is_word(text, start, end) for start, end in hits(text))


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@pytest.mark.parametrize("before_after", AROUND[:3])
@pytest.mark.parametrize("phrase", WORDS)
def test_a_word_is_a_word(phrase, before_after, segmenter):
    text = phrase.join(before_after)
    assert all(segmenter.is_word(text, start, end) for start, end in hits(text))


@pytest.mark.parametrize("segmenter", SEGMENTERS)
def test_what_is_far_away_does_not_matter(segmenter):
    assert segmenter.is_word("司" * 500 + "，机密，" + "切" * 500, 501, 503)


def test_it_travels_to_worker_processes():
    assert pickle.loads(pickle.dumps(Segmenter(TERMS))).is_word("属机密", 1, 3)


def test_nothing_is_said_and_no_cache_file_is_left(tmp_path):
    code = "from screener.recognize.segmentation import Segmenter; print(Segmenter().is_word('属机密', 1, 3))"
    done = subprocess.run([sys.executable, "-c", code], env={"TMPDIR": str(tmp_path), "PYTHONPATH": "."}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert list(tmp_path.iterdir()) == []


needs_rjieba = pytest.mark.skipif(not HAS_RJIEBA, reason="the extra `fast` is not installed")


@needs_rjieba
def test_both_engines_cut_alike_and_know_the_same_words():
    own = [*TERMS, "岭北分队", "某项目代号", "甲", "a1"]
    slow, fast = JiebaTokenizer(own), RjiebaTokenizer(own)
    texts = [normalize(path.read_text("utf-8")).text for path in sorted(Path(__file__).parents[2].rglob("*.md"))[:20]]
    texts += [phrase.join(around) for phrase in ACCIDENTS + WORDS for around in AROUND] + [word.join("岭北分队的") for word in own]
    for text in texts:
        for at in range(0, len(text), 37):
            window = text[at : at + 44]
            words = list(slow.cut(window))
            assert list(fast.cut(window)) == words
            assert all(fast.knows(word) == slow.knows(word) for word in words)


@needs_rjieba
def test_the_fast_engine_is_used_where_it_is_installed():
    assert isinstance(build_tokenizer(), RjiebaTokenizer)
    assert engine().startswith("segmentation rjieba ")
