"""The words of the dictionaries are found however they are written, and public phrases and accidents are not."""

import pickle
import re

import pytest

from screener.dictionary import Dictionary, Term, load_dictionaries
from screener.errors import DictionaryError
from screener.model import Location, Place, Segment
from screener.recognize.keywords import KeywordRecognizer, prove
from screener.recognize.passage import Passage, passages
from tests.recognize.test_segmentation import ACCIDENTS

LEVELS = ("绝密", "机密", "秘密")
SHIPPED = load_dictionaries()
ALLOW = tuple(dictionary for dictionary in SHIPPED if dictionary.kind == "allow")


def dictionary(*terms, name="sample", kind="terms", examples=(), non_examples=()):
    made = tuple(term if isinstance(term, Term) else Term(term) for term in terms)
    words = ("标题", "title", "定义", "definition", "依据", "建议", "advice")
    return Dictionary(name, "1", "保密办", kind, "secret.project-name", *words, made, examples, non_examples)


def found(dictionaries, *texts, place=Place.BODY):
    recognizer = KeywordRecognizer(dictionaries)
    segments = [Segment(text, Location("f", place, paragraph=number)) for number, text in enumerate(texts, 1)]
    return [finding for passage in passages(segments) for finding in recognizer.recognize(passage)]


def quotes(dictionaries, *texts, place=Place.BODY):
    return [finding.quote for finding in found(dictionaries, *texts, place=place)]


@pytest.mark.parametrize(
    "text",
    [
        "示例代号甲",
        "启动示例代号甲计划",
        "示 例 代 号 甲",
        "示　例代号甲",
        "示·例-代_号/甲",
        "示\u200b例代\u00ad号甲",
        "示例代號甲",
        "示例代\n号甲",
        "示例代  \n  号甲",
    ],
)
def test_a_term_is_found_however_it_is_written(text):
    (finding,) = found([dictionary("示例代号甲")], text)
    assert finding.quote == text.strip("启动计划")
    assert text[finding.start : finding.end] == finding.quote
    assert (finding.rule, finding.entity, finding.basis) == ("sample", "secret.project-name", "依据")


@pytest.mark.parametrize(
    ("text", "split"),
    [("示例代号甲", False), ("示例代號甲", False), ("示 例代号甲", True), ("示\u200b例代号甲", True), ("示例代\n号甲", False)],
)
def test_a_term_that_was_pulled_apart_says_so(text, split):
    (finding,) = found([dictionary("示例代号甲")], text)
    assert ("split" in finding.evidence) is split


def test_a_term_that_a_page_wraps_is_found_across_two_lines():
    (finding,) = found([dictionary("示例代号甲")], "经研究决定，本年度继续实施示例代", "号甲工程，请各部门配合。")
    assert finding.quote == "示例代\n号甲"
    assert finding.location.paragraph == 1
    assert "across-segments" in finding.evidence


def test_a_short_term_that_a_page_wraps_is_found_too():
    assert quotes([dictionary("红旗")], "本年度的演练由第三组负责组织实施，代号红", "旗，自即日起执行。") == ["红\n旗"]


def test_a_short_term_written_downwards_is_found():
    assert quotes([dictionary("红旗")], "红", "旗") == ["红\n旗"]


def test_two_cells_that_meet_make_no_short_term():
    assert quotes([dictionary("红旗")], "大红", "旗杆") == []


def test_a_paragraph_that_ends_does_not_make_the_next_word_an_accident():
    assert quotes([dictionary("机密")], "公司", "机密") == ["机密"]


@pytest.mark.parametrize("phrase", ACCIDENTS)
@pytest.mark.parametrize("dictionaries", [(), ALLOW], ids=["alone", "with public phrases"])
def test_an_accident_of_neighbouring_words_is_no_hit(phrase, dictionaries):
    assert quotes([*dictionaries, dictionary(*LEVELS, "红旗")], f"{phrase}。", f"我们认为{phrase}的情况") == []


@pytest.mark.parametrize("text", ["本件属机密，不得外传", "绝密文件", "列为机密事项"])
def test_a_listed_level_word_is_a_hit(text):
    assert len(quotes([*ALLOW, dictionary(*LEVELS)], text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "侵犯商业秘密罪",
        "故意泄露国家秘密罪",
        "国家秘密的密级分为绝密、机密、秘密三级",
        "为境外窃取、刺探、收买、非法提供国家秘密、情报罪",
        "非法持有国家绝密、机密文件、资料、物品罪",
        "以秘密手段窃取他人财物",
        "趁人不备，秘密窃取",
        "侵害技术秘密纠纷",
        "公民通信自由和通信秘密",
        "不能说的秘密",
        "设立秘密写票处",
        "机密性、完整性、可用性",
        "机密计算",
        "《绝密飞行》",
        "泄露工作秘密",
        "保守国家秘密法",
        "秘密拘禁",
        "秘密投票",
        "该信息属于国家秘密，不予公开",
        "绝密级国家秘密是最重要的国家秘密",
        "地下党秘密工作者",
        "公开的秘密",
        "密钥与秘密共享",
        "非法获取军事秘密罪",
    ],
)
def test_public_phrases_keep_their_inner_words_from_being_hits(text):
    assert quotes([*ALLOW, dictionary(*LEVELS)], text) == []


def test_the_longest_of_term_and_phrase_wins():
    allow = dictionary("商业秘密", name="allow", kind="allow")
    assert quotes([allow, dictionary("秘密", "商业秘密清单")], "商业秘密", "商业秘密清单") == ["商业秘密清单"]


