"""SARIF 2.1.0: one run, a result for each finding and for each thing that could not be read.

Results are written as they come; what only the whole run knows (the rules met, the files) follows them, for JSON has no order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import quote

from reports.formats.account import reasons
from reports.formats.json_lines import dump, location_record
from reports.formats.options import Options
from reports.formats.printable import printable
from screener.model import Action, Finding, Location, Screened, Unscanned
from screener.wording import CODES, code_words, location_words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Action.PASS: "note", Action.REVIEW: "warning", Action.BLOCK: "error"}
Record = dict[str, Any]


def write_sarif(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    rules: dict[str, Record] = {id_: _rule(id_, options) for id_ in options.rules}
    artifacts: list[Record] = []
    start = f'{{"$schema": {dump(SCHEMA)}, "version": "2.1.0", "runs": [{{"results": ['
    out.write(start.encode())
    comma = b"\n"
    for screened in results:
        for result in _results(screened, len(artifacts), options):
            rules.setdefault(result["ruleId"], _rule(result["ruleId"], options))
            out.write(comma + dump(result).encode())
            comma = b",\n"
        artifacts.append(_artifact(screened, options))
        out.flush()
    driver = {"name": "screener", "version": options.version or "0", "language": options.say("zh-CN", "en"), "rules": list(rules.values())}
    invocation = {
        "executionSuccessful": True,
        "startTimeUtc": _utc(options.made_at),
        "endTimeUtc": _utc(max(options.made_at, datetime.now(UTC))),
    }
    rest = {"tool": {"driver": driver}, "artifacts": artifacts, "invocations": [invocation], "columnKind": "unicodeCodePoints"}
    out.write(b"\n], " + dump(rest)[1:].encode() + b"]}\n")
    out.flush()


def _results(screened: Screened, index: int, options: Options) -> Iterator[Record]:
    verdict = screened.verdict
    artifact = {"uri": _uri(screened.path), "index": index}
    common = {"level": LEVELS[verdict.action]}
    for finding in verdict.findings:
        sentence = options.say("{}：{}（{}）", "{}: {} ({})")
        words = options.title(finding.rule), options.quote(finding), location_words(finding.location, options.language)
        properties = {
            "entity": finding.entity,
            "score": finding.score,
            "start": finding.start,
            "end": finding.end,
            "evidence": list(finding.evidence),
            "basis": finding.basis,
        }
        yield common | {
            "ruleId": finding.rule,
            "message": _message(sentence.format(*words)),
            "locations": [_location(finding.location, artifact)],
            "partialFingerprints": {"screenerPlace/v1": _fingerprint(screened.path, finding)},
            "properties": properties,
        }
    for item in verdict.unscanned:
        sentence = f"{options.say('未读取：', 'Not read: ')}{code_words(item.code, options.language)}"
        yield common | {
            "ruleId": f"unscanned.{item.code}",
            "message": _message(f"{sentence} ({item.reason})" if item.reason else sentence),
            "locations": [_location(item.location, artifact)],
            "partialFingerprints": {"screenerPlace/v1": _fingerprint(screened.path, item)},
        }
    if not verdict.findings and not verdict.unscanned and verdict.action is not Action.PASS:
        for reason, sentence in zip(verdict.reasons, reasons(screened, options), strict=True):
            yield common | {"ruleId": reason.rule, "message": _message(sentence), "locations": [_location(Location(), artifact)]}


def _message(text: str) -> Record:
    """SARIF turns `[words](target)` in a message into a link: a quote from outside must not make one."""
    return {"text": printable(text).replace("[", r"\[").replace("]", r"\]")}


def _location(location: Location, artifact: Record) -> Record:
    """No region: offsets count within a paragraph or a cell, and a viewer would take them for lines or offsets of the file."""
    record: Record = {"physicalLocation": {"artifactLocation": artifact}}
    if location.part:
        part = printable(location.part)
        record["logicalLocations"] = [{"fullyQualifiedName": part, "name": part.rpartition("!")[2], "kind": location.place.value}]
    if location != Location():
        record["properties"] = {key: value for key, value in location_record(location).items() if value is not None and key != "part"}
    return record


def _fingerprint(path: str, item: Finding | Unscanned) -> str:
    """The same place on the next run. Nothing of the content goes in: whoever has the hash of a number can find the number."""
    location = item.location
    what = (item.rule, str(item.start)) if isinstance(item, Finding) else (item.code, "")
    place = (location.part, location.place.value, str(location.page), str(location.paragraph), str(location.cell))
    return hashlib.sha256("\0".join((path, *what, *place)).encode("utf-8", "surrogatepass")).hexdigest()


def _rule(id_: str, options: Options) -> Record:
    if known := options.rules.get(id_):
        return {
            "id": id_,
            "shortDescription": {"text": options.title(id_)},
            "fullDescription": {"text": options.say(known.definition, known.definition_en)},
            "help": {"text": f"{known.definition}\n{known.basis}\n{known.advice}\n\n{known.definition_en}\n{known.advice_en}"},
            "properties": {"entity": known.entity, "basis": known.basis},
        }
    code = id_.removeprefix("unscanned.")
    if code != id_ and code in CODES:
        return {"id": id_, "shortDescription": {"text": code_words(code, options.language)}, "help": {"text": " / ".join(CODES[code])}}
    return {"id": id_}


def _artifact(screened: Screened, options: Options) -> Record:
    verdict = screened.verdict
    return {
        "location": {"uri": _uri(screened.path)},
        "roles": ["analysisTarget"],
        "mimeType": screened.media_type,
        "length": screened.size,
        "hashes": {"sha-256": screened.sha256},
        "properties": {
            "verdict": verdict.action.name.lower(),
            "reasons": list(reasons(screened, options)),
            "policy": verdict.policy,
            "dictionaries": list(verdict.dictionaries),
        },
    }


def _uri(path: str) -> str:
    """The path as a URI reference, byte for byte, so that an undecodable name survives."""
    try:
        escaped = quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        escaped = quote(path.encode("utf-8", "backslashreplace"))
    return f"file://{escaped}" if path.startswith("/") else escaped


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
