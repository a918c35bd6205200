"""A term that its dictionary binds to a title is found in titles and names, and not in sentences about such papers."""

import pytest

from screener.dictionary import Term
from screener.model import Place
from tests.recognize.test_keywords import dictionary, found, quotes

TITLE = [dictionary(Term("评议笔录", position="title"))]


@pytest.mark.parametrize(
    "text",
    [
        "评议笔录",
        "××市中级人民法院合议庭评议笔录",
        "评 议 笔 录",
        "评议笔录（第二次）",
        "关于张某故意伤害一案的评议笔录",
        "（2024）某01刑初1号案评议笔录",
        "# 评议笔录",
        "《评议笔录》",
        "评议笔录：",
        "评议笔录................12",
        "合议庭评议\n笔录",
        "附件1：评议笔录",
    ],
)
def test_a_title_is_found(text):
    assert len(quotes(TITLE, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "评议笔录由合议庭的组成人员签名。",
        "合议庭成员应当在评议笔录上签名",
        "（四）评议笔录",
        "第三章 评议笔录",
        "12、评议笔录",
        "案卷材料，包括起诉书、答辩状，以及评议笔录",
        "如何制作评议笔录",
        "应当制作评议笔录",
        "评议笔录的格式",
    ],
)
def test_a_sentence_about_such_papers_is_not(text):
    assert quotes(TITLE, text) == []


@pytest.mark.parametrize(
    "name",
    [
        "合议庭评议笔录.pdf",
        "3.评议笔录.docx",
        "03-评议笔录(扫描件).pdf",
        "案件_评议笔录_.doc",
        "评议笔录-v2.docx",
        "评议笔录_张三_最终版.doc",
    ],
)
def test_a_file_name_is_a_title(name):
    assert len(quotes(TITLE, name, place=Place.FILE_NAME)) == 1


@pytest.mark.parametrize("name", ["合议庭评议笔录制作规范.docx", "如何撰写评议笔录.pdf", "评议笔录格式样本.doc"])
def test_the_name_of_a_file_about_such_papers_is_none(name):
    assert quotes(TITLE, name, place=Place.FILE_NAME) == []


def test_a_title_says_that_it_is_one():
    assert found(TITLE, "评议笔录")[0].evidence == ("title-position",)
