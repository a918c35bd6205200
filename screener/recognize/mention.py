"""What makes a mention of a mark: quotation, example, negation, enumeration, title, question, definition, list of levels, sentence."""

from __future__ import annotations

from datetime import datetime

from screener.lazy_pattern import lazy_pattern
from screener.model import Place
from screener.recognize.checkbox import Box
from screener.recognize.level_words import Level, level_words
from screener.recognize.mark import Mark
from screener.recognize.mark_grammar import COMPOUND, LABEL, LABEL_LINE, TERM

# Places where a few words stand apart from running text by their nature.
MARGINS = frozenset(
    {Place.HEADER, Place.FOOTER, Place.WATERMARK, Place.TEXT_BOX, Place.DIAGRAM, Place.MASTER, Place.SHEET_NAME, Place.LAYER}
)
EDGES = frozenset({Place.HEADER, Place.FOOTER, Place.WATERMARK})
NAMES = frozenset({Place.FILE_NAME, Place.METADATA, Place.SHEET_NAME, Place.DEFINED_NAME, Place.BOOKMARK, Place.OUTLINE})
# Where a title stands for a whole thing, and what stands around it is no sentence.
TITLES = MARGINS | NAMES | {Place.MAIL_HEADER}

QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'", "《": "》", "〈": "〉"}
EXAMPLE_WORDS = lazy_pattern(
    r"字样|样式|示例|样例|范例|例如|比如|譬如|[如即]?(?:标注|标明|注明|标有|印有|盖有|写有|标示|标识|载明|记载|加盖|打上|显示)(?:了|着|有|为|的|是)?|(?:^|[，,(（:：;；。.\s])(?:如|即)\s*[:：“\"「‘]?\s*$"
    r"|形式[为是:]|格式[为是:]|写[作成]|表[示述]为|正确|错误|[a-d][.、)]\s*$|图\s*\d+|所谓|意思是"
)
NEGATION = lazy_pattern(
    r"(?:非|无|未|不含|不涉及?|没有|不属于|不是|不得|严禁|禁止|不准|是否|有无|不)(?:有|含|涉及|涉|属于|存储|处理|标注|为|传输)?[“\"「]?(?:任何|国家)?\s*$"
)
OF_A_SYSTEM = lazy_pattern(r"(?:最高|最低|系统|网络|设备|资格|资质|处理|用户|人员|岗位|场所|载体|要求)$")
EXPLAINED = lazy_pattern(
    r"分为|划分|分成|三级|(?:密级|等级|级别|标[志识]).{0,20}(?:三个|含义|如下|包括|下列)|(?:含义|如下|包括|下列).{0,20}(?:密级|等级|级别|标[志识])"
)
DEFINITION = lazy_pattern(r"\s*[:是,\-—]{1,2}\s*(?:指|是)?(?:最重要|重要|一般)的")
LIST_GOES_ON = ("", *"级和或及与到三两等")
REQUIREMENT = lazy_pattern(r"\s*(?:[(（]?(?:含|不含)?[)）]?(?:及其?|或|和|与)?以[下上]|[及或和与、/]\s*(?:绝|机|秘)密)")
URGENCY = lazy_pattern(r"特\s*[急提]|[加平]\s*急|急\s*件")
EXAM_TERM = lazy_pattern(r"启用|考试|开考|解密|公布")
EXAM = lazy_pattern(r"试[卷题]|考试|模拟|月考|期[中末]|联考|质量检测|学年|高考|中考|招生")
RUBRIC = lazy_pattern(r"评分|参考答案|答案|细则|命题|副题|备用卷")
MOCK = lazy_pattern(r"模拟|月考|期[中末]|联考|质量检测|练习|仿真|押题|猜题|真题|热身")
LONGEST_TITLE = 60
YEAR = lazy_pattern(r"(?<![0-9])(20[0-9]{2})\s*(?:年|-20[0-9]{2}|届|学年)")
# (一) 绝密级; 1. 绝密; A．绝密; 1=绝密: an item of a list, when another level is one, too.
ITEM = lazy_pattern(r"[\s(（]*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}|[a-h])\s*[)）.、=:]\s*")
OPTION = lazy_pattern(r"\s*[(（]?[a-h][)）.、]\s*")
CHAPTER = lazy_pattern(r"第\s*[0-9一二三四五六七八九十百]{1,4}\s*[章节回集篇部幕讲课]\s*$")
STORY = lazy_pattern(r"[ _\-](?:花园|基地|武器|通道|情人|约会|森林|日记)(?:\.[a-z0-9]{1,5})?")
# Under the title of a song, a film, a play.
CREDITS = lazy_pattern(r"(?:作?词|作?曲|编曲|导演|编剧|主演|演唱|歌手|片长|上映|出品人)\s*[:：]")
PRODUCT = lazy_pattern(r"[-_ ]?[0-9]{1,3}(?![0-9年])")
LONGEST_ITEM = 16
RATING = lazy_pattern(r"[》」”)\s,]{0,3}★{4}")
LETTERS = lazy_pattern(r"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff][\s·.\-_/|~*]{1,3}){2,}$")
GOES_ON = ("守", "守住", "的")
SERIES = lazy_pattern(rf"(?:{ITEM.pattern})?[(【\[]?(?P<level>[绝机秘]密)级?[)】\]]?(?:\s*[★*:,=\-]?\s*{TERM})?")
MEDIA = lazy_pattern(r"\.(?:mp[34]|m4a|wav|flac|ape|lrc|epub|mobi|azw3|mkv|avi|mov|rmvb|wmv)$")
OTHER_KIND = lazy_pattern(r"(?:商业|技术|经营|个人|通信|业务|公司|企业)$")
# 军事机密★长期.
OWNER = lazy_pattern(r"(?:国家|军事|军队|党内)")
FIELD_EDGES = ("", *"\t,|;")
SENTENCE = lazy_pattern(r"[。;；]|[\u4e00-\u9fff]{6},[\u4e00-\u9fff]{2}")


