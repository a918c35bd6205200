"""Names of archive members as they were meant: many programs write GBK where the format says code page 437."""

from __future__ import annotations

from screener.normalize.encoding import decodings


def repaired(name: str) -> list[str]:
    """What a name from a zip or tar file may read; the likeliest first."""
    try:
        raw = name.encode("utf-8", "surrogateescape" if any("\udc80" <= one <= "\udcff" for one in name) else "strict")
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "replace")
    if not any("\udc80" <= one <= "\udcff" for one in name):
        if name.isascii():
            return [name]
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return [name]
    return list(dict.fromkeys(text for text, _ in decodings(raw))) or [name]
