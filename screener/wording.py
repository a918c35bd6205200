"""What codes are called when a person reads them: Chinese first, English beside it.

Every place, code and evidence key that the product can emit has its line here; tests hold that.
"""

from __future__ import annotations

import re

from screener.model import Action, Coverage, Location, Place

ACTIONS: dict[Action, tuple[str, str]] = {
    Action.PASS: ("放行", "pass"),
    Action.REVIEW: ("复核", "review"),
    Action.BLOCK: ("拦截", "block"),
}

PLACES: dict[Place, tuple[str, str]] = {
    Place.BODY: ("正文", "body"),
    Place.TABLE: ("表格", "table"),
    Place.HEADER: ("页眉", "header"),
    Place.FOOTER: ("页脚", "footer"),
    Place.TEXT_BOX: ("文本框", "text box"),
    Place.WATERMARK: ("水印", "watermark"),
    Place.FOOTNOTE: ("脚注", "footnote"),
    Place.ENDNOTE: ("尾注", "endnote"),
    Place.COMMENT: ("批注", "comment"),
    Place.ANNOTATION: ("注释", "annotation"),
    Place.INSERTED: ("修订-已插入", "tracked insertion"),
    Place.DELETED: ("修订-已删除", "tracked deletion"),
    Place.HIDDEN: ("隐藏内容", "hidden content"),
    Place.FIELD: ("域代码", "field"),
    Place.FORM_FIELD: ("表单域", "form field"),
    Place.BOOKMARK: ("书签", "bookmark"),
    Place.OUTLINE: ("目录书签", "outline"),
    Place.NOTES: ("备注页", "speaker notes"),
    Place.MASTER: ("母版", "master slide"),
    Place.CHART: ("图表", "chart"),
    Place.DIAGRAM: ("智能图形", "diagram"),
    Place.ALT_TEXT: ("替代文字", "alternative text"),
    Place.METADATA: ("文档属性", "properties"),
    Place.SHEET_NAME: ("工作表名", "sheet name"),
    Place.DEFINED_NAME: ("定义的名称", "defined name"),
    Place.NUMBER_FORMAT: ("数字格式", "number format"),
    Place.FORMULA: ("公式", "formula"),
    Place.LINK: ("链接", "link"),
    Place.EXTERNAL_CACHE: ("外部链接缓存", "external link cache"),
    Place.MACRO: ("宏", "macro"),
    Place.LAYER: ("图层", "layer"),
    Place.EARLIER_VERSION: ("旧版本", "earlier version"),
    Place.MARKUP: ("页面代码", "markup"),
    Place.ORPHAN: ("未引用部件", "unreferenced part"),
    Place.MAIL_HEADER: ("邮件头", "mail header"),
    Place.ATTACHMENT: ("附件", "attachment"),
    Place.EMBEDDED: ("嵌入对象", "embedded object"),
    Place.ARCHIVE_COMMENT: ("压缩包注释", "archive comment"),
    Place.FILE_NAME: ("文件名", "file name"),
    Place.IMAGE: ("图片", "picture"),
}

CODES: dict[str, tuple[str, str]] = {
    "password-protected": ("有密码，打不开", "password-protected"),
    "unsupported-format": ("不支持的格式", "unsupported format"),
    "too-large": ("超过大小限制", "over the size limit"),
    "too-deep": ("嵌套层数超过限制", "nested too deeply"),
    "timed-out": ("处理超时", "timed out"),
    "corrupt": ("文件损坏", "corrupt"),
    "extractor-failed": ("读取程序出错", "the reader failed"),
    "worker-died": ("读取进程异常终止", "the reading process died"),
    "no-text": ("应有文字而未读到", "no text where text was expected"),
    "suffix-mismatch": ("后缀名与实际内容不符", "suffix does not match the content"),
    "suspicious-structure": ("文件结构可疑", "suspicious structure"),
    "page-not-legible": ("页面文字无法辨认", "page text not legible"),
    "image-not-read": ("图片未识别", "picture not read"),
    "broken-link": ("链接指向的文件不存在", "a link to a file that does not exist"),
    "linked-folder": ("指向文件夹的链接，未跟随", "a link to a folder, not followed"),
    "not-a-file": ("不是普通文件", "not a regular file"),
    "recognizer-failed": ("识别程序出错", "a recogniser failed"),
    "unreadable-file": ("没有读取权限或读取失败", "file cannot be read"),
}

