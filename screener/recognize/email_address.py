"""E-mail addresses (RFC 5321), also written to escape collectors: `name#qq.com`, `name(at)qq.com`.

An office's own mailbox is public and scores low. Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Place, Rule
from screener.recognize.pattern import Grade, PatternRecognizer

OFFICIAL = lazy_pattern(r"(?:^|\.)(?:gov|court|jcy|police)(?:\.|$)|chinacourt")
DUTY_BOXES = lazy_pattern(
    r"(?:info|admin|office|service|support|webmaster|contact|help|hr|news|noreply|no-reply|jubao|xinfang|xxgk|fayuan|court|bgs|xcb|tousu|mail|git)[0-9_.\-]*$"
)
PROVIDERS = "qq|163|126|sina|sohu|139|189|foxmail|yeah|gmail|hotmail|outlook"
NOT_ADDRESSES = lazy_pattern(r"\.(?:png|jpe?g|gif|svg|webp)$|(?:^|\.)example\.(?:com|org|net)$|\.(?:example|invalid|test|localhost)$")


def _check(match: re.Match[str]) -> bool | Grade:
    box, domain = match["box"], re.sub(r" ?[\[(]?(?:dot|点)[\])]? ?", ".", match["domain"])
    if NOT_ADDRESSES.search(domain):
        return False
    return Grade(0.3, 0.3) if OFFICIAL.search(domain) or DUTY_BOXES.fullmatch(box) else Grade(0.7, 0.8)


EMAIL_ADDRESS = PatternRecognizer(
    rule=Rule(
        id="email-address",
        entity="personal.email",
        title="电子邮箱",
        title_en="E-mail address",
        definition="电子邮箱地址，包括以#、（at）代替@的写法；机关域名和公用信箱分数低。",
        definition_en="An e-mail address, also with # or (at) for @; official domains and duty mailboxes score low.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条（通讯方式）",
        advice="属个人邮箱的删去或遮盖；单位公开信箱可放行。",
        advice_en="Delete or mask it if it is a person's; an office's public mailbox may stay.",
        examples=(
            "电子邮箱：zhangsan1990@qq.com",
            "ｌｉｓｉ＠１６３．ｃｏｍ",
            "联系人wang.wu@sina.com.cn",
            "zhaoliu(at)126.com",
            "邮箱 sunqi#foxmail.com",
            "bjfy_xxgk@bjcourt.gov.cn",
            "13912345678@139.com",
            "zhou-ba [at] gmail [dot] com",
        ),
        non_examples=(
            "z*******@qq.com",
            "微博@人民法院报",
            "@张三",
            "logo@2x.png",
            "单价@12.50元",
            "user@example.com",
            "www.court.gov.cn",
            "C#语言.NET平台",
            "12368@短信平台",
            "邮编100745",
        ),
    ),
    pattern=lazy_pattern(
        rf"(?<![a-z0-9._%+\-*])(?P<box>[a-z0-9][a-z0-9._%+\-]{{0,63}}) ?(?:@| ?[\[(](?:at|@)[\])] ?|#(?=(?:{PROVIDERS})\b)) ?"
        r"(?P<domain>(?:[a-z0-9\-]{1,63}(?:\.| ?[\[(](?:dot|点)[\])] ?)){1,5}[a-z]{2,18})(?![a-z0-9])"
    ),
    score=0.7,
    check=_check,
    needs=("@", "#", "(at", "[at"),
    context=lazy_pattern(r"邮箱|邮件|e-?mail|信箱"),
    context_score=0.8,
    # A mail cannot be without its sender and receiver, nor a message id without an @.
    at_most={Place.MAIL_HEADER: 0.3, Place.METADATA: 0.3, Place.ORPHAN: 0.4},
)
