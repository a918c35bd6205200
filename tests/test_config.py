"""One file, one frozen configuration; what is not understood is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.config import Config, load_config
from screener.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    file = folder / "screener.toml"
    file.write_text(text, "utf-8")
    return file


def test_settings_are_read_and_paths_are_relative_to_the_file(tmp_path):
    config = load_config(written(tmp_path, 'policy = "ours"\ndictionaries = "words"\njobs = 2\n[limits]\nseconds = 5\ndepth = 3'))
    assert config.policy == "ours"
    assert config.dictionaries == tmp_path / "words"
    assert (config.limits.seconds, config.limits.depth, config.limits.members) == (5.0, 3, Config().limits.members)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("polcy = 'x'", "polcy"),
        ("[limits]\nsecond = 3", "limits.second"),
        ("jobs = 'two'", "jobs"),
        ("jobs = true", "jobs"),
        ("limits = 3", "limits"),
        ("[limits]\ndepth = -1", "depth"),
        ("policy = ", "TOML"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, text, says):
    file = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert says in caught.value.sentence
    assert str(file) in caught.value.sentence_en


def test_a_named_file_that_is_missing_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("SCREENER_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError):
        load_config()
