"""Dictionaries hold what they say, say what is wrong with them, and give nothing sealed away."""

import pickle
import re
import textwrap

import pytest

from screener.dictionary import fold, load_dictionaries
from screener.dictionary_file import SHIPPED, read_dictionary_file
from screener.errors import DictionaryError, UsageError

HEAD = """\
name = "sample"
version = "1"
owner = "保密办公室"
entity = "secret.project-name"
basis = "一览表"
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def write(folder, text, name="sample.toml", head=HEAD):
    path = folder / name
    path.write_text(head + textwrap.dedent(text), "utf-8")
    return path


def broken(path):
    with pytest.raises(DictionaryError) as caught:
        read_dictionary_file(path)
    assert str(path) in caught.value.sentence
    assert str(path) in caught.value.sentence_en
    return caught.value


def test_the_shipped_dictionaries_load_in_the_order_of_their_names():
    names = [dictionary.name for dictionary in load_dictionaries()]
    assert names == sorted(names)
    assert "court-work" in names
    assert "public-phrases" in names


def test_every_shipped_file_is_loaded():
    assert {path.stem for path in SHIPPED.glob("*.toml")} == {dictionary.name for dictionary in load_dictionaries()}


def test_plain_lines_take_the_settings_of_the_file_and_tables_their_own(own):
    write(own, 'score = 0.9\nterms = """\n甲计划\n\n# 注释\n乙计划\n"""\n[[term]]\ntext = "丙计划"\nscore = 0.3\nrequire_near = ["演练"]\n')
    terms = {term.text: term for term in load_dictionaries(own)[-1].terms}
    assert list(terms) == ["甲计划", "乙计划", "丙计划"]
    assert (terms["甲计划"].score, terms["丙计划"].score) == (0.9, 0.3)
    assert terms["丙计划"].require_near == ("演练",)


def test_a_table_of_several_lines_is_several_terms(own):
    write(own, '[[term]]\ntext = """\n甲计划\n乙计划\n"""\nscore = 0.4\n')
    assert [(term.text, term.score) for term in load_dictionaries(own)[-1].terms] == [("甲计划", 0.4), ("乙计划", 0.4)]


def test_what_the_owner_left_out_is_said_in_general_words(own):
    write(own, 'terms = "甲计划"\n')
    loaded = load_dictionaries(own)[-1]
    assert "保密办公室" in loaded.definition
    assert "保密办公室" in loaded.advice
    assert loaded.title_en == "sample"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ('terms = "甲计划"\nwieght = 1\n', "不认识的设置 wieght", "unknown key wieght"),
        ('[[term]]\ntext = "甲计划"\nnear = ["a"]\n', "甲计划", "unknown key near"),
        ('terms = """\n甲计划\n甲計劃\n"""\n', "第 8 行", "line 8"),
        ('terms = """\nＡＢ计划\nab计划\n"""\n', "重复", "repeats"),
        ('[[term]]\ntext = ""\n', "是空的", "is empty"),
        ('[[term]]\ntext = "\u200b"\n', "是空的", "is empty"),
        ('terms = "密"\n', "只有一个字", "single character"),
        (f'terms = "{"长" * 201}"\n', "超过 200 字", "longer than 200"),
        ("", "一个词语也没有", "not one term"),
        ('terms = "甲计划"\nscore = 1.5\n', "score", "maximum 1"),
        ('terms = "甲计划"\nscore = "高"\n', "score", "type number"),
        ('terms = "甲计划"\nposition = "head"\n', "position", "title"),
        ('terms = "甲计划"\ndisable = ["x"]\n', "disable", "extend"),
        ("terms = 甲计划\n", "第 6 行第 9 列", "line 6, column 9"),
        ('terms = "甲计划\n', "TOML", "TOML"),
    ],
)
def test_a_broken_file_says_what_is_wrong_where_and_what_to_do(own, text, zh, en):
    error = broken(write(own, text))
    assert zh in error.sentence
    assert en in error.sentence_en


def test_everything_wrong_is_said_at_once(own):
    error = broken(write(own, 'terms = """\n甲\n乙\n甲计划\n甲计划\n"""\n'))
    assert error.sentence.count("\n") == 2


