"""What all recognisers find in some segments, when none of them breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screener.model import Finding, Segment
from screener.recognize import DocumentRecognizer, recognize


def found(segments: Iterable[Segment], documents: Sequence[DocumentRecognizer] = ()) -> list[Finding]:
    items = list(recognize(segments, documents=documents))
    findings = [item for item in items if isinstance(item, Finding)]
    assert len(findings) == len(items)
    return findings
