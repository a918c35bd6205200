"""What can go wrong, each with a stable code and a sentence for the user, in Chinese and English."""

from __future__ import annotations


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
