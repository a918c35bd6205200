"""Case numbers of the courts: 法〔2015〕137号 and 法〔2018〕335号, and the 字第 form of before 2016.

Public, and found so that nothing else takes their digits. Test vectors: invented.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import PatternRecognizer
from screener.recognize.plate import PROVINCES

CASE_NUMBER = PatternRecognizer(
    rule=Rule(
        id="case-number",
        entity="public.case-number",
        title="案号",
        title_en="Case number",
        definition="人民法院案号。属于公开信息，识别是为了不把其中的数字当作电话、证件或账号。",
        definition_en="The number of a court case. Public; recognised so that its digits are not taken for a phone or a document number.",
        basis="法〔2015〕137号；法释〔2016〕19号第6条",
        advice="属公开信息，无须处理。",
        advice_en="Public information; nothing to do.",
        examples=(
            "（2023）京0105民初12345号",
            "(2021)最高法知民终582号",
            "（２０２２）粤０３执恢１３８００１３８号",
            "〔2019〕苏01刑终44号之一",
            "（2014）朝民初字第05820号",
            "（2020）最高法刑核13800138号",
            "(2018) 沪 0115 民初 4417 号",
            "（2023）兵0102民初17号",
        ),
        non_examples=(
            "国办发〔2010〕57号",
            "法释〔2016〕19号",
            "京高法发〔2014〕12号",
            "自2023年1月1日起施行",
            "（2023）第12345号",
            "13800138001",
            "京（2023）朝阳区不动产权第0012345号",
            "京朝国用（2003）字第058204号",
            "主席令第12号",
        ),
    ),
    pattern=lazy_pattern(
        rf"[(〔\[](?:19|20)[0-9]{{2}}[)〕\]] ?(?:(?:最高法|[{PROVINCES}军兵内] ?(?:[0-9]{{4}}|[0-9]{{2}})?) ?知?[\u4e00-\u9fff]{{1,5}}"
        r"|[\u4e00-\u9fff]{1,8}字第?) ?[0-9]{1,16} ?号(?:之[一二三四五六七八九十0-9]{1,3})?"
    ),
    score=0.1,
)
