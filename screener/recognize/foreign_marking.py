"""Classification marks of other states and of alliances, and the Traffic Light Protocol.

A mark stands apart; `Top Secret` the film and `Secret` the API object stand in sentences. Facts of form: the US CAPCO banner
(LEVEL//CONTROL//DISSEMINATION), NATO, EU, French, German, Russian, Japanese, Korean, Taiwan and Hong Kong levels, TLP 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.mark import Mark
from screener.recognize.passage import Passage
from screener.recognize.placed_phrase import Phrase, PhraseRecognizer, is_choice

# Cyrillic and Greek letters drawn as Latin ones (folded text is lower case already).
LOOK_ALIKES = str.maketrans("ѕеснторахуікмвзԁԛԝјһѵғαβεικνορτυχϲγη", "sechtopaxyikmb3dqwjhvfabeiknoptuxcyn")
FOREIGN_LETTER = lazy_pattern("[\u0370-\u03ff\u0400-\u052f]")


def latin(text: str) -> str:
    """Each look-alike as the Latin letter it passes for; as many characters as before."""
    return text.translate(LOOK_ALIKES) if FOREIGN_LETTER.search(text) else text


LETTERS = {"o": "[o0]", "e": "[e3]", "i": "[i1l|]", "l": "[l1i|]", "s": "[s5$]", "a": "[a4@]"}


def spelled(words: str) -> str:
    """The words with blanks, dots or dashes between letters allowed, and digits for letters."""
    return r"[ \t_\-]{0,6}".join(
        r"[ \t._\-*]{0,2}".join(LETTERS.get(letter, re.escape(letter)) for letter in word) for word in words.split()
    )


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{word})" for word in words))


CONTROL = r"(?:sci|si(?:-[a-z]{1,4})?|tk|hcs(?:-[a-z])?|kdk|noforn|nf|orcon|oc|imcon|propin|pr|relido|rel\s?to\s?[a-z, ]{2,40}|fgi[a-z ,]{0,20}|fouo|les|sbu|rsen|limdis|exdis|nodis|nsi|rd|frd|cnwdi|sap|sar[a-z\- ]{0,20}|sp-[a-z]{2,8}|fed(?:con)?|fedcon|nocon|dl only|x1|mr|20[0-9]{6}|25x[0-9]|atomal|bohemia|eyes only|acgu|fvey)"
LEVEL = rf"(?:{spelled('top secret')}|{spelled('secret')}|{spelled('confidential')}|cui|ts|s|c|u|unclassified|cts|ns|nc)"
BANNER = lazy_pattern(
    rf"(?P<open>[(\[])?\s?(?P<level>{LEVEL})\s?(?://?\s?{CONTROL}(?![a-z])(?:\s?[,/]\s?{CONTROL}(?![a-z]))*)(?:\s?//?\s?{CONTROL}(?![a-z]))*"
)
TLP = lazy_pattern(r"(?<![a-z0-9])tlp\s?[:\-=_ ]\s?(?P<color>red|amber(?:\s?\+\s?strict)?)(?![a-z])")
OTHER_COLOR = lazy_pattern(r"tlp\s?[:\-=_ ]\s?(?:red|amber|green|clear|white)")

PHRASES = (
    Phrase(_any(spelled("top secret")), 0.95, 0.7, 0.6, cell=0.5, quiet=0.6),
    Phrase(_any(spelled("secret")), 0.9, 0.65, 0.5, cell=0.0, quiet=0.0),
    Phrase(_any(r"(?<![_\-/=])secret(?![_\-/=])"), 0.55, 0.0, 0.0, cell=0.0),
    Phrase(_any(r"cosmic[ -]top[ -]secret(?:[ -]?atomal)?", r"nato[ -](?:top[ -])?(?:secret|confidential|restricted)(?:[ -]?atomal)?", r"atomal"), 0.95, 0.8, 0.7, cell=0.6),
    Phrase(_any(r"(?:eu|uk|us|aus|can|nz)[ -](?:top[ -])?secret(?:/[a-z ]{2,24})?", r"(?:tres )?secret ue(?:/eu [a-z ]{6,12})?", r"confidentiel ue", r"restreint ue(?:/eu restricted)?", r"eu[ -](?:restricted|confidential)"), 0.9, 0.75, 0.6, cell=0.5),
    Phrase(_any(r"official[ ]?[-–:][ ]?sensitive", r"(?:uk|us|aus|can|nz|five|5)[ -]eyes[ -]only", r"eyes[ -]only", r"noforn", r"orcon"), 0.9, 0.7, 0.6, cell=0.5, quiet=0.6),
    Phrase(_any(r"controlled unclassified information", r"for official use only", r"law enforcement sensitive", r"sensitive but unclassified"), 0.85, 0.65, 0.6, cell=0.5),
    Phrase(_any(r"cui", r"fouo"), 0.55, cell=0.0, margin=0.85, quiet=0.0),
    Phrase(_any(r"tres secret(?:[ -]defense)?", r"secret[ -]defense", r"diffusion[ -]restreinte", r"special[ -]france", r"confidentiel[ -]defense"), 0.9, 0.75, 0.6, cell=0.5),
    Phrase(_any(r"streng[ -]geheim", r"vs[ ]?-[ ]?(?:nur fur den dienstgebrauch|nfd|vertraulich|geheim)"), 0.9, 0.7, 0.6, cell=0.5),
    Phrase(_any(r"geheim", r"verschlusssache"), 0.9, 0.7, 0.6, cell=0.5, quiet=0.7),
    Phrase(_any(r"极\s?秘", r"严\s?秘", r"取\s?[扱极]\s?(?:严重)?注意", r"(?:社|部|省|庁|关系者)外秘", r"特定秘密"), 0.9, 0.75, 0.6, cell=0.5),
    Phrase(_any(r"대\s?외\s?비", r"(?:[123]|i{1,3})급\s?비밀", r"극\s?비"), 0.9, 0.8, 0.7, cell=0.6),
    Phrase(_any(r"绝\s?对\s?机\s?密", r"(?:极|高\s?度)\s?机\s?密", r"限\s?[阅閲]\s?文\s?件", r"限\s?阅"), 0.95, 0.8, 0.7, cell=0.6),
    Phrase(_any(r"(?<![\u4e00-\u9fff])[密秘](?![\u4e00-\u9fff★])"), 0.7, 0.0, 0.0, cell=0.0),
)  # fmt: skip
RUSSIAN = (
    Phrase(
        _any(
            r"(?:совершенно|сов\.?)\s?секретно",
            r"секретно",
            r"особои\s?важности",
            r"для\s?служебного\s?пользования",
            r"дсп(?![\u0400-\u052f])",
        ),
        0.95,
        0.8,
        0.7,
        cell=0.6,
    ),
)

FOREIGN = Rule(
    id="foreign-marking",
    entity="foreign.marking",
    title="境外或国际组织的密级标志",
    title_en="foreign or international classification marking",
    definition="美国、北约、欧盟、英法德俄日韩及台港的密级标志和交通灯协议（TLP:RED、TLP:AMBER）单独成行或处于版头、页眉、页脚、水印、文件名；带 //NOFORN 等控制标记的标志随处皆是。影视、游戏、密钥名称里的不算。",
    definition_en="Levels of the US, NATO, the EU, the UK, France, Germany, Russia, Japan, Korea, Taiwan and Hong Kong and TLP:RED or TLP:AMBER, alone on a line, in "
    "the head, a margin or a name; with a control mark (//NOFORN) anywhere. Titles of films and games and names of keys are none.",
    basis="《保守国家秘密法》第35条；《保守国家秘密法实施条例》第34条；对外交往中按协定保护对方秘密的义务",
    advice="核对来源：境外密级文件须按有关协定和规定处理，不得公开；繁体密级字样可能是国家秘密标志的变形，按国家秘密标志核对。",
    advice_en="Check where it comes from; do not publish. A level in traditional characters may be a disguised state-secret marking.",
    examples=(
        "TOP SECRET//SCI//NOFORN", "SECRET//NOFORN", "(TS//SI//NF) The meeting took place.", "NATO SECRET", "COSMIC TOP SECRET", "TLP:RED", "TLP:AMBER+STRICT", "絕對機密", "極機密", "限閱文件", "대외비",
        "S E C R E T", "T0P SECRET", "Classification: SECRET", "СОВЕРШЕННО СЕКРЕТНО", "STRENG GEHEIM", "TRÈS SECRET", "極秘", "TOP SECRET", Example("SECRET", header_zone=True), Example("ЅЕСRЕТ", Place.HEADER), Example("CUI", Place.HEADER),
        Example("密", header_zone=True), Example("取扱注意", header_zone=True), Example("OFFICIAL-SENSITIVE", Place.FOOTER), Example("VS-NfD", Place.HEADER), Example("SECRET", Place.WATERMARK), Example("TLP:AMBER report.pdf", Place.FILE_NAME),
    ),
    non_examples=(
        "Top Secret is a 2019 film.", "The game TOP SECRET was released today.", "Kubernetes Secret", "client secret", "Victoria's Secret", "API_SECRET=abc", "TLP:CLEAR", "TLP:GREEN", "TLP:WHITE", "A TLP:RED message must not be forwarded.",
        "secretary", "The secret of success", "https://example.com/secret/si", "Secret", "绝对机密的消息", "密码", "密集", "Geheimnis", "CUI Wei", "UNCLASSIFIED", "TLP:RED\nTLP:AMBER\nTLP:GREEN", "секретность",
        Example("Secret Garden", header_zone=True), Example("密云区人民法院", header_zone=True), Example("Kubernetes Secret", header_zone=True), Example("SECRET", Place.TABLE), Example("secret_key.py", Place.FILE_NAME),
    ),
)  # fmt: skip
_HINTS = (r"[s5$][ \t._\-*]{0,2}[e3][ \t._\-*]{0,2}c", "restricted", "eyes", "noforn", "orcon", "official", "cui", "fouo", "atomal", "nato", "sensitive", "unclassified", "restreint", "special", "confidentiel", "geheim", "vs", "verschl",
          "秘", "密", "取", "비", "限")  # fmt: skip
_LATIN = PhraseRecognizer(FOREIGN, PHRASES, _HINTS, view=latin)
_CYRILLIC = PhraseRecognizer(FOREIGN, RUSSIAN, ("секретно", "особои", "служебного", "дсп"))


class ForeignMarkingRecognizer:
    """Words by their position; banners and TLP by their own grammar."""

    rules = (FOREIGN,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        text = latin(text) if FOREIGN_LETTER.search("".join(passage.alphabet)) else text
        banners = list(_banners(passage, text))
        yield from banners
        taken = {(finding.location, finding.start) for finding in banners}
        for recognizer in (_LATIN, _CYRILLIC):
            yield from (finding for finding in recognizer.recognize(passage) if (finding.location, finding.start) not in taken)
        for match in TLP.finditer(text) if "tlp" in text else ():
            mark = Mark(passage, "", *match.span())
            near = text[max(0, mark.line[0] - 60) : mark.start] + text[mark.end : mark.line[1] + 60]
            if is_choice(mark) or OTHER_COLOR.search(near):
                continue
            if mark.isolated or (
                mark.delimited
                and (mark.opens_line or mark.segment.layout.header_zone)
                and len(mark.suffix) < 60
                and "." not in mark.suffix.strip()[20:]
            ):
                yield passage.finding(FOREIGN, *match.span(), 0.9 if mark.isolated else 0.75, ("isolated",))


def _banners(passage: Passage, text: str) -> Iterator[Finding]:
    for match in BANNER.finditer(text) if "//" in text else ():
        before = text[match.start() - 1 : match.start()]
        if (before and (before.isalnum() or before in "/.:@-_")) or ("//" not in match[0]):
            continue
        mark = Mark(passage, "", match.start("level"), match.end())
        if mark.isolated or mark.opens_line:
            yield passage.finding(FOREIGN, *match.span(), 0.95, ("banner", "isolated"))
        else:
            yield passage.finding(FOREIGN, *match.span(), 0.6, ("banner",))


FOREIGN_MARKING = ForeignMarkingRecognizer()