EVIDENCE: dict[str, tuple[str, str]] = {
    "check-digit": ("校验位正确", "check digit holds"),
    "check-digit-broken": ("校验位不符", "check digit does not hold"),
    "context": ("邻近词", "word nearby"),
    "count": ("同类数量", "how many there are"),
    "encoded": ("以编码书写（base64、十六进制、转义）", "written in base64, hexadecimal or escapes"),
    "hidden-places": ("遮去位数", "places hidden"),
    "household": ("具体到门牌、房间或户组", "down to the door, the room or the household"),
    "inside-code": ("夹在编码之中", "inside a code"),
    "known-prefix": ("号段或机构标识吻合", "known prefix"),
    "official-address": ("机关或单位地址", "an office's own address"),
    "official-vehicle": ("公安、武警或军队车辆", "police or military vehicle"),
    "record": ("一行一条记录", "a record of its own, a row of a table"),
    "region-or-date-impossible": ("地区码或日期不成立", "no such region or date"),
    "sealed": ("加密词典", "a sealed dictionary"),
    "split": ("词语被拆开", "pulled apart"),
    "ambiguous-code": ("代字或与地名、单位名相混", "the code may be that of a place"),
    "banner": ("密级与控制标记连写", "level and control marks in one"),
    "document-number": ("发文字号", "a document number"),
    "first-line": ("独占首页第一行", "alone on the first line"),
    "phrase": ("标识用语", "words of a mark"),
    "title-position": ("处于题名位置", "stands as a title"),
    "unknown-prefix": ("号段或机构标识未收录", "unknown prefix"),
    "across-segments": ("跨越多个段落或单元", "runs over several segments"),
    # marks: form, position, neighbours, and what speaks against one (recognize.mark_features)
    "level": ("密级", "level"),
    "disguise-look-alike": ("以形近字或拆字书写", "written with look-alike or split characters"),
    "disguise-pinyin": ("以拼音书写", "written in pinyin"),
    "disguise-separated": ("字间插入符号", "signs put between the characters"),
    "disguise-spaced": ("字间有空格", "spaced"),
    "disguise-split": ("以拆字书写", "written as the parts of its characters"),
    "label-in-latin": ("跟在 secretLevel、classification 等字段名之后", "after a field name such as secretLevel"),
    "in-list": ("位于“密级”列", "in a column headed classification"),
    "behind-title": ("跟在文件标题之后", "behind the title of a paper"),
    "before-title": ("领起文件标题", "before the title of a paper"),
    "beside-official-elements": ("与份号、紧急程度、发文字号等相邻", "next to a copy number, an urgency or a document number"),
    "chapter": ("章节名", "the name of a chapter"),
    "work-of-art": ("歌曲、影视等作品名", "the title of a song or a film"),
    "item": ("列举各密级的条目或题目选项", "an item of a list of levels or of answers"),
    "other-kind-of-secret": ("商业秘密等其他秘密", "another kind of secret"),
    "rating": ("评分星号", "stars of a rating"),
    "media": ("影音或电子书文件名", "the name of a recording or a book"),
    "spaced-words": ("逐字隔开的词句的一部分", "part of words written with every letter apart"),
    "series-of-levels": ("三个密级并列", "all three levels side by side"),
    "product": ("疑为产品型号", "perhaps a product number"),
    "name-in-property": ("属性中疑为人名或单位名", "perhaps somebody's name in a property"),
    "disguise-vertical": ("分行竖写", "one character a line"),
    "no-star": ("标志不规范：无★", "irregular: no star"),
    "no-term": ("标志不规范：无保密期限（按绝密30年、机密20年、秘密10年对待）", "irregular: no term (30, 20 or 10 years by level)"),
    "over-limit": ("标志不规范：期限超过法定上限", "irregular: the term exceeds the legal limit"),
    "star": ("带★", "a star"),
    "star-leading": ("带★领起一行", "with a star, leading its line"),
    "other-separator": ("其他符号隔开密级与期限", "another sign before the term"),
    "misread-star": ("★疑被误识", "a star misread by OCR"),
    "term": ("带保密期限", "a term"),
    "label": ("跟在“密级：”等标签之后", "after a label such as classification:"),
    "label-in-words": ("行文中称“密级为”", "called the level in words"),
    "stated": ("文中自称涉密", "the text says so of itself"),
    "declared": ("声明“以下内容为”", "declared of what follows"),
    "paragraph-mark": ("段首括注", "in brackets before a paragraph"),
    "bracketed": ("括号括起", "in brackets"),
    "checked-box": ("已勾选", "a ticked box"),
    "handling-instruction": ("附有保管、禁止外传等要求", "with a handling instruction"),
    "isolated": ("独占一行", "alone on its line"),
    "header-zone": ("位于版头", "in the head of the page"),
    "margin": ("位于页眉、页脚、水印等处", "in a header, footer, watermark or the like"),
    "apart": ("单独位于批注、备注、隐藏内容等处", "alone in a comment, a note, hidden content or the like"),
    "stamp": ("红色印章", "a red stamp"),
    "delimited": ("前后隔开", "set apart on its line"),
    "field-in-head": ("版头行首或行尾", "first or last on a line of the head"),
    "leading": ("版头领起一行", "leads a line of the head"),
    "edge-of-margin": ("页眉或水印的首尾", "at the edge of a header or watermark"),
    "of-a-system": ("说的是系统、资质等", "said of a system or a qualification"),
    "explained": ("在说明密级划分", "explains the levels"),
    "subject": ("邮件主题领起", "opens the subject of a mail"),
    "name": ("位于文件名、属性等名称中", "in a file name, property or other name"),
    "official-elements": ("邻近公文要素", "elements of an official document nearby"),
    "look-alike": ("形近字，且无旁证", "look-alike characters without support"),
    "pinyin": ("拼音，且无旁证", "pinyin without support"),
    "in-words": ("属于词句", "part of words"),
    "in-sentence": ("在句子当中", "inside a sentence"),
    "quoted": ("在引号内", "quoted"),
    "example": ("在举例、说明", "given as an example"),
    "title": ("在书名号内", "in a title"),
    "enumeration": ("并列列举各密级", "the levels are listed"),
    "letter-spaced": ("逐字隔开的文字之中", "in a text with every letter apart"),
    "level-table": ("密级对照表", "a table of the levels"),
    "level-table-at-top": ("版头有多个密级", "several levels in the head"),
    "negation": ("否定或疑问的说法", "denied or asked"),
    "requirement": ("对资质、范围的要求", "a requirement"),
    "empty-box": ("未勾选", "an empty box"),
    # judgments
    "bar": ("不公开的情形", "why it is barred"),
    "company": ("企业字号", "a company's name"),
    "health": ("病情", "health"),
    "hidden": ("被隐去的是", "what is hidden"),
    "masked-elsewhere": ("别处已隐名次数", "times masked elsewhere"),
    "role": ("身份", "role"),
    "past-paper": ("已启用的试卷", "an examination paper already used"),
}


