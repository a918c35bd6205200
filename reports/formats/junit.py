"""JUnit XML: a test suite for the run, a test case for each file; what was held is a failure, what was only not read an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from reports.formats.account import Account, Group, account
from reports.formats.options import Options
from screener.model import Action, Screened

LISTED = 20


def write_junit(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    """The counts stand in the first line, so nothing is written before the last file is read."""
    suite = etree.Element("testsuite", name="screener", timestamp=options.made_at.isoformat(timespec="seconds"))
    milliseconds = 0
    for screened in results:
        suite.append(_case(screened, options))
        milliseconds += screened.elapsed_ms
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", "0")
    suite.set("time", _seconds(milliseconds))
    root = etree.Element("testsuites")
    root.append(suite)
    etree.indent(root)
    out.write(etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n")


def _case(screened: Screened, options: Options) -> etree._Element:
    told = account(screened, options, LISTED)
    case = etree.Element("testcase", name=told.path, classname=screened.verdict.policy, time=_seconds(screened.elapsed_ms))
    # One outcome a case, as the schema has it: what was not read is told within the failure where there is one.
    if told.action is not Action.PASS and (told.findings or not told.unread):
        _say(case, "failure", _headline(told), (*told.findings, *told.unread), options)
    elif told.unread:
        _say(case, "error", "; ".join(f"{group.title} ({group.count:,})" for group in told.unread), told.unread, options)
    return case


def _headline(told: Account) -> str:
    return f"{told.verdict}: {'; '.join(told.reasons)}"


def _say(case: etree._Element, tag: str, message: str, groups: Iterable[Group], options: Options) -> None:
    element = etree.SubElement(case, tag, type=case.get("classname", ""), message=message)
    element.text = "\n".join(line for group in groups for line in _lines(group, options)) or message


def _lines(group: Group, options: Options) -> Iterator[str]:
    yield f"{group.title} ({group.id}) × {group.count:,}"
    for entry in group.entries:
        quote, times = f"“{entry.quote}”" if entry.quote else "", f"×{entry.times:,}" if entry.times > 1 else ""
        yield "  - " + "  ".join(word for word in (entry.where, entry.part, quote, times, entry.note) if word)
    if group.count > group.listed:
        yield options.say(f"  列出前 {group.listed} 处", f"  the first {group.listed} listed")
    yield from (f"  {words}" for words in (group.basis, group.advice) if words)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"
