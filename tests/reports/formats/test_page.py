from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from screener.model import Action, Screened
from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty, write


def page(results: list[Screened], **changes: Any) -> LexborHTMLParser:
    return LexborHTMLParser(write("html", results, **changes))


def first(tree: LexborHTMLParser, selector: str) -> LexborNode:
    node = tree.css_first(selector)
    assert node is not None
    return node


def test_the_page_needs_nothing_and_runs_nothing():
    tree = page(cases.run())
    assert not tree.css("script, link, img, iframe, object, embed, form, a, base")
    assert not [node for node in tree.css("*") for name in node.attributes if name.startswith("on") or name in ("src", "href")]
    assert "url(" not in first(tree, "style").text()
    assert first(tree, "meta[http-equiv]").attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("text", NASTY)
def test_a_name_from_outside_makes_no_element(text):
    def shape(tree: LexborHTMLParser) -> list[str | None]:
        return [node.tag for node in tree.css("*")]

    assert shape(page([nasty(text)], show_text=True)) == shape(page([nasty("a.pdf" if text else "")], show_text=True))


def test_the_strictest_come_first_and_are_counted_at_the_top():
    tree = page(cases.run())
    assert [node.text() for node in tree.css(".counts b")] == ["4", "1", "2", "1"]
    assert [node.text() for node in tree.css("h2 .badge")] == ["拦截", "复核", "放行"]


def test_the_header_names_time_policy_dictionaries_and_program():
    header = first(page(cases.run()), "header").text()
    for words in ("2026-11-24 09:30:00", "pre-publication@1", "court-terms@2026.11.1", "screener 0.1.0"):
        assert words in header


@pytest.mark.parametrize(("show_text", "alarms"), [(False, 1), (True, 2)])
def test_a_page_with_the_documents_own_words_says_so(show_text, alarms):
    assert len(page(cases.run(), show_text=show_text).css(".alarm")) == alarms


def test_many_places_of_one_rule_are_cut_and_the_cut_is_said():
    tree = page([cases.listed_people(812)])
    assert len(tree.css("td.quote")) == 50
    assert "共 812 处，列出前 50 处" in first(tree, "h3").text()


def test_a_file_that_passes_with_findings_shows_them():
    tree = page([cases.screened("a.pdf", Action.PASS, [], [cases.finding("11010519491231002X")])])
    assert len(tree.css("details.pass td.quote")) == 1