def say(pair: tuple[str, str], language: str) -> str:
    """The half of a pair that this reader reads: English for `en`, Chinese for everything else."""
    return pair[1] if language == "en" else pair[0]


def action_words(action: Action, language: str) -> str:
    return say(ACTIONS[action], language)


def place_words(place: Place, language: str) -> str:
    return say(PLACES[place], language)


def code_words(code: str, language: str) -> str:
    """What could not be read; a code without words (an older record may hold one) stands for itself."""
    return say(CODES.get(code, (code, code)), language)


def evidence_words(key: str, language: str) -> str:
    """`context:账号` -> 邻近词“账号”. A key without words stands for itself."""
    name, _, detail = key.partition(":")
    words = say(EVIDENCE.get(name, (name, name)), language)
    if not detail:
        return words
    return f"{words} “{detail}”" if language == "en" else f"{words}“{detail}”"


def location_words(location: Location, language: str) -> str:
    """Place, page, paragraph and cell, without the part: 页眉，第 2 页，第 3 段."""
    words = [place_words(location.place, language)]
    if location.page is not None:
        words.append(say((f"第 {location.page} 页", f"page {location.page}"), language))
    if location.paragraph is not None:
        words.append(say((f"第 {location.paragraph} 段", f"paragraph {location.paragraph}"), language))
    if location.cell is not None:
        words.append(_cell_words(location.cell, language))
    return say(("，", ", "), language).join(words)


def _cell_words(cell: str, language: str) -> str:
    """A cell of a table without names is told by its numbers (T1!R2C3 -> 表1 第2行第3列), one of a sheet as the sheet calls it."""
    match = NUMBERED_CELL.fullmatch(cell)
    if match is None:
        return say((f"单元格 {cell}", f"cell {cell}"), language)
    table, row, column = match.groups()
    zh, en = (f"表{table} ", f"table {table}, ") if table else ("", "")
    return say((f"{zh}第{row}行第{column}列", f"{en}row {row}, column {column}"), language)


def coverage_words(coverage: Coverage, language: str) -> str:
    """已读 12 页、8,431 字；未读：2 幅图片. Zeros are left out, but characters never: none read is worth saying."""
    read = _amounts((coverage.parts_read, PARTS), (coverage.pages_read, PAGES), (coverage.images_read, IMAGES), language=language)
    read.append(say((f"{coverage.characters:,} 字", f"{coverage.characters:,} characters"), language))
    unread = _amounts((coverage.parts_unread, PARTS), (coverage.pages_unread, PAGES), (coverage.images_unread, IMAGES), language=language)
    comma = say(("、", ", "), language)
    sentence = say(("已读 ", "read "), language) + comma.join(read)
    return sentence + say(("；未读 ", "; not read: "), language) + comma.join(unread) if unread else sentence


NUMBERED_CELL = re.compile(r"(?:T(\d+)!)?R(\d+)C(\d+)")
PARTS = ("个部件", "part(s)")
PAGES = ("页", "page(s)")
IMAGES = ("幅图片", "picture(s)")


def _amounts(*amounts: tuple[int, tuple[str, str]], language: str) -> list[str]:
    return [f"{number:,} {say(unit, language)}" for number, unit in amounts if number]
