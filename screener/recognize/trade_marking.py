"""Marks of trade secrets and of confidential business papers, Chinese and English.

中央企业商业秘密保护暂行规定 art. 13-15: 核心商密, 普通商密; the mark is owner, grade and term. English marks have no law, only custom.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Place, Rule
from screener.recognize.placed_phrase import Phrase, PhraseRecognizer, spaced

# Between English words; `_` in file names.
B = r"[ \t_\-]{1,3}"
SEPARATOR = r"[ \t_\-/|,&·•()\[\]:]{1,4}(?:and )?"
CONFIDENTIAL = rf"(?:(?:strictly|highly|most|company|business|commercial(?:ly)?|private{B}(?:and|&)){B})?confidential(?:{B}(?:and|&){B}(?:proprietary|privileged|private))?"
VERBS = r"(?:distribute|copy|forward|share|circulate|disclose|duplicate)"
RESTRICTION = (
    rf"(?:for{B})?internal(?:{B}business)?{B}use(?:{B}only)?|internal{B}only|do{B}not{B}{VERBS}(?:{B}or{B}{VERBS})?"
    rf"|(?:draft{B})?not{B}for{B}(?:(?:public|external|further|general|onward){B})?(?:release|distribution|circulation|disclosure)|restricted{B}(?:distribution|circulation)"
    rf"|(?:subject{B}to|under|covered{B}by|shared{B}under|protected{B}by){B}(?:an?{B})?nda|nda{B}(?:required|only)"
)
STRONG = rf"(?:for{B})?internal(?:{B}business)?{B}use{B}only|do{B}not{B}(?:distribute|circulate|disclose)(?:{B}or{B}{VERBS})?|not{B}for{B}(?:public|external){B}(?:release|distribution|disclosure)"
PRIVILEGE = rf"privileged{B}(?:and|&){B}confidential|(?:attorney|lawyer|solicitor)[ \-/]{{1,3}}client(?:{B}(?:privileged?|communication|confidential))+|attorney{B}work{B}product|legally{B}privileged"
TRADE = r"(?:商业|经营|技术)秘密"
GRADE = r"(?:a{1,3}|s|[一二三123ⅰⅱ]|i{1,3}|核心|重要|普通|一般|绝密|机密)级?"


PHRASES = (
    Phrase(spaced(r"(?:核心|普通|重要|一般)商(?:业秘)?密级?(?![\u4e00-\u9fff])"), 0.95, 0.85, 0.8, cell=0.7),
    Phrase(spaced(rf"商密\s?(?:{GRADE})?(?=\s{{0,4}}(?:[^\w\s。，；：、,;:]\s?)?(?:[0-9]{{1,2}}\s?(?:年|个月)|长期|公布前)|\s{{0,2}}(?:a{{1,3}}|[一二三]级))"), 0.95, 0.85, 0.8, cell=0.7),
    Phrase(spaced(r"(?<![\u4e00-\u9fff])商密(?:级|件|文件)?(?![\u4e00-\u9fff])"), 0.8, 0.55, 0.6, cell=0.5),
    Phrase(spaced(rf"(?<![\u4e00-\u9fff]){TRADE}\s?[·\-:★▲●(\[【]?\s?{GRADE}(?![\u4e00-\u9fff])|(?:(?:a{{1,3}}|[一二三])级|(?:绝密|机密|核心|重要|普通|一般)级?){TRADE}级?(?![\u4e00-\u9fff])"), 0.9, 0.8, 0.7, cell=0.5),
    Phrase(spaced(rf"(?<![\u4e00-\u9fff]){TRADE}[\s,，;、]{{0,3}}(?:请|严禁|不得|禁止|勿|注意|切勿)\s?[\u4e00-\u9fff]{{2,8}}"), 0.9, 0.85, 0.7, cell=0.5),
    Phrase(spaced(r"(?<![\u4e00-\u9fff])(?:商业|企业|公司)(?:秘密|机密)(?![\u4e00-\u9fff])"), 0.0, cell=0.0, margin=0.65),
    Phrase(lazy_pattern(rf"{CONFIDENTIAL}{SEPARATOR}(?:{RESTRICTION}|{PRIVILEGE}|proprietary)"), 0.9, 0.75, 0.6, cell=0.5),
    Phrase(lazy_pattern(rf"(?:strictly|highly|company|private{B}(?:and|&)){B}confidential|confidential{B}(?:and|&){B}proprietary|proprietary{B}(?:and|&){B}confidential|{PRIVILEGE}"), 0.9, 0.75, 0.6, cell=0.5),
    Phrase(lazy_pattern(CONFIDENTIAL), 0.9, 0.7, 0.6, cell=0.5, quiet=0.7),
    Phrase(lazy_pattern(r"(?<![a-z0-9])(?:[a-z0-9&.,'©]{1,20} ){1,4}confidential"), 0.6, cell=0.0, margin=0.7, quiet=0.6),
    Phrase(lazy_pattern(STRONG), 0.85, 0.65, 0.6, cell=0.0),
    Phrase(lazy_pattern(RESTRICTION), 0.85, 0.65, 0.6, cell=0.0, quiet=0.7),
    Phrase(lazy_pattern("internal"), 0.6, cell=0.0, quiet=0.0),
    Phrase(lazy_pattern(rf"(?:company{B})?proprietary(?:{B}(?:information|material|data))?|(?<![a-z][_\-])trade{B}secrets?(?:{B}information)?(?![_\-]{{1,3}}[a-z])"), 0.75, 0.55, 0.5, cell=0.0, quiet=0.7),
    # trade_secret_judgment.txt names what it is about; a stamp is in capitals.
    Phrase(lazy_pattern(rf"trade{B}secrets?(?:{B}information)?"), 0.75, 0.55, 0.5, cell=0.0, quiet=0.0),
)  # fmt: skip

TRADE_MARKING = PhraseRecognizer(
    rule=Rule(
        id="trade-marking",
        entity="trade.marking",
        title="商业秘密标识",
        title_en="mark of a trade secret or confidential business paper",
        definition="核心商密、普通商密、商密加期限、商业秘密加等级，以及 CONFIDENTIAL、INTERNAL USE ONLY、PROPRIETARY、ATTORNEY-CLIENT PRIVILEGED 等单独成行或处于页眉、页脚、水印、版头、文件名。合同条款、邮件免责声明、软件许可里的不算。",
        definition_en="核心商密, 普通商密, 商密 with a term, 商业秘密 with a grade; CONFIDENTIAL, INTERNAL USE ONLY, PROPRIETARY, ATTORNEY-CLIENT PRIVILEGED and the like "
        "alone on a line, in the head, a margin or a name. Clauses of contracts, mail disclaimers and licences are none.",
        basis="《反不正当竞争法》关于商业秘密的规定；《中央企业商业秘密保护暂行规定》第13条至第15条；《政府信息公开条例》第15条",
        advice="公开前征求权利人意见；涉及商业秘密的内容应当删除或者不予公开。",
        advice_en="Ask the owner before publishing; delete what is a trade secret or do not publish.",
        examples=(
            "核心商密", "普通商密", "××集团 核心商密▲5年", "××集团 核心商密 长期", "商密▲3年", "商业秘密 AAA", "商业秘密 严禁外传", Example("绝密级商业秘密", header_zone=True), Example("商密", Place.HEADER), "CONFIDENTIAL",
            Example("Confidential", Place.FOOTER), Example("Acme Inc. Confidential    Page 3 of 10", Place.FOOTER), Example("STRICTLY CONFIDENTIAL", header_zone=True), Example("For Internal Use Only", Place.FOOTER),
            Example("PROPRIETARY AND CONFIDENTIAL", Place.HEADER), Example("Attorney–Client Privileged", header_zone=True), Example("CONFIDENTIAL - DO NOT DISTRIBUTE", Place.WATERMARK), Example("UNDER NDA", Place.HEADER),
            Example("DRAFT – NOT FOR RELEASE", Place.WATERMARK), Example("confidential_pricing.xlsx", Place.FILE_NAME), Example("TRADE_SECRET_pricing.xlsx", Place.FILE_NAME), Example("trade secret.pdf", Place.FILE_NAME),
        ),
        non_examples=(
            "侵犯商业秘密罪", "侵害商业秘密纠纷", "商业秘密保护规定", "7.1 Confidential Information means any information disclosed by either party.", "This e-mail and any attachments are confidential and may be privileged.",
            "The Software is the confidential and proprietary information of the licensor.", "CONFIDENTIALITY NOTICE: This message is intended only for the addressee.", "商用密码产品认证", "商密产品认证目录", "Confidential computing",
            "保守国家秘密、商业秘密", "本合同约定的商业秘密", "You may not distribute the Software.", Example("商业秘密", header_zone=True), Example("Confidential Information", header_zone=True),
            Example("商业秘密保护指引.pdf", Place.FILE_NAME), Example("trade_secret_judgment.txt", Place.FILE_NAME), Example("trade-secret-cases-2023.pdf", Place.FILE_NAME), Example("The committee may not disclose confidential matters.", Place.FOOTER),
        ),
    ),
    phrases=PHRASES,
    hints=("商", "秘密", "confidential", "internal", "not", "nda", "proprietary", "privilege", "restricted", "trade", "attorney"),
)  # fmt: skip
