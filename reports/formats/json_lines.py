"""One JSON object a line and a file: the contract that scripts depend on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, BinaryIO

from reports.formats.options import Options
from reports.formats.printable import UNSAFE
from screener.advice import code_advice
from screener.model import Finding, Location, Screened, Unscanned


def write_json_lines(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    for screened in results:
        out.write(dump(record(screened, options)).encode() + b"\n")
        out.flush()


def dump(value: object) -> str:
    r"""JSON on one line, readable, and nothing in it that a terminal or a reader of lines would act upon.

    What is unsafe is escaped as JSON escapes it, so that the value stays exact: the bytes of an undecodable file name arrive as the lone
    surrogates (`\udcff`) from which `os.fsencode` makes them again. A parser that refuses these fails at that line, which is safe;
    a replacement would make two names one, and a script might publish the wrong file.
    """
    return UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], json.dumps(value, ensure_ascii=False))


def record(screened: Screened, options: Options) -> dict[str, Any]:
    verdict = screened.verdict
    return {
        "path": screened.path,
        "sha256": screened.sha256,
        "size": screened.size,
        "media_type": screened.media_type,
        "verdict": verdict.action.name.lower(),
        "reasons": [asdict(reason) | {"action": reason.action.name.lower()} for reason in verdict.reasons],
        "findings": [_finding(finding, options) for finding in verdict.findings],
        "unscanned": [_unread(item) for item in verdict.unscanned],
        "coverage": asdict(verdict.coverage),
        "policy": verdict.policy,
        "dictionaries": list(verdict.dictionaries),
        "elapsed_ms": screened.elapsed_ms,
    }


def location_record(location: Location) -> dict[str, Any]:
    return {
        "part": location.part,
        "place": location.place.value,
        "page": location.page,
        "paragraph": location.paragraph,
        "cell": location.cell,
        "box": list(location.box) if location.box else None,
    }


def _unread(item: Unscanned) -> dict[str, Any]:
    advice = code_advice(item.code, "zh")
    return {"location": location_record(item.location), "code": item.code, "reason": item.reason, "advice": advice}


def _finding(finding: Finding, options: Options) -> dict[str, Any]:
    return {
        "entity": finding.entity,
        "rule": finding.rule,
        "score": finding.score,
        "location": location_record(finding.location),
        "start": finding.start,
        "end": finding.end,
        "quote": options.quote(finding),
        "evidence": list(finding.evidence),
        "basis": finding.basis,
        "advice": finding.advice,
    }
