"""What a spreadsheet formula shows where it spells a word out of literals, and that a hostile one costs nothing."""

from __future__ import annotations

import pytest

from screener.extract.ooxml.formula import formula_text

MARK = "机密★10年"


@pytest.mark.parametrize(
    "formula",
    [
        '="机密"&"★10年"',
        '="机密★"&(4+6)&"年"',
        '="机密★"&20/2&"年"',
        '="机密★"&2*6-2&"年"',
        "=CHAR(48122)&CHAR(50140)&CHAR(41455)&10&CHAR(50410)",
        "=UNICHAR(26426)&UNICHAR(23494)&UNICHAR(9733)&10&UNICHAR(24180)",
        "=_xlfn.UNICHAR(26426)&_xlfn.UNICHAR(23494)&_xlfn.UNICHAR(9733)&10&_xlfn.UNICHAR(24180)",
        '=CONCATENATE("机密","★",10,"年")',
        '=_xlfn.CONCAT("机密","★10年")',
        '=_xlfn.TEXTJOIN("",TRUE,"机密","","★10年")',
        '=MID("x机密★10年y",2,6)',
        '=LEFT("机密★10年y",6)',
        '=LEFT("机")&"密★10年"',
        '=RIGHT("x机密★10年",6)',
        '="机密★10"&RIGHT("万年")',
        '=REPT("机密★10年",1)',
        '="机密"&REPT("★",1)&"10年"',
        '=REPLACE("机xx★10年",2,2,"密")',
        '=SUBSTITUTE("机x密x★10年","x","")',
        '=T("机密")&"★10年"',
        '=TRIM(" 机密★10年 ")&""',
        '=CLEAN("机密")&"★10年"',
        "=$B$1&C2",
    ],
)
def test_a_word_that_a_formula_spells_is_read(formula: str) -> None:
    assert formula_text(formula, {"B1": "机密", "C2": "★10年"}) == MARK


@pytest.mark.parametrize(
    "formula",
    [
        '="机密"',
        "=A1&B9",
        '=TODAY()&"年"',
        '="机密"&',
        '=MID("机密",1',
        "=" + "(" * 100 + '"机"&"密"' + ")" * 100,
        '=REPT("机密",100000)&REPT("机密",100000)',
        '=SUBSTITUTE(REPT("a",4000),"a",REPT("机",4000))',
        '="机"&1/0',
        "=UNICHAR(99999999)&1",
        "=" + '"机"&' * 1000 + '"密"',
    ],
    ids=range(11),
)
def test_what_needs_more_than_its_literals_or_has_no_end_says_nothing(formula: str) -> None:
    assert formula_text(formula, {"A1": "x"}) == ""
