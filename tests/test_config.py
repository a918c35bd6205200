"""One file, one frozen configuration; what is not understood is refused."""

from __future__ import annotations

from datetime import date
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
        ("channels = 3", "channels"),
        ("[[channels]]\ninbx = 'a'", "channels.inbx"),
        ("[records]\ndigest = 'md5'", "records.digest"),
        ("[unit]\nnames = [3]", "unit.names"),
        ("[desk]\nholidays = ['2026-10-01']", "desk.holidays"),
        ("[desk]\nworkdays = [2026-10-10T08:00:00]", "desk.workdays"),
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


def test_sections_of_an_installation_are_read(tmp_path):
    text = (
        '[unit]\nnames = ["甲市中级人民法院"]\n[records]\ndigest = "sm3"\n'
        '[[channels]]\nname = "website"\ninbox = "in"\n[[channels]]\nname = "mail"\nsettle_seconds = 5\n'
    )
    config = load_config(written(tmp_path, text))
    assert config.unit.names == ("甲市中级人民法院",)
    assert config.records.digest == "sm3"
    assert [channel.name for channel in config.channels] == ["website", "mail"]
    assert config.channels[0].inbox == tmp_path / "in"
    assert config.channels[1].settle_seconds == 5.0


def test_holidays_are_days(tmp_path):
    config = load_config(written(tmp_path, "[desk]\nholidays = [2026-10-01, 2026-10-02]\nworkdays = [2026-10-10]"))
    assert config.desk.holidays == (date(2026, 10, 1), date(2026, 10, 2))
    assert config.desk.workdays == (date(2026, 10, 10),)


def test_paths_that_are_not_written_are_relative_to_the_file_too(tmp_path):
    config = load_config(written(tmp_path, '[[channels]]\nname = "website"\n'))
    assert config.records.home == tmp_path / "var"
    assert config.channels[0].held == tmp_path / "held"
    assert config.records.key is None
