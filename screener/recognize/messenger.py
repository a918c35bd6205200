"""Accounts on QQ, WeChat, Douyin and the like. They have no form of their own, so the name of the service is part of the pattern.

Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

LABEL = r" ?(?:(?:交流|讨论|工作|学习)?群 ?)?(?:号码|账号|帐号|昵称|号|id)?(?:[::]|为|是|系| |\(){0,3}"


def _check(match: re.Match[str]) -> bool | Grade:
    before = match.string[max(0, match.start() - 2) : match.start()]
    return False if before == "官方" or (match[0][0].isascii() and before[-1:].isascii() and before[-1:].isalnum()) else Grade(0.8, 0.8)


MESSENGER = PatternRecognizer(
    rule=Rule(
        id="messenger",
        entity="personal.messenger",
        title="即时通讯和社交账号",
        title_en="Messenger account",
        definition="带有“QQ”“微信”“抖音号”等名称的个人账号；公众号、小程序、企业微信不在内。",
        definition_en="A personal account named with its service (QQ, WeChat, Douyin); official accounts are left out.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条（通讯方式）",
        advice="属个人账号的删去或以*代替，改后重新送审。",
        advice_en="Delete or star out a person's account, then submit again.",
        examples=(
            "QQ：582044170",
            "ＱＱ号码５８２０４４１７",
            "微信号：zhang_san-90",
            "微信号为lisi1990abc",
            "抖音号：zhaoliu8866",
            "加微信 wxid_5820abcd",
            "快手账号 58204417k",
            "wechat ID: sunqi_2023",
            "扣扣58204417",
            "QQ群 123456789",
            "QQ群：582044170",
            "加入QQ交流群号582044170",
        ),
        non_examples=(
            "微信公众号：bjfayuan2023",
            "QQ：5820***70",
            "微信支付2023元",
            "腾讯QQ2023年活跃用户",
            "关注官方微信12368",
            "微信小程序v2.10.305",
            "QQ浏览器10.1版",
            "QQ群2000人",
            "QQ群1000000人次",
            "通过微信转账58204元",
            "微信聊天记录截图12345张",
            "抖音平台",
            "官方抖音号：bjfayuan2023",
        ),
    ),
    pattern=lazy_pattern(
        rf"(?:qq|扣扣|微信|抖音|快手|微博|小红书|陌陌|钉钉|wechat|weixin|vx(?=[ :号])|wx(?=[ :号])){LABEL}"
        r"(?P<number>[1-9][0-9]{5,10}|[0-9]{5,12}[a-z][a-z0-9]*|[a-z](?=[a-z_\-]{0,19}[0-9])[a-z0-9_\-]{5,19}"
        r"|(?<=号[:为是 ])[a-z][a-z0-9_\-]{5,19})(?![0-9a-z@*.]|[年月日元万张条个次人版])"
    ),
    check=_check,
    score=0.8,
)
