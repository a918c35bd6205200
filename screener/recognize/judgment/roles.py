"""The parts that people have in a judgment, and the words for them."""

from __future__ import annotations

from enum import StrEnum

from screener.lazy_pattern import lazy_pattern


class Role(StrEnum):
    PARTY = "party"
    DEFENDANT = "defendant"
    VICTIM = "victim"
    CLAIMANT = "claimant"
    WITNESS = "witness"
    EXPERT = "expert"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    AGENT = "agent"
    LAWYER = "lawyer"
    JUDGE = "judge"
    CLERK = "clerk"
    PROSECUTOR = "prosecutor"


# 法释〔2016〕19号 art. 11, and every profile since: those who speak for the court or before it are named.
KEPT = frozenset({Role.JUDGE, Role.CLERK, Role.PROSECUTOR, Role.LAWYER})
OFFICERS = frozenset({Role.JUDGE, Role.CLERK, Role.PROSECUTOR})

_WORDS: dict[Role, str] = {
    Role.PARTY: "原告 被告 上诉人 被上诉人 再审申请人 申请再审人 被申请人 申请人 第三人 申请执行人 被执行人 异议人 案外人 复议申请人 利害关系人 赔偿请求人 申诉人"
    " 起诉人 反诉原告 反诉被告 原审原告 原审被告 原审第三人 债权人 债务人 担保人 被罚款人 被拘留人 被处罚人 被救助人 救助申请人 被追加人 竞买人 买受人 原告人"
    " 附带民事诉讼被告人 附带民事诉讼被告 申请保全人 被保全人 死者 被监护人 被继承人 被扶养人",
    Role.DEFENDANT: "被告人 原审被告人 罪犯 犯罪嫌疑人 同案被告人 同案人 同案犯 自诉人 反诉自诉人",
    Role.VICTIM: "被害人 受害人 被侵害人 被害人近亲属 被害人家属",
    Role.CLAIMANT: "附带民事诉讼原告人 附带民事诉讼原告 附带民事诉讼上诉人 刑事附带民事诉讼原告人",
    Role.WITNESS: "证人",
    Role.EXPERT: "鉴定人",
    Role.GUARDIAN: "法定代理人 监护人 法定监护人",
    Role.REPRESENTATIVE: "法定代表人 主要负责人 负责人 经营者 诉讼代表人 投资人 执行事务合伙人",
    Role.AGENT: "委托诉讼代理人 委托代理人 诉讼代理人 共同委托诉讼代理人 共同诉讼代理人 指定辩护人 辩护人",
    Role.JUDGE: "审判长 代理审判员 助理审判员 审判员 人民陪审员 陪审员 执行长 执行员 执行法官 承办法官",
    Role.CLERK: "代书记员 书记员 代理书记员 法官助理 执行书记员",
    Role.PROSECUTOR: "检察员 代理检察员 助理检察员 公诉人 检察长 检察官助理",
}
ROLES: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words.split()}


def _any(words: list[str], blank: str = "") -> str:
    return "|".join(blank.join(word) for word in sorted(words, key=len, reverse=True))


ROLE = rf"(?:{_any([word for word, role in ROLES.items() if role not in OFFICERS])})"
OFFICER = rf"(?:{_any([word for word, role in ROLES.items() if role in OFFICERS], '[ ]{0,6}')})"

# What a person is called at the beginning of a line of the head: 上诉人(原审原告):, 被告一:, 附带民事诉讼原告人暨被害人.
HEAD_LINE = lazy_pattern(
    rf"(?m)^[ \t]*(?:[(]?[一二三四五六七八九十0-9]{{1,2}}[)、.][ ]*)?(?P<role>{ROLE})(?:[暨兼]{ROLE})?[一二三四五六七八九十0-9]?(?P<aka>\([^)\n]{{1,40}}\))?"
    r"[ \t]*(?P<colon>:)?[ \t]*(?P<value>[^\n,;。:、(]{1,40})(?P<after>[^\n]{0,160})"
)
INLINE = lazy_pattern(rf"(?<!非)(?P<role>{ROLE})(?:[暨兼]{ROLE})?(?:\([^)\n]{{1,30}}\))?[ ]?")
SIGNATURE = lazy_pattern(rf"(?<![\u4e00-\u9fff])(?P<role>{OFFICER})[ \t:]{{0,12}}")
OFFICER_INLINE = lazy_pattern(rf"(?P<role>{OFFICER})[ \t:]{{0,12}}")
