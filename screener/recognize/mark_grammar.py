"""The grammar of a marking, as patterns: the term, what follows the level word, the label before it, and what keeps it company.

国家秘密定密管理暂行规定 2014: "密级★保密期限", "密级★解密时间", "密级★解密条件"; GB/T 9704-2012 7.2.2.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Place

NUMERAL = r"(?:[0-9ol](?:[ ·|]?[0-9o]){0,2}|[一二三四五六七八九十百两〇零壹贰叁肆伍陆柒捌玖拾廿卅]{1,4}|半)"
PERIOD = rf"{NUMERAL}(?:\s*|[·|])(?:周?年|个[\s·|]*月|月|周|天|日)"
DAY = r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}(?:\s*[月.\-/]\s*\d{1,2}(?:\s*日)?|\s*月)?"
DATE = rf"{DAY}(?:\s*[\-至到~]\s*{DAY})?(?:[之以]?前)?"
CONDITION = r"[\u4e00-\u9fff]{1,14}(?:之前|以前|前|后|时|内|期间)(?![\u4e00-\u9fff])"
TERM_NAME = r"(?:保\s*密|解\s*密)\s*(?:期\s*限|时\s*间|日\s*期|条\s*件)\s*[:为]?\s*"
# 至2030年, 自印发之日起10年, 不少于10年, 解密条件：工程竣工: not as the rules have it, and a term all the same.
TERM = (
    rf"(?:(?:(?:{TERM_NAME}|至|到|不少于|不超过|自[\u4e00-\u9fff]{{1,10}}起)\s*)?(?:{DATE}|{PERIOD}|(?:19|20)\d{{2}}\s*年|长[\s·|]*期|永\s*久|{CONDITION})"
    rf"(?:以上|以内|内|止)?|[0-9]{{1,2}}\s?(?:years?|y)(?![a-z])|解密条件:\s*[\u4e00-\u9fff]{{2,14}})"
)
BARE_TERM = rf"(?:{DATE}|{PERIOD}|长[\s·|]*期(?![\u4e00-\u9fff]))"

# After the level word. A star may be any sign that is not a letter, a digit, a blank or the punctuation of a sentence, when a term
# follows it; ★ and * need no term.
# Between the parts of a mark whose every character stands apart: 机·密·★·1·0·年.
APART = r"[ \t·|、.\-_/~]"
# What stands between a level and its star and changes nothing: 机密文件★10年, 秘密/CONFIDENTIAL ★5年.
PAPER_WORD = r"(?:文件|资料|材料|电报|[件电]|[/ (]{0,3}(?:top secret|secret|confidential)[ )]?)"
OWN_LINE = r"[ \t]*(?:\n|\Z)"
AFTER = lazy_pattern(
    rf"""(?P<grade>(?:[ ]{{0,2}}|\n(?=级{OWN_LINE}))级)?(?P<close>[\])】〕〉»}}]?)(?:{PAPER_WORD}(?=\s{{0,4}}★))?
    (?:(?:[ \t]{{0,60}}|\s{{0,4}}|{APART}{{1,2}})(?P<star>[(\[【“"]?★[)\]】”"]?|\*{{1,3}})
        (?:(?:[ \t]{{0,60}}|\s{{0,4}}(?={TERM}{OWN_LINE})|{APART}{{1,2}})(?P<term>{TERM}))?
      |\s{{0,3}}(?P<sign>[^\w\s。；、;!?()\[\]【】〔〕“”‘’"'《》<>=%])\s{{0,3}}(?P<sign_term>{BARE_TERM})
      |\s{{0,3}}(?P<fence>[(\[〔【“"])\s{{0,3}}(?P<fenced_star>★)?\s{{0,3}}(?P<fenced_term>(?:{TERM_NAME})?{BARE_TERM})\s{{0,3}}[)\]〕】”"]
      |[ ]?(?P<misread>[玄本太广大六术术木水火夫女五大食x+t七])\s?(?P<misread_term>{BARE_TERM})
      |(?:[ \t]{{0,60}}|\s{{0,3}}(?={BARE_TERM}{OWN_LINE}))(?P<bare_term>{BARE_TERM})
    )?""",
    re.VERBOSE,
)

LABEL_WORDS = r"(?:密等|标密|是否涉密|密\s*级(?:\s*[和及与/]\s*(?:保\s*密)?\s*期\s*限|程度|标[志识])?|(?:秘密|保密|涉密|机密|安全)\s*(?:等级|级别)|定密(?:等级|级别)?)"
LABEL = lazy_pattern(
    rf"{LABEL_WORDS}\s*[\"'”’」\])】]?\s*(?P<link>[为是]?\s*[:=](?:\s*是\s*,?)?|is|(?:确?定|列)?为|是|\t)?\s*[\"'“‘「\[(【]?\s*$"
)
LABEL_LINE = lazy_pattern(rf"[\s\"'“\[(【]*{LABEL_WORDS}[\s\"'”\])】:=]*")
WORDED_LINKS = ("为", "是", "定为", "确为", "确定为", "列为")
DECLARED = lazy_pattern(r"(?:以下|下列|上述|以上|本)(?:内容|部分|段|段落|文字|材料|事项|文件|件)?(?:均)?(?:属于|属|为|系|是)\s*$")

# Said of this very paper. What is said of that one (该文件被鉴定为机密级) is a judgment's or a report's business.
PAPERS = r"(?:件|文件?|材料|资料|卷|报告|通知|通报|函|电|方案|纪要|批复|请示|页|册|图|表|盘)"
STATED = lazy_pattern(rf"(?:(?:此|本){PAPERS}|这[份个件]{PAPERS}?|附件)[^\n。；;]{{0,8}}(?:为|系|是|属于?)(?:国家)?\s*$")
TERM_NEARBY = lazy_pattern(r"保\s*密\s*期\s*限|解密|阅后|注意保密|不得外传")

# One character more beside a word whose own stand apart: on the line, or on the lines around it.
LETTER = r"[\u4e00-\u9fff、。,;]"
LETTER_BEFORE = lazy_pattern(rf"(?:^|[^\w]){LETTER}[ \t·.\-_/|~*]{{1,3}}$")
LETTER_AFTER = lazy_pattern(rf"[ \t·.\-_/|~*]{{1,3}}{LETTER}(?:[^\w]|$)")
LETTER_ABOVE = lazy_pattern(rf"(?:^|\n)[ \t]*{LETTER}[ \t]*\n[ \t\n]*$")
LETTER_BELOW = lazy_pattern(rf"[ \t]*\n[ \t\n]*{LETTER}[ \t]*(?:\n|$)")

# A header line with page numbers, a copy number and instructions stays below this; a paragraph need not be looked at.
LONGEST_COMPANY = 90
SHORT_LINE = 40
# To either side of a word; a hostile text may have one line of 30,000 characters and a word in every three.
LONGEST_VIEW = 400
# A row of options with their boxes.
LONGEST_ROW = 240
BLANKS = lazy_pattern(r"\s{2,}")

# Places whose text is a name and its value: 关键词：机密.
PROPERTIES = frozenset({Place.METADATA, Place.MAIL_HEADER, Place.FORM_FIELD})

OPENING = "[(【〔〈<«{\"'“‘「『"
# The start of a mail's subject.
REPLIED = lazy_pattern(r"\s*(?:(?:re|fwd?|回复|答复|转发)\s*:\s*)+")
# What a name puts behind a mark: the number of the copy, not what a song or a film is.
OF_A_COPY = lazy_pattern(r"\s?[(\[【](?!\s?(?:电影|电视剧|小说|歌曲|词曲|伴奏|游戏|漫画|纪录片|剧|书))")
CHECKED, UNCHECKED = "☑☒√✓✔", "□☐◻▢⬜"
ORDINARY_PUNCTUATION = "，。；、！？,;!?…"

# Words that keep a mark company and say nothing: 份号, urgency, page numbers, handling instructions, the other fields of a mark.
COMPANY = lazy_pattern(
    rf"""(?>[\W_]
    |(?:no\.?|编号|份号|序号|第)?\s*[0-9]{{1,8}}\s*(?:号|份|页|册)?|[共/]\s*[0-9]+\s*[页份册]|page\s*[0-9]*|of\s*[0-9]+
    |特\s*提|特\s*急|加\s*急|平\s*急|急\s*件|副\s*本|正\s*本|内部(?:资料|文件|材料|使用)?|注意\s*[保存密管]{{2}}
    |(?:保密|解密)\s*(?:期限|时间|日期|条件)\s*:?\s*(?:{TERM})?|知悉范围\s*:?[^\s;；]*|定密责任人\s*:?[^\s;；]*
    |(?:top\s*)?secret|confidential|classified|restricted|最高|绝对|高度|极
    |[此本]件|亲启|亲收|专送|国家秘密|涉密(?:文件|资料|材料|信息|载体)?|标[志识]|删除|密[级件]|文件|资料|材料|电报|公文|[件电])*+""",
    re.VERBOSE,
)
# 商业 秘密, 国家 机密: a layout program's blank, not a mark's.
COMPOUND = lazy_pattern(
    r"(?:国家|商业|工作|军事|技术|经营|个人|通信|业务|审判|侦查|公司|企业|行业|保守|严守|泄[露漏]|窃取|涉及|属于|知悉|保护)\s*$"
)
# 机密文件-方案.docx: part of a mark in a name.
PAPER = lazy_pattern(r"^(?:文件|资料|材料|电报|公文|件)(?:[,， ]?(?:注意|妥善|严格)(?:保管|保存|保密))?")
HANDLING = lazy_pattern(
    r"请?(?:阅后\s*[\u4e00-\u9fff]{1,4}|(?:注意|妥善|严格)\s*(?:保管|保存|保密)|(?:请|切)?勿\s*[\u4e00-\u9fff]{1,6}|(?:不得|不准|严禁|禁止|谢绝)\s*[\u4e00-\u9fff、]{2,14}"
    r"|(?:仅|只)?限\s*[\u4e00-\u9fff]{1,10}(?:传阅|阅读|使用|知悉|参阅))"
)