def test_a_phrase_does_not_hide_a_term_that_only_overlaps_it():
    allow = dictionary("商业秘密", name="allow", kind="allow")
    assert quotes([allow, dictionary("密码甲计划")], "商业秘密码甲计划") == ["密码甲计划"]


def test_a_term_that_an_organisation_lists_is_not_hidden_by_the_same_phrase():
    allow = dictionary("工作秘密", name="allow", kind="allow")
    assert quotes([allow, dictionary("工作秘密")], "工作秘密") == ["工作秘密"]


@pytest.mark.parametrize(
    ("text", "hit"), [("NDA", True), ("见nda条款", True), ("agenda", False), ("NDA2", False), ("ＮＤＡ", True), ("nda-1", True)]
)
def test_latin_terms_end_where_a_word_ends(text, hit):
    assert bool(quotes([dictionary("NDA")], text)) is hit


def test_whole_word_false_takes_every_occurrence():
    assert quotes([dictionary(Term("机密", whole_word=False))], "司机密切配合") == ["机密"]


def test_whole_word_true_holds_for_long_terms_too():
    assert quotes([dictionary(Term("产党员工", whole_word=True))], "共产党员工作") == []
    assert quotes([dictionary("产党员工")], "共产党员工作") == ["产党员工"]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("红旗分队进入示例阵地", True),
        ("示例阵地由红旗分队接管", True),
        ("红旗分队进入示例\n阵地", True),
        ("红旗分队进入示 例 阵 地", True),
        ("红旗分队", False),
        ("红旗分队" + "，" * 45 + "示例阵地", False),
        ("红旗分队进入示例阵地，乘坐轿车", False),
    ],
)
def test_words_nearby_decide(text, hit):
    term = Term("红旗", require_near=("示例阵地",), unless_near=("轿车",))
    assert bool(quotes([dictionary(term)], text)) is hit


def test_the_word_nearby_is_evidence_unless_it_is_sealed():
    open_term, sealed_term = Term("红旗", require_near=("示例阵地",)), Term("红旗", require_near=("示例阵地",), sealed=True)
    assert found([dictionary(open_term)], "红旗进入示例阵地")[0].evidence == ("context:示例阵地",)
    assert found([dictionary(sealed_term)], "红旗进入示例阵地")[0].evidence == ("context", "sealed")


def test_a_hit_inside_a_longer_one_of_the_same_dictionary_is_not_told_twice():
    assert quotes([dictionary("评议笔录", "合议庭评议笔录")], "合议庭评议笔录") == ["合议庭评议笔录"]


def test_two_dictionaries_each_tell_their_hit():
    assert {finding.rule for finding in found([dictionary("甲计划书"), dictionary("甲计划书", name="other")], "甲计划书")} == {
        "sample",
        "other",
    }


def test_the_shipped_dictionaries_keep_their_promises():
    prove(SHIPPED)


@pytest.mark.parametrize("rule", KeywordRecognizer(SHIPPED).rules, ids=lambda rule: rule.id)
def test_a_shipped_rule_explains_itself(rule):
    assert len(rule.examples) >= 6
    assert len(rule.non_examples) >= 8
    for text in (rule.title, rule.definition, rule.basis, rule.advice):
        assert re.search(r"[\u4e00-\u9fff]", text)
    for text in (rule.title_en, rule.definition_en, rule.advice_en):
        assert re.search(r"[A-Za-z]{3}", text)


def test_a_list_of_words_alone_has_its_words_for_examples():
    (rule,) = KeywordRecognizer([dictionary("甲计划", Term("乙计划", require_near=("x",)))]).rules
    assert rule.examples == ("甲计划",)


def test_sealed_terms_are_no_examples():
    (rule,) = KeywordRecognizer([dictionary(Term("甲计划", sealed=True), "乙计划")]).rules
    assert rule.examples == ("乙计划",)


@pytest.mark.parametrize(("examples", "non_examples"), [(("丙计划",), ()), ((), ("甲计划启动",))])
def test_a_dictionary_that_does_not_keep_its_promise_is_named(examples, non_examples):
    with pytest.raises(DictionaryError) as caught:
        prove([dictionary("甲计划", examples=examples, non_examples=non_examples)])
    assert (examples + non_examples)[0] in caught.value.sentence


def test_no_dictionaries_find_nothing():
    assert found([], "机密") == []


def test_it_travels_to_worker_processes_before_and_after_its_first_use():
    recognizer = KeywordRecognizer([dictionary("机密")])
    passage = Passage((Segment("属机密", Location()),))
    for _ in range(2):
        assert [finding.quote for finding in pickle.loads(pickle.dumps(recognizer)).recognize(passage)] == ["机密"]
        assert [finding.quote for finding in recognizer.recognize(passage)] == ["机密"]


@pytest.mark.parametrize(
    "text",
    [
        "本院审判委员会讨论决定，现已审理终结。",
        "本案经合议庭评议，依照《中华人民共和国刑事诉讼法》第二百三十六条之规定，判决如下：",
        "合议庭评议案件，实行少数服从多数的原则。",
        "拟判处死刑的案件，合议庭应当提请院长决定提交审判委员会讨论决定。",
        "该院专业法官会议制度运行良好，审判委员会讨论案件数量下降。",
        "办案法官告诉记者，承办人认为案件的关键在于证据。",
        "全院干警认真学习上级法院会议纪要精神。",
        "招标文件规定，标底在开标前应当保密。",
        "辩护人提出，鉴定意见书载明客户名单不具有秘密性。",
    ],
)
def test_public_court_prose_is_left_alone(text):
    assert [finding for finding in found(SHIPPED, text) if finding.score >= 0.5] == []
