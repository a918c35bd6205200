"""A child's answer arrives; a child that hangs, dies, raises or lies is told apart, and none is left behind."""

import contextlib
import os
import pathlib
import signal
import time

import pytest

from screener.lone_child import ChildDiedError, OutOfTimeError, WorkFailedError, in_child
from screener.model import Coverage, Location, Place


class Lie:
    """What a child that has been taken over would send: a call."""

    def __reduce__(self):
        return os.system, ("echo never",)


class DottedLie:
    def __reduce__(self):
        return getattr, (Place, "name")


def test_the_answer_is_what_the_work_returned():
    answer = Location("a", Place.BODY), (Coverage(parts_unread=1), "文" * 100_000)
    assert in_child(lambda: answer, 30) == answer


@pytest.mark.parametrize("lie", [Lie(), DottedLie(), pathlib.Path(), os.stat_result])
def test_nothing_but_the_nouns_is_built(lie):
    with pytest.raises(Exception, match="no noun"):
        in_child(lambda: lie, 30)


def test_a_hang_is_ended():
    with pytest.raises(OutOfTimeError):
        in_child(lambda: time.sleep(600), 0.2)


@pytest.mark.parametrize(
    ("work", "code"), [(lambda: os._exit(3), 3), (lambda: os.kill(os.getpid(), signal.SIGKILL), -9), (lambda: (_ for _ in ()), 1)]
)
def test_a_child_without_an_answer_has_died(work, code, capfd):
    with pytest.raises(ChildDiedError) as caught:
        in_child(work, 30)
    assert caught.value.exit_code == code


def test_of_what_was_raised_only_the_name_comes_back():
    with pytest.raises(WorkFailedError) as caught:
        in_child(lambda: dict[str, int]()["机密"], 30)
    assert caught.value.kind == "KeyError"
    assert "机密" not in str(caught.value)


def children():
    return {int(number) for task in pathlib.Path("/proc/self/task").iterdir() for number in (task / "children").read_text().split()}


def test_no_child_is_left_behind():
    before = children()
    for work in (lambda: 1, lambda: os._exit(3), lambda: time.sleep(600)):
        with contextlib.suppress(ChildDiedError, OutOfTimeError):
            in_child(work, 0.2)
    assert children() <= before
