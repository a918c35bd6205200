"""What can go wrong, each with a stable code and a sentence for the user, in Chinese and English."""

from __future__ import annotations

import re


class ScreenerError(Exception):
    """A failure that the product understands. The sentences say what happened, where, and what to do next."""

    code = "screener-error"

    def __init__(self, sentence: str, sentence_en: str) -> None:
        super().__init__(sentence_en)
        self.sentence = sentence
        self.sentence_en = sentence_en


class UsageError(ScreenerError):
    """The command line, the configuration, a policy or a dictionary is wrong: exit code 2."""

    code = "usage"


class ConfigError(UsageError):
    code = "broken-configuration"


class PolicyError(UsageError):
    code = "broken-policy"


class DictionaryError(UsageError):
    code = "broken-dictionary"


class InterruptedRunError(ScreenerError):
    """Somebody stopped the run: what was not screened has no verdict."""

    code = "interrupted"


def toml_problem(error: ValueError) -> tuple[str, str]:
    """Where a TOML file does not hold, in our words: the parser's are English, and quote what it stumbles over."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码，请另存为 UTF-8", "it is not UTF-8: save it as UTF-8"
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place is None:
        return "文件末尾附近写法有误", "near the end of the file"
    return f"第 {place[1]} 行第 {place[2]} 列附近写法有误", f"near line {place[1]}, column {place[2]}"


class UnreadableError(Exception):
    """Part of a document cannot be read. Becomes an `Unscanned` with this code; `reason` never quotes the document."""

    code = "extractor-failed"

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class PasswordProtectedError(UnreadableError):
    code = "password-protected"


class CorruptError(UnreadableError):
    code = "corrupt"


class UnsupportedFormatError(UnreadableError):
    code = "unsupported-format"


class TooLargeError(UnreadableError):
    """A limit of the configuration was reached: bytes, members or expansion ratio."""

    code = "too-large"


class TooDeepError(UnreadableError):
    code = "too-deep"


class TimedOutError(UnreadableError):
    code = "timed-out"