@pytest.mark.parametrize("key", ["name", "version", "owner", "entity", "basis"])
def test_a_missing_key_is_named(own, key):
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(key))
    assert key in broken(write(own, 'terms = "甲计划"\n', head=head)).sentence_en


def test_the_name_is_that_of_the_file(own):
    assert "other" in broken(write(own, 'terms = "甲计划"\n', "other.toml")).sentence


def test_an_allow_dictionary_has_no_scores(own):
    head = 'name = "sample"\nversion = "1"\nowner = "办"\nkind = "allow"\n'
    assert "score" in broken(write(own, 'terms = "甲计划"\nscore = 0.4\n', head=head)).sentence


def test_notepads_byte_order_mark_is_no_error(own):
    (own / "sample.toml").write_bytes(b"\xef\xbb\xbf" + (HEAD + 'terms = "甲计划"\n').encode())
    assert load_dictionaries(own)[-1].terms[0].text == "甲计划"


def test_another_encoding_is_named_as_the_reason(own):
    path = own / "sample.toml"
    path.write_bytes((HEAD + 'terms = "甲计划"\n').encode("gb18030"))
    assert "UTF-8" in broken(path).sentence


# An organisation's own folder.

EXTENSION = 'extend = "court-work"\nversion = "7"\nowner = "审管办"\n'


def court_work(own):
    return next(dictionary for dictionary in load_dictionaries(own) if dictionary.name == "court-work")


def test_an_extension_adds_terms_and_shows_in_the_version(own):
    before = court_work(None)
    write(own, 'terms = "甲计划书"\n', "ours.toml", EXTENSION)
    after = court_work(own)
    assert after.version == f"{before.version}+7"
    assert [term.text for term in after.terms] == [*(term.text for term in before.terms), "甲计划书"]
    assert after.entity == before.entity


def test_an_extension_switches_terms_off(own):
    write(own, 'disable = ["阅卷筆錄"]\n', "court-work.toml", EXTENSION)
    assert "阅卷笔录" not in {term.text for term in court_work(own).terms}


def test_an_equal_term_is_the_organisations(own):
    write(own, '[[term]]\ntext = "阅卷笔录"\nposition = "title"\nscore = 0.2\n', "court-work.toml", EXTENSION)
    assert [term.score for term in court_work(own).terms if term.text == "阅卷笔录"] == [0.2]


@pytest.mark.parametrize(
    ("text", "head", "said"),
    [
        ('disable = ["没有的词"]\n', EXTENSION, "没有的词"),
        ('entity = "a.b"\n', EXTENSION, "entity"),
        ('terms = "甲计划"\n', EXTENSION.replace("court-work", "no-such"), "no-such"),
        ('terms = "甲计划"\n', HEAD.replace("sample", "court-work"), "extend"),
    ],
)
def test_an_overlay_that_does_not_fit_is_an_error(own, text, head, said):
    write(own, text, "court-work.toml", head)
    with pytest.raises(DictionaryError, match="dictionary") as caught:
        load_dictionaries(own)
    assert said in caught.value.sentence


def test_a_list_that_would_not_be_read_is_an_error(own):
    (own / "词表.xlsx").write_bytes(b"PK")
    with pytest.raises(DictionaryError) as caught:
        load_dictionaries(own)
    assert "import" in caught.value.sentence


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(UsageError):
        load_dictionaries(tmp_path / "none")


def test_dictionaries_travel_to_worker_processes():
    dictionaries = load_dictionaries()
    assert pickle.loads(pickle.dumps(dictionaries)) == dictionaries


@pytest.mark.parametrize(("written", "folded"), [("機 密", "机密"), ("ＡＢ－１", "ab-1"), ("内部资料　注意保存", "内部资料注意保存")])
def test_a_term_is_folded_as_a_text_is(written, folded):
    assert fold(written) == folded


def test_the_manual_shows_files_that_hold(own):
    blocks = re.findall(r"```toml\n(.*?)```", (SHIPPED / "README.md").read_text("utf-8"), re.DOTALL)
    (own / "project-names.toml").write_text(blocks[0] + blocks[1], "utf-8")
    (own / "court-work.toml").write_text(blocks[2], "utf-8")
    assert "project-names" in {dictionary.name for dictionary in load_dictionaries(own)}