def in_sentence(mark: Mark) -> bool:
    """A full mark with words touching it: 该文件为机密★20年. One that opens its line is only excused by the words that go on."""
    if mark.isolated:
        return False
    if mark.star != "star":
        return mark.stated or (bool(mark.label) and _told(mark))
    if (
        mark.place not in TITLES
        and not mark.opens_line
        and not mark.label
        and SENTENCE.search(mark.prefix[-80:] + "\x00" + mark.suffix[:80])
    ):
        return True
    touched = "\u4e00" <= mark.suffix[:1] <= "\u9fff" and not URGENCY.match(mark.suffix)
    if not mark.suffix.strip() and OWNER.fullmatch(mark.prefix.strip()):
        return False
    stands_out = mark.opens_line or bool(mark.label) or mark.place in TITLES or (mark.segment.layout.header_zone and mark.delimited)
    return touched or not stands_out


def _told(mark: Mark) -> bool:
    """证据：文件一份，密级：机密，系被告人窃取。 A field has no full stop behind it."""
    return mark.place not in TITLES and bool(mark.unlabelled_prefix.strip()) and mark.suffix.rstrip().endswith("。")


def of_a_system(mark: Mark) -> bool:
    label = LABEL.search(mark.prefix)
    return label is not None and OF_A_SYSTEM.search(mark.prefix[: label.start()].rstrip()) is not None


def quoted(mark: Mark) -> bool:
    """Inside quotation marks with something around them: a mark that is nothing but quoted is still a mark, as is a quoted value."""
    if mark.place in NAMES or mark.isolated:
        return False
    opening = max(mark.prefix.rfind(quote) for quote in QUOTES)
    if opening < 0 or mark.start - mark.line[0] - opening > 16:
        return False
    closing = QUOTES[mark.prefix[opening]]
    rest = mark.passage.folded.text[mark.end : mark.line[1]]
    if closing not in rest[:24] or closing in mark.prefix[opening + 1 :]:
        return False
    # "密级": "机密" of a data file; not “密级：机密”.
    value = mark.label == ":" and opening == len(mark.prefix) - 1 and rest.split(closing, 1)[1].lstrip()[:1] in ("", *",;}])>")
    return not value


def in_title(mark: Mark) -> bool:
    return mark.prefix.rfind("《") > mark.prefix.rfind("》") and "》" in mark.passage.folded.text[mark.end : mark.line[1]]


def as_example(mark: Mark) -> bool:
    if mark.place in NAMES or mark.isolated:
        return False
    return EXAMPLE_WORDS.search(mark.unlabelled_prefix[-14:]) is not None or EXAMPLE_WORDS.search(mark.suffix[:12]) is not None


def negated(mark: Mark) -> bool:
    return not mark.star and NEGATION.search(mark.unlabelled_prefix[-10:]) is not None


def enumerated(mark: Mark) -> bool:
    """Another level stands right beside it on the line: 绝密、机密、秘密三级; 1=绝密 2=机密."""
    if mark.star or mark.box is Box.TICKED:
        return False
    # One character more than is looked at: where the view is cut is no end of an item (注意保管-发动机密|封圈).
    nearby = mark.unlabelled_prefix[-12:] + "\x00" + mark.suffix[:13]
    words = (word for word in level_words(nearby) if word.end < len(nearby) or len(mark.suffix) < 13)
    # 公司秘密要承担: a word of a sentence is no item of a list.
    listed = (word for word in words if nearby[word.end : word.end + 1] in LIST_GOES_ON or not nearby[word.end].isalnum())
    return any(
        word.level != mark.word and word.disguise in ("", mark.disguise) and not COMPOUND.search(nearby[: word.start]) for word in listed
    )


