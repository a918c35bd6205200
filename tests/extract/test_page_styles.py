"""Characters that a style sheet puts in another order than the source has them, or writes itself: read as they are seen."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from screener.model import Place, Segment
from tests.extract.readings import codes, items, texts
from tests.extract.test_web_page import page

MARK = "机密★10年"


def shuffled(element: Callable[[int, str], str]) -> str:
    order = list(range(len(MARK)))
    random.Random(3).shuffle(order)
    return "".join(element(number, MARK[number]) for number in order)


def each(rule: Callable[[int], str]) -> str:
    return "".join(map(rule, range(len(MARK))))


PLACED = {
    "absolute": (shuffled(lambda at, one: f"<span style='position:absolute;left:{at * 20}px;top:50px'>{one}</span>"), ""),
    "blocks": (shuffled(lambda at, one: f"<div style='position:absolute;top:50px;left:{at * 20}px'>{one}</div>"), ""),
    "by class": (
        shuffled(lambda at, one: f"<p class='c n{at}'>{one}</p>"),
        f"<style>.c{{position:fixed;top:1em}}{each(lambda at: f'.n{at}{{left:{at}em}}')}</style>",
    ),
    "by number": (
        f"<div>{shuffled(lambda at, one: f'<p>{one}</p>')}</div>",
        # The order of the source, by the seed: which character stands first in it, and so on.
        "<style>p{position:absolute}"
        + "".join(f"div p:nth-child({nth}){{left:{MARK.index(one) * 20}px}}" for nth, one in enumerate(shuffled(lambda at, one: one), 1))
        + "</style>",
    ),
    "in a media query": (
        shuffled(lambda at, one: f"<b id='n{at}'>{one}</b>"),
        f"<style>@media screen{{{each(lambda at: f'#n{at}{{position:absolute;left:{at}em}}')}}}</style>",
    ),
    "from the right": (shuffled(lambda at, one: f"<i style='position:absolute;right:{300 - at * 20}px'>{one}</i>"), ""),
    "inset": (shuffled(lambda at, one: f"<i style='position:absolute;inset:9px auto auto {at * 20}px'>{one}</i>"), ""),
    "down": (shuffled(lambda at, one: f"<i style='position:absolute;left:9px;top:{at * 20}px'>{one}</i>"), ""),
    "moved": (shuffled(lambda at, one: f"<i style='position:absolute;transform:translate({at * 20}px, 9px)'>{one}</i>"), ""),
    "order": (f"<div style='display:flex'>{shuffled(lambda at, one: f'<i style=order:{at}>{one}</i>')}</div>", ""),
    "grid": (f"<div style='display:grid'>{shuffled(lambda at, one: f'<i style=grid-row:1;grid-column:{at + 1}>{one}</i>')}</div>", ""),
    "drawn": (f"<svg>{shuffled(lambda at, one: f'<text x={at * 20} y=9>{one}</text>')}</svg>", ""),
    "drawn in one text": (f"<svg><text>{shuffled(lambda at, one: f'<tspan x={at * 20} y=9>{one}</tspan>')}</text></svg>", ""),
    "drawn by a list of places": (f"<svg><text y=9 x='100 80 60 40 20 0'>{MARK[::-1]}</text></svg>", ""),
    "decoys between": (
        shuffled(
            lambda at, one: (
                f"<b style='position:absolute;left:{at * 20}px'>{one}</b><b style='position:absolute;left:{at * 20 + 9}px;opacity:0'>x</b>"
            )
        ),
        "",
    ),
    "relative": ("<p><i style='position:relative;left:16px'>密</i><i style='position:relative;left:-16px'>机</i>★10年</p>", ""),
}


@pytest.mark.parametrize(("body", "head"), PLACED.values(), ids=PLACED)
def test_characters_put_in_their_places_are_read_as_they_are_seen(body: str, head: str) -> None:
    assert MARK in texts(page(body, head), "a.html", Place.BODY)


WRITTEN = {
    "before": ("<p class=m>密★10年</p>", ".m::before{content:'机'}"),
    "after": ("<p class=m>机密</p>", ".m:after{content:'\\2605 10年'}"),
    "letter by letter": (
        "".join(f"<i class=n{at}></i>" for at in range(len(MARK))),
        "".join(f".n{at}::before{{content:'{one}'}}" for at, one in reversed(list(enumerate(MARK)))),
    ),
    "of an attribute": ("".join(f"<i data-c='{one}'></i>" for one in MARK), "i::before{content:attr(data-c)}"),
    "escaped": ("<p class=m></p>", ".m::before{content:'\\机密★10年'}"),
}


@pytest.mark.parametrize(("body", "style"), WRITTEN.values(), ids=WRITTEN)
def test_what_a_style_sheet_writes_is_read_where_it_is_seen(body: str, style: str) -> None:
    assert MARK in texts(page(body, f"<style>{style}</style>"), "a.html", Place.BODY)


def test_characters_that_only_a_browser_can_place_are_held() -> None:
    moving = "".join(f"<i style='position:absolute;left:calc(var(--a{at}) * 1px)'>{one}</i>" for at, one in enumerate("密机★年10"))
    assert codes(page(moving), "a.html") == ["suspicious-structure"]


@pytest.mark.parametrize(
    "body",
    [
        "<div style='position:absolute;left:0'>首页新闻中心通知公告政务</div><div style='position:absolute;left:200px'>联系我们办事服务互动交流</div>",
        "<i style='position:absolute;left:0'>上</i><i style='position:absolute;left:500px'>下</i>",
        "<p style='position:relative'>关于做好有关工作的通知，请各单位认真落实</p>",
    ],
    ids=["columns", "far from one another", "a paragraph"],
)
def test_what_is_not_one_word_is_not_joined(body: str) -> None:
    found = [item.text for item in items(page(body), "a.html") if isinstance(item, Segment)]
    plain = [item.text for item in items(page(body.replace("style=", "data-x=")), "a.html") if isinstance(item, Segment)]
    assert found == plain
