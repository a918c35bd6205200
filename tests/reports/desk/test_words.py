"""What the pages say to people who have a mouse and a keyboard, and neither a command line nor a configuration."""

from __future__ import annotations

import re

import pytest

from screener.advice import ADVICE

# What only an administrator can type.
ELSEWHERE = re.compile(r"--[a-z]|\blimits\b|\[[a-z]+\]|screener |请安装|或安装")


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_no_advice_at_the_desk_speaks_of_a_command_line(installation, code):
    from reports.cases.models import Case, UnscannedRow
    from reports.desk import words

    ((_, advice, _),) = words.unread(Case(untrusted_name="a.docx"), [UnscannedRow(part="a.docx", place="body", code=code)])
    assert advice
    assert not ELSEWHERE.search(advice)


def test_no_advice_is_kept_for_a_code_that_is_gone():
    from reports.desk.words import ADVICE_AT_THE_DESK

    assert set(ADVICE_AT_THE_DESK) <= set(ADVICE)


def test_every_step_of_the_chain_has_a_word():
    import re
    from pathlib import Path

    from reports.desk.trails import ACTIONS

    root = Path(__file__).parents[3]
    written = re.compile(r'\b(?:audit\.)?(?:append|put_down)\(\s*[\w.]+(?:\.username)?, "([a-z-]+)"|\bmove\([\w\[\]]+, "([a-z-]+)"')
    code = "\n".join(path.read_text("utf-8") for path in (root / "reports").rglob("*.py"))
    steps = {one or other for one, other in written.findall(code)}
    assert len(steps) > 25
    assert steps - set(ACTIONS) == set()