def tabled(mark: Mark) -> bool:
    """Another level has a line or a cell of its own next to it: a table that explains the levels."""
    if mark.star or mark.place in MARGINS:
        return False
    column = [word for line in mark.column if len(line) <= 4 and not LABEL_LINE.fullmatch(line) for word in level_words(line)]
    return any(word.level != mark.word and not word.disguise for word in column)


def itemized(mark: Mark) -> bool:
    """An item of a list of levels or of the answers to a question."""
    if mark.star or mark.place in MARGINS:
        return False
    if OPTION.fullmatch(mark.prefix):
        return True
    items = (ITEM.match(line) for line in mark.column) if ITEM.fullmatch(mark.prefix) else ()
    beside = (word for item in items if item for word in level_words(item.string[item.end() : item.end() + 3]))
    return any(word.level != mark.word for word in beside)


def listed(mark: Mark) -> bool:
    """A whole field of a column headed 密级: the level of the paper that the row is about."""
    if mark.prefix[-1:] not in FIELD_EDGES or mark.suffix[:1] not in FIELD_EDGES:
        return False
    return LABEL_LINE.fullmatch(mark.passage.heading(mark.start)) is not None


def explained(mark: Mark) -> bool:
    """Defined, or in a list under a line that says what the levels are; alone under such a line it may be a mark."""
    if mark.star or (mark.label == ":" and mark.isolated):
        return False
    if DEFINITION.match(mark.suffix):
        return True
    if mark.isolated and not any(
        word.level != mark.word for line in mark.column if len(line) <= LONGEST_ITEM for word in level_words(line)
    ):
        return False
    return any(EXPLAINED.search(line) for line in mark.above if len(line) < 40)


def headed(mark: Mark) -> bool:
    """The name of a chapter: 第五章 秘密."""
    return not mark.star and CHAPTER.search(mark.prefix[-16:]) is not None


def of_a_work(mark: Mark) -> bool:
    """Credits below it, or a name of nothing but the word and what it qualifies in any story: 秘密 花园.pdf, and not 秘密 名单.pdf."""
    if mark.star:
        return False
    named = (
        mark.place in NAMES
        and not mark.label
        and mark.word == Level.CONFIDENTIAL
        and mark.opens_line
        and STORY.fullmatch(mark.suffix) is not None
    )
    return named or any(CREDITS.match(line) for line in mark.column[-3:])


def of_a_product(mark: Mark) -> bool:
    """JM-3产品说明.pdf, and not JM-2026年方案.pdf."""
    return mark.disguise == "pinyin" and not mark.star and mark.place in NAMES and PRODUCT.match(mark.suffix) is not None


def of_other_kind(mark: Mark) -> bool:
    """是否属于商业秘密★: a required field of a form."""
    return bool(mark.star) and not mark.term and OTHER_KIND.search(mark.prefix[-4:]) is not None


def of_spaced_words(mark: Mark) -> bool:
    """保 守 国 家 秘 密: what stands before it in the same manner, closed up, goes on into the word."""
    if not mark.disguise or mark.star or mark.label:
        return False
    text = mark.passage.folded.text
    run = LETTERS.search(text[max(0, mark.start - 40) : mark.start])
    closed = "".join(character for character in run[0] if character.isalnum()) if run else ""
    return closed.endswith(GOES_ON) or COMPOUND.search(closed) is not None


def rated(mark: Mark) -> bool:
    """绝密★★★★★: stars for a film."""
    return RATING.match(mark.passage.folded.text, mark.end) is not None


def of_media(mark: Mark) -> bool:
    return not mark.star and mark.place is Place.FILE_NAME and MEDIA.search(mark.suffix) is not None


def in_series(mark: Mark) -> bool:
    """Both other levels have a line of their own next to it, starred or not: a lesson, a diagram, the sheets of a count."""
    if mark.place in EDGES:
        return False
    beside = {match["level"] for line in mark.column if (match := SERIES.fullmatch(line))}
    return len(beside - {mark.word}) > 1


def past_paper(mark: Mark) -> bool:
    """An examination paper of a past year or a mock one: its mark is spent. Not a rubric: that stays secret after use."""
    text = mark.passage.folded.text[:600]
    # The title of a paper is a short line at the head that says so; the term of the mark, 考试结束前, does not make one of a report.
    lines = text.replace(mark.term, "").split("\n") if EXAM_TERM.search(mark.term) else []
    if not any(len(line) <= LONGEST_TITLE and EXAM.search(line) for line in lines) or RUBRIC.search(text[:400]):
        return False
    years = [int(year) for year in YEAR.findall(text)]
    return bool(MOCK.search(text[:400])) or (bool(years) and max(years) < datetime.now().astimezone().year)
